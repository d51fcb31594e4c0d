"""What is known of a message in, whether the documents answer it out.

Similarity to the knowledge cannot decide it: "how much paracetamol" lies as near to it as
many a real question does. So it is learned from messages that must be answered and others
that must not: the score of a kernel on the vector (kernel.py), and, for messages in English,
some thirty features beside it: how near ways of asking, cards and passages lie and whether they
agree, the nearest examples of either kind, and words: names of laws and forms that no
document has, other countries, verbs of a request that is none of ours.
A threshold is a quantile of the scores of the development questions (of all answerable examples
in other languages), each as if it, or its whole card, had not been learned from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.abroad import foreign_hints
from index.regression import Logistic, learn_logistic
from index.signals import Measured
from index.words import NAMING, names_in, words_of

Floats = NDArray[np.floating]

# The share of answerable examples that must pass. A real question refused keeps somebody from a
# doctor; the goal is at most 4 % refused.
KEEP = 0.96

# A message of which fewer words than this share are known is in another language than English.
_ENGLISH = 0.5
# Words of a third of the documents and more are of the language, not of a name.
_FREQUENT = 1.4
# Verbs and turns of requests that are none of ours, though they are about our subject.
_UNLAWFUL = re.compile(
    r"\b(fake\w*|forg(?:e|ed|ing|ery)|counterfeit|falsif\w+|brib\w+|hack\w*|break into|steal\w*"
    r"|stolen|impersonat\w+|pretend\w*|pose as|posing|threat\w*|scare|frighten|blackmail\w*|spy\w*"
    r"|stalk\w*|secretly|without (?:her|his|them|their|anyone|anybody|him|being|getting)\s*(?:know"
    r"|notic|caught)\w*|not noticed|unnoticed|track|trace|someone else'?s?|somebody else'?s?"
    r"|(?:another|other) person'?s?|(?:friend|cousin|brother|sister)'?s? (?:nhs|number|name|card"
    r"|passport)|borrow\w*|hide from|evad\w+|dodg\w+|avoid pay\w*|get away|get out of|cheat\w*"
    r"|trick\w*|fool|lie|lying|lied|(?:false|wrong|invented|different) (?:name|address|id|document"
    r"|proof|papers|date)|illegally|bypass|sell|buy|rent out|smuggl\w*|destroy|delete (?:their|his"
    r"|her)|off the books|loophole|scam\w*|so (?:that )?(?:the )?(?:\w+ )?(?:can'?t|cannot|won'?t"
    r"|don'?t|doesn'?t|never) (?:know|find|notice|see)|make (?:him|her|them|the)|force (?:him|her"
    r"|them|the)|what story|what to say so"
    r"|exact words)\b",
    re.IGNORECASE,
)
_TO_THE_PROGRAM = re.compile(
    r"\b(ignore|disregard|forget (?:all|your|the|everything)|override|jailbreak|prompt|system"
    r"|developer|instructions?|previous|roleplay|role[- ]play|act as|you are (?:now|a|an|my|the)"
    r"|from now on|pretend|repeat(?: after)?|say (?:that|only|yes)|answer (?:only|yes|with)"
    r"|only (?:answer|say|reply)|print|output|write (?:me|a|an|the)|translate|summari[sz]e|poem"
    r"|essay|script|code|python|json|sql|invent|make up|imagine|simulate|debug|config\w*|api|token"
    r"|password|begin|end document|assistant"
    r"|bot|ai|chatgpt|language model|complete the)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(my (?:wife|husband|ex|neighbou?r|boss|employee|tenant|landlord|colleague|girlfriend"
    r"|boyfriend|daughter|son|friend|brother|sister|nanny|cleaner|worker|lodger|roommate|flatmate"
    r"|student)'?s?|this (?:man|woman|person|guy|patient)|patient called|person called"
    r"|someone called|find (?:out|the)"
    r"|look up|search for|check if|report (?:him|her|them|my|someone|somebody|a))\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(nhs|gp|gps|doctors?|hospitals?|surgery|clinic|patients?|medical|health|records?|notes"
    r"|nurse"
    r"|midwife|pharmac\w+|dentists?|receptionist|practice|treatment|maternity|ambulance|a&e)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\b(home office|immigration|visa|asylum|undocumented|illegal|papers|passport|id"
    r"|proof of address|address|share\w*|data|private|privacy|confidential\w*|secret|tell|told"
    r"|police|bill|charge\w*|pay|free|debt|invoice|register\w*|opt|consent|access|copy|delete"
    r"|complain\w*|gmc|ico"
    r"|gdpr)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d.,/:-]*")
_CAPITAL = re.compile(r"(?<=[a-z,(] )[A-Z][a-z]{2,}|(?<=\()[A-Z][a-z]{2,}")

FEATURES = (
    "kernel",
    "line",
    "cosine",
    "card",
    "first card over second",
    "chance",
    "chance of three",
    "passage",
    "passage words",
    "card words",
    "classifier",
    "nearest answerable",
    "nearest other",
    "five answerable over others",
    "words strange to documents",
    "words strange to English",
    "unknown name",
    "unknown capitals",
    "unknown month",
    "known name",
    "number unknown",
    "capital unknown",
    "abroad",
    "foreign system",
    "foreign and not here",
    "unlawful",
    "to the program",
    "others",
    "ours",
    "rights",
    "ours and rights",
    "length",
    "short",
)

# The features that need no words of English: all before those of words.
_WORDLESS = slice(0, FEATURES.index("words strange to documents"))


@dataclass(frozen=True, slots=True)
class Known:
    """Of the words of one message: those of the documents with rarity, English ones, and names."""

    rarity: Mapping[str, float]
    english: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """Learned: the weights of the features, and the least log odds that are answered.

    `english` and `english_least` are of messages in English; `other` and `other_least` of those in
    other languages, from the features that need no words.
    """

    english: Logistic
    english_least: float
    other: Logistic
    other_least: float

    def margin(self, features: Floats, *, english: bool) -> float:
        """Return how far (log odds) a message lies above the threshold: from zero, answered."""
        if english:
            return float(self.english.logits(features)) - self.english_least
        return float(self.other.logits(features[_WORDLESS])) - self.other_least


def is_english(text: str, known: Known) -> bool:
    """Return whether at least half of the words are ones that English or the documents have."""
    words = words_of(text)
    familiar = sum(
        word in known.rarity or word in known.english or word.isdigit() for word in words
    )
    return bool(words) and familiar >= _ENGLISH * len(words)


def features_of(
    measured: Measured,
    cards: Floats,
    answerable: NDArray[np.bool_],
    known: Known,
    score: float,
    own: int | None = None,
) -> Floats:
    """Return the features of one message, shape (features,).

    `cards` are the fused scores of the cards, `answerable` (lessons,) tells the examples'
    kinds, `score` is that of the kernel; `own` is the row of a message that was learned from,
    which is not its own neighbour.
    """
    cosines = measured.cosines
    if own is not None:
        cosines = cosines.copy()
        cosines[own] = -1.0
    near = nearest_mean(cosines[answerable], 5), nearest_mean(cosines[~answerable], 5)
    ranked = np.sort(cards)[::-1]
    powers = np.exp(ranked - ranked[0])
    chances = powers / powers.sum()
    text = measured.question
    words = [word for word in words_of(text) if not word.isdigit()]
    content = [word for word in words if len(word) > 2]
    strange = [word for word in content if word not in known.rarity]
    names = names_in(text)
    naming = {name for name in names.naming if not _is_plain(name, known)}
    hints = foreign_hints(text)
    ours, rights = bool(_OURS.search(text)), bool(_RIGHTS.search(text))
    return np.array(
        (
            score,
            measured.line,
            measured.cosine,
            measured.raw_cards[2].max(),
            ranked[0] - ranked[1] if len(ranked) > 1 else 0.0,
            chances[0],
            chances[:3].sum(),
            measured.raw_passages[0].max(),
            measured.raw_passages[2].max(),
            measured.raw_cards[3].max(),
            measured.raw_cards[1].max(),
            cosines[answerable].max(initial=-1.0),
            cosines[~answerable].max(initial=-1.0),
            near[0] - near[1],
            len(strange) / max(1, len(content)),
            sum(word not in known.english for word in strange) / max(1, len(content)),
            any(name not in known.names for name in naming),
            any(name not in known.names for name in names.capital),
            any(name not in known.names for name in names.dated),
            any(name in known.names for name in naming),
            any(number.rstrip(".,:") not in known.rarity for number in _NUMBER.findall(text)),
            any(name.lower() not in known.rarity for name in _CAPITAL.findall(text)),
            hints.place,
            hints.system,
            (hints.place or hints.system) and not hints.here,
            bool(_UNLAWFUL.search(text)),
            len(_TO_THE_PROGRAM.findall(text)),
            bool(_OTHERS.search(text)),
            ours,
            rights,
            ours and rights,
            np.log1p(len(words)),
            len(content) <= 2,
        ),
        dtype=np.float64,
    )


def _is_plain(name: str, known: Known) -> bool:
    """Return whether a pair of words names nothing: `my letter`, `the form`."""
    before, _, after = name.partition(" ")
    if before in NAMING and any(c.isdigit() for c in after):
        return False
    return (
        len(before) <= 3 or known.rarity.get(before, 9.0) < _FREQUENT or before not in known.english
    )


def nearest_mean(cosines: Floats, count: int) -> float:
    """Return the mean of so many of the highest cosines; -1 of none."""
    if not len(cosines):
        return -1.0
    count = min(count, len(cosines))
    return float(np.partition(cosines, len(cosines) - count)[-count:].mean())


def learn_scope(
    features: Floats,
    answerable: NDArray[np.bool_],
    english: NDArray[np.bool_],
    setting: NDArray[np.bool_],
) -> ScopeRule:
    """Return the rule learned from examples: features (n, features), and what each of them is.

    Those of `setting` set the threshold of their language, or all of it where none is of
    `setting`; without any in other languages than English all examples stand for those. Where
    only one label occurs everything passes.
    """
    its, least = _learn_one(features, answerable, english, setting)
    others = ~english if (answerable & ~english).any() else np.ones_like(english)
    other, other_least = _learn_one(features[:, _WORDLESS], answerable, others, setting)
    return ScopeRule(its, least, other, other_least)


def _learn_one(
    features: Floats,
    answerable: NDArray[np.bool_],
    of_language: NDArray[np.bool_],
    setting: NDArray[np.bool_],
) -> tuple[Logistic, float]:
    labels = answerable[of_language].astype(np.float64)
    model = learn_logistic(features[of_language], labels, balanced=True)
    passing = features[of_language & answerable & setting]
    if not len(passing):
        passing = features[of_language & answerable]
    if not len(passing) or labels.all():
        return model, -np.inf
    return model, float(np.quantile(model.logits(passing), 1 - KEEP))
