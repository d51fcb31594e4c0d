"""A message and its vector in, whether somebody is in danger now out, before any search.

Three signals are weighed: whether the message has a phrase of knowledge/emergencies.yaml, in
many languages; the score of a kernel (kernel.py) on the vector learned from emergencies and
from messages that only sound like one; and that of a second one, learned from these and from
ordinary messages, whether the documents answer them or not. The first kernel tells apart what is
alike, the second one keeps ordinary questions out. When it is sure, the emergency is answered
instead of the question; when it is likely, instead of no answer; in doubt the number stands
above the answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from index import kernel
from index.files import read_yaml
from index.passages import Knowledge
from index.regression import Logistic, learn_logistic

Floats = NDArray[np.floating]
Level = Literal["none", "doubt", "likely", "sure"]

PHRASES_FILE = Path("emergencies.yaml")
EmergencyKind = Literal[
    "danger-to-life",
    "suicide-self-harm",
    "violence",
    "detention-removal",
    "child-at-risk",
    "trafficking",
]
KINDS: tuple[EmergencyKind, ...] = get_args(EmergencyKind)
# Regularisation of the kernel, as in learn.py.
_RIDGE = 0.05
# A gap in a phrase: up to so many words between.
_GAP_WORDS = 3
# In a language without spaces a word has about so many characters.
_WORD_CHARACTERS = 2
# Letters that differ by keyboard only.
_SAME = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ł": "l"}
)


# Of other messages, left out of learning, so many may be answered as an emergency at once, so many
# where there is no answer to give, and so many may have the number shown above their answer. On
# the messages of 2026-11-22 the last of these holds for .97 of the emergencies and for .14 of
# those that only sound like one; with .01 and .02 instead of the first two, 14 of 202 messages
# that the documents do not answer got the emergency's answer.
_SURE_FALSE = 0.007
_LIKELY_FALSE = 0.012
_DOUBT_FALSE = 0.08
# Of those that only sound like one, so many at most may be answered as one: the goal is 5 %.
_SOUNDING_FALSE = 0.04
# As many of the other messages are learned from; with all of them a build takes a minute longer.
_MOST_ORDINARY = 4500
# Questions on whom to turn to are no ordinary ones: many of those who ask them need help now.
_HELP_TOPIC = "help"


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """Learned: two kernels, how their scores and a phrase are weighed, and two thresholds.

    `narrow` (alarms, 1 + kinds) are the weights of the first kernel, its first column being of
    emergencies at all; `wide` (alarms + ordinary,) of the second, `ordinary` the numbers of
    its examples. `sure`, `likely` and `doubt` are the least log odds of these levels.
    """

    narrow_spread: float
    narrow: NDArray[np.float32]
    wide_spread: float
    wide: NDArray[np.float32]
    ordinary: NDArray[np.int64]
    model: Logistic
    sure: float
    likely: float
    doubt: float


@dataclass(frozen=True, slots=True)
class AlarmFound:
    """How sure it is that a message is an emergency, and of which kind."""

    level: Level
    kind: str


def judge(rule: AlarmRule, alarms: Floats, examples: Floats, phrase: str | None) -> AlarmFound:
    """Return the level for a message with these cosines to alarms and examples, and a phrase."""
    if not len(rule.narrow):
        return AlarmFound("likely", phrase) if phrase else AlarmFound("none", "")
    near = kernel.similarities(alarms, rule.narrow_spread)
    scores = np.einsum("i,ij->j", near, rule.narrow)
    cosines = np.concatenate([alarms, examples[rule.ordinary]])
    wide = np.einsum("i,i->", kernel.similarities(cosines, rule.wide_spread), rule.wide)
    odds = float(rule.model.logits(np.array([scores[0], wide, float(phrase is not None)])))
    if odds < rule.doubt:
        return AlarmFound("none", "")
    kind = phrase or KINDS[int(np.argmax(scores[1:]))]
    if odds >= rule.sure:
        return AlarmFound("sure", kind)
    return AlarmFound("likely" if odds >= rule.likely else "doubt", kind)


def learn_alarm_rule(
    knowledge: Knowledge,
    alarms: NDArray[np.float32],
    examples: NDArray[np.float32],
    phrases: Phrases,
) -> AlarmRule:
    """Return the rule learned from alarms and examples, with their vectors (n, dimension)."""
    emergency = np.array([its.emergency for its in knowledge.alarms], dtype=bool)
    if not len(emergency) or emergency.all() or not emergency.any():
        none = np.zeros(0, dtype=np.float32)
        model = learn_logistic(np.zeros((0, 3)), np.zeros(0))
        empty = np.zeros((0, 1 + len(KINDS)), dtype=np.float32)
        return AlarmRule(
            1.0, empty, 1.0, none, none.astype(np.int64), model, np.inf, np.inf, np.inf
        )
    common = [
        n
        for n, its in enumerate(knowledge.examples)
        if not (its.card and knowledge.cards[its.card].topic == _HELP_TOPIC)
    ]
    ordinary = np.array(common[:: len(common) // _MOST_ORDINARY + 1], dtype=np.int64)
    kinds = [[a.emergency and a.kind == kind for kind in KINDS] for a in knowledge.alarms]
    targets = np.column_stack([np.where(emergency, 1.0, -1.0), np.array(kinds, dtype=float)])
    narrow = _fit(alarms, targets)
    both = np.concatenate([alarms, examples[ordinary]])
    signs = np.where(np.append(emergency, np.zeros(len(ordinary), dtype=bool)), 1.0, -1.0)
    wide = _fit(both, signs[:, None])
    near = kernel.similarities(
        examples[ordinary].astype(np.float64) @ alarms.T.astype(np.float64), narrow.spread
    )
    texts = [a.text for a in knowledge.alarms] + [knowledge.examples[n].text for n in ordinary]
    features = np.column_stack(
        [
            np.append(narrow.alone[:, 0], near @ narrow.weights[:, 0]),
            wide.alone[:, 0],
            [phrases.kind_in(text) is not None for text in texts],
        ]
    )
    model = learn_logistic(features, (signs > 0).astype(np.float64), balanced=True)
    odds = model.logits(features)
    sounding, others = odds[: len(alarms)][~emergency], odds[len(alarms) :]
    if not len(others):
        others = sounding
    least = float(np.quantile(sounding, 1 - _SOUNDING_FALSE))
    falsely = (1 - _SURE_FALSE, 1 - _LIKELY_FALSE, 1 - _DOUBT_FALSE)
    sure, likely, doubt = np.quantile(others, falsely).tolist()
    return AlarmRule(
        narrow.spread,
        narrow.weights,
        wide.spread,
        wide.weights[:, 0],
        ordinary,
        model,
        max(sure, least),
        likely,
        doubt,
    )


def _fit(vectors: NDArray[np.float32], targets: NDArray[np.float64]) -> kernel.Fit:
    ridge = np.full(len(vectors), _RIDGE)
    return kernel.fit(vectors, targets, ridge, [str(n) for n in range(len(vectors))])


class Phrases:
    """The phrases of emergencies, ready to be looked for."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Take the phrases of each kind."""
        by_first: dict[str, list[tuple[str, str]]] = {}
        fold = cache(folded)  # The same words stand in many phrases.
        for kind, its in phrases.items():
            for phrase in its:
                # Without a first word to go by, or with one of any ending: tried on every message.
                anywhere = _is_chinese(phrase) or "*" in phrase.split(" ", 1)[0]
                first = "" if anywhere else fold(phrase.split(" ", 1)[0]).partition(" ")[0]
                by_first.setdefault(first, []).append((kind, _phrase(phrase, fold)))
        # Thousands of alternatives in one expression take milliseconds; those that begin with a
        # word of the message are few.
        self._by_first = {
            first: [
                (kind, re.compile("|".join(sorted({pattern for k, pattern in its if k == kind}))))
                for kind in dict.fromkeys(kind for kind, _ in its)
            ]
            for first, its in by_first.items()
        }

    def kind_in(self, message: str) -> str | None:
        """Return the kind of emergency that `message` has a phrase of, or None."""
        text = f" {folded(message)} "
        found = (
            kind
            for first in ("", *dict.fromkeys(text.split()))
            for kind, pattern in self._by_first.get(first, ())
            if pattern.search(text)
        )
        kinds = set(found)
        return next((kind for kind in KINDS if kind in kinds), None)


