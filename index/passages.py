"""The values that travel: sources, passages, cards, problems; they do nothing.

The words are those of knowledge/FORMAT.md: a source is a published document, a
passage is one section of our digest of it, a card is the answer to one question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

# Strongest authority first; the order is that of FORMAT.md and breaks near ties in ranking.
KINDS = (
    "law",
    "court",
    "regulator",
    "government",
    "health-body",
    "parliament",
    "charity",
    "news",
    "opinion",
)
STATUSES = ("current", "historical")
# Under which the words of a source may be shown. The first three are open: they may be shown in
# full, with the publisher named.
LICENCES = (
    "open government licence",
    "open parliament licence",
    "creative commons",
    "all rights reserved",
    "unknown",
)
OPEN_LICENCES = LICENCES[:3]
RESERVED = "all rights reserved"
JURISDICTIONS = ("UK", "England", "England and Wales", "Scotland", "Wales", "Northern Ireland")
TOPICS = (
    "home-office",
    "gp-registration",
    "hospital-charges",
    "your-records",
    "opt-outs",
    "confidentiality",
    "data-platforms",
    "police-and-others",
    "complaints",
    "help",
)

# Sections of a card with a name of their own: sentences shown singly, where a question asks for
# them; and the two that every card ends with.
FACTS = "Facts"
STEPS = "What you can do"
HELP = "Who can help"

# The languages, beside English, in which cards are asked for and said (ISO 639-1).
LANGUAGES = ("ar", "bn", "es", "fa", "fr", "pl", "ps", "pt", "ro", "so", "ti", "uk", "ur", "zh")

UnitKind = Literal["passage", "card"]


@dataclass(frozen=True, slots=True)
class Source:
    """A published document, as its front matter describes it.

    Dates are ISO text as precise as the source allows: a day, a month or a year. `url` is empty
    where the document has no public address. `licence` is that of the publisher's words where the
    sections are those, and None where they are our own. `review_by` is a day to look again, before
    which nobody need. The rest is of the file that was read: the day, its SHA-256, what its server
    said of its version, and of each section its locator and a digest of what was taken.
    """

    id: str
    title: str
    publisher: str
    kind: str
    url: str
    published: str
    published_estimated: bool
    effective: str | None
    updated: str | None
    status: str
    superseded_by: tuple[str, ...]
    jurisdiction: str
    checked: str
    evidence: str
    licence: str | None = None
    review_by: str | None = None
    retrieved: str | None = None
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    taken: tuple[str, ...] = ()

    @property
    def is_own_words(self) -> bool:
        """Whether its sections are our own words, not the publisher's."""
        return self.licence is None

    @property
    def may_be_shown_in_full(self) -> bool:
        """Whether its sections may be shown to readers as long as they are."""
        return self.licence is None or self.licence in OPEN_LICENCES

    @property
    def is_current(self) -> bool:
        """Whether the source describes today; a historical one was true then."""
        return self.status == "current"

    @property
    def was_read(self) -> bool:
        """Whether anybody compared the digest with the source at all."""
        return not self.evidence.startswith("not read")


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of a source: the unit that is indexed, searched, cited and shown."""

    address: str
    source_id: str
    locator: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a card with the addresses of the passages that support it."""

    text: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or one item of a list, of a card."""

    sentences: tuple[Sentence, ...]
    is_item: bool


@dataclass(frozen=True, slots=True)
class CardSection:
    """A headed part of a card, such as "What you can do"."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The answer to one question, every sentence of it cited."""

    id: str
    question: str
    also_asked: tuple[str, ...]
    topic: str
    verdict: str
    as_of: str
    short_answer: Block
    sections: tuple[CardSection, ...]
    review_by: str | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        """Every way of asking, the card's own question first."""
        return (self.question, *self.also_asked)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The short answer, then every block of every section."""
        return (self.short_answer, *(b for section in self.sections for b in section.blocks))

    @property
    def citations(self) -> tuple[str, ...]:
        """Each address cited, once, in the order of first use."""
        return tuple(
            dict.fromkeys(
                address
                for block in self.blocks
                for sentence in block.sentences
                for address in sentence.citations
            )
        )

    @property
    def shown_sections(self) -> tuple[CardSection, ...]:
        """The sections that are shown whole; the sentences of Facts are shown singly."""
        return tuple(section for section in self.sections if section.heading != FACTS)

    @property
    def text(self) -> str:
        """The whole answer as plain sentences, without citations."""
        return " ".join(s.text for block in self.blocks for s in block.sentences)


@dataclass(frozen=True, slots=True)
class Translation:
    """What of a card is said in another language, and how people ask for it there.

    Its sentences stand in the order of the card's own: of the short answer, of "What you can do"
    and of "Who can help"; the last two may be empty. `english` names what was translated
    (translations.english_digest); `checked_by` is the native speaker who checked it, and empty
    where nobody has.
    """

    card: str
    lang: str
    english: str
    checked_by: str
    checked: str
    question: str
    also_asked: tuple[str, ...]
    verdict: str
    short_answer: tuple[Sentence, ...]
    steps: tuple[Sentence, ...]
    help: tuple[Sentence, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """Every way of asking, the card's own question first."""
        return (self.question, *self.also_asked)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence: short answer, steps, help."""
        return (*self.short_answer, *self.steps, *self.help)

    @property
    def text(self) -> str:
        """What is translated of the answer as plain sentences, without citations."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Example:
    """A message as people write them, with whether our documents answer it.

    `place` is its file and line, such as `scope.jsonl:12`; `card` the card that answers it,
    where one does.
    """

    place: str
    text: str
    answerable: bool
    kind: str
    card: str | None
    lang: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """A message that is an emergency, or that only sounds like one; `place` as of an example."""

    place: str
    text: str
    emergency: bool
    kind: str
    lang: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question to learn ranking from: its words, the cards that serve it, what a reply must say.

    Each of `must_mention` is words of which one, between `|`, must occur. `partly`: the
    documents come near only, so that no answer is right too.
    """

    text: str
    cards: tuple[str, ...]
    must_mention: tuple[str, ...]
    partly: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything in the knowledge folder, by id or address, in the order of file names.

    `translations` are by language, then card; `glosses` say by language what an English name is.
    """

    sources: dict[str, Source]
    passages: dict[str, Passage]
    cards: dict[str, Card]
    examples: tuple[Example, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    phrases: dict[str, list[str]] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    translations: dict[str, dict[str, Translation]] = field(default_factory=dict)
    glosses: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the knowledge: place, value, remedy.

    A problem that is not an error is a warning: a build goes on in spite of it.
    """

    file: str
    line: int
    value: str
    remedy: str
    is_error: bool = True

    def __str__(self) -> str:
        """Return `file:line: error|warning: 'value': remedy`."""
        level = "error" if self.is_error else "warning"
        shown = self.value if len(self.value) <= 120 else self.value[:117] + "..."
        return f"{self.file}:{self.line}: {level}: {shown!r}: {self.remedy}"


class Signal(NamedTuple):
    """What one ranking said of a hit: its rank there (from 1) and its score (higher is better).

    A named tuple, since hundreds are made for each question: a dataclass takes five times as long.
    """

    name: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage or card found for one query, with its place and why it got there.

    `id` is a card's id or a passage's address; `rank` starts at 1; a higher
    `score` is better and can be compared within one query only.
    """

    kind: UnitKind
    id: str
    rank: int
    score: float
    signals: tuple[Signal, ...]