def read_phrases(folder: Path) -> dict[str, list[str]]:
    """Return the phrases of each kind in the knowledge folder; none without the file.

    Raises:
        ValueError: the file is not of its form.
    """
    read = read_yaml(folder / PHRASES_FILE)
    if not isinstance(read, dict) or set(read) - set(KINDS):
        raise ValueError(f"the kinds are {', '.join(KINDS)}")
    phrases: dict[str, list[str]] = {}
    for kind, languages in read.items():
        if not isinstance(languages, dict):
            raise ValueError(f"{kind}: a list of phrases for each language")
        lists = [listed for listed in languages.values() if listed is not None]
        if not all(isinstance(listed, list) for listed in lists):
            raise ValueError(f"{kind}: a list of phrases for each language")
        its = [phrase for listed in lists for phrase in listed]
        for phrase in its:
            if not isinstance(phrase, str):
                raise ValueError(f"{kind}: {phrase!r} is no text; put it in quotation marks")
            if not folded(phrase):
                # It would be found in every message.
                raise ValueError(f"{kind}: {phrase!r} has no word; write it or take it out")
        phrases[kind] = its
    return phrases


def folded(text: str) -> str:
    """Return `text` lower-cased, without accents, vowel signs and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_SAME))
    kept = (c for c in decomposed if not unicodedata.combining(c) or _spells(c))
    spaced = "".join(c if _is_of_word(c) else " " for c in kept)
    return " ".join(unicodedata.normalize("NFC", spaced).translate(_SAME).split())


def _spells(mark: str) -> bool:
    """Return whether a combining character is a vowel that a word cannot do without."""
    return unicodedata.name(mark, "").startswith(("BENGALI", "DEVANAGARI"))


def _is_of_word(character: str) -> bool:
    # Vowel signs of Indian scripts are marks, and no letters.
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _phrase(phrase: str, fold: Callable[[str], str]) -> str:
    is_chinese = _is_chinese(phrase)
    words = []
    for word in phrase.split():
        if word == "~":
            gap = rf"\S{{0,{_WORD_CHARACTERS * _GAP_WORDS}}}"
            words.append(gap if is_chinese else rf"(?: \S+){{0,{_GAP_WORDS}}}")
        else:
            ending = r"\S*" if word.endswith("*") else ""
            words.append(f"{'' if is_chinese else ' '}{re.escape(fold(word.rstrip('*')))}{ending}")
    return "".join(words) + ("" if is_chinese else "(?= )")


def _is_chinese(phrase: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in phrase)
