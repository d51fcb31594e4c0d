"""A question in, ranked cards, passages and sentences out: the query route in one direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import alarms, small_talk
from index.config import Config
from index.encoder import Encoder, Vectors, open_encoder
from index.errors import IndexDamagedError
from index.generations import LANGUAGE_FILE, LEARNED_FILE, VECTORS_FILE, require_encoder
from index.languages import (
    LANGUAGE_SIGNALS,
    LanguageRules,
    LanguageSignals,
    fuse_here,
    scope_features,
)
from index.languages import fit_features as language_fit_features
from index.latin_letters import LatinReader, is_latin
from index.learned import load_language, load_learned
from index.lexicon import known_of
from index.library import Library
from index.passages import Hit
from index.picker import Pick, Picker, fit_features
from index.ranking import fuse, hits, preference
from index.scope import features_of, is_english
from index.signals import CARD_SIGNALS, PASSAGE_SIGNALS, Measured, Signals
from index.spelling import Speller
from index.store import card_of, language_lines, row_ranges
from index.vectors import VectorIndex
from index.wants import wants

Floats = NDArray[np.floating]

# From this cosine on two questions ask the same, and the card that has the question comes first
# whatever else is like it: 14 of 560 development questions were that near, each to its own card.
_SAME_QUESTION = 0.95
# What authority, time and nation add to a passage, whose signals have a deviation of 1: it breaks
# near ties and lifts nothing that does not fit.
_PREFERENCE = 0.5


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found for one question, best first; nothing where nothing was.

    `sentences` are those of the likeliest cards and passages that answer best. `scope_margin`
    is zero or more where the documents may answer; `card_chance` (0 to 1) that the first card is
    the right one.
    """

    cards: tuple[Hit, ...]
    passages: tuple[Hit, ...]
    sentences: tuple[Pick, ...]
    scope_margin: float
    card_chance: float


@dataclass(frozen=True, slots=True)
class _Judged:
    """How the cards rank, how far the message is in scope, whether the first card is right."""

    cards: Floats
    margin: float
    chance: float
    said: Mapping[str, Floats]


class _Spoken:
    """One language, in which cards are found by its own words besides."""

    def __init__(
        self,
        lang: str,
        signals: LanguageSignals,
        rules: LanguageRules,
        answerable: NDArray[np.bool_],
    ) -> None:
        self._lang = lang
        self._signals = signals
        self._rules = rules
        self._answerable = answerable

    def judge(self, measured: Measured) -> _Judged:
        rules = self._rules
        here = self._signals.measure(measured)
        cards = fuse_here(here, measured, rules.weights)
        features = scope_features(
            here, measured, cards, self._answerable, float(measured.labels[0])
        )
        return _Judged(
            cards,
            rules.margin(self._lang, features),
            float(rules.fitting.chances(language_fit_features(here, measured, cards))),
            _named(LANGUAGE_SIGNALS, here.raw) | _named(CARD_SIGNALS, measured.raw_cards),
        )


class Searcher:
    """One generation of the index, open for searching by one thread; owns its files."""

    def __init__(self, config: Config, encoder: Encoder, library: Library) -> None:
        """Open the vectors beside `library`, which must have been made with `encoder`.

        Raises:
            IndexDamagedError, EncoderMismatchError.
        """
        require_encoder(library.manifest, encoder.name, encoder.fingerprint)
        self.library = library
        self.encoder = encoder
        self._candidates = config.search.candidates
        self._store = store = library.store
        self._vectors = VectorIndex(library.folder / VECTORS_FILE)
        units = store.vector_units()
        if len(units) != len(self._vectors):
            raise IndexDamagedError(
                f"{library.folder}: {len(self._vectors)} vectors for {len(units)} texts;"
                " build again: python -m index build --force"
            )
        self._ranges = row_ranges(units)
        examples = self._ranges["example"]
        self._learned = load_learned(
            library.folder / LEARNED_FILE,
            vectors=len(units),
            lessons=len(self._ranges["question"]) + len(examples),
            sentences=len(self._ranges["sentence"]),
        )
        cards = {unit: library.card(unit) for kind, unit in units if kind == "card"}
        self._signals = Signals(
            store, self._vectors, self._learned.measures, self._ranges, units, cards
        )
        self._picker = Picker(self._signals, self._learned.sentences, self._ranges["sentence"])
        taught = store.answerable_places()
        self._answerable = np.array(
            [True] * len(self._ranges["question"])
            + [unit in taught for _, unit in units[examples.start : examples.stop]],
            dtype=bool,
        )
        self._traits = store.passage_traits()
        self._lines = language_lines(self._ranges["line"], units)
        self._line_cards = {
            lang: [card_of(units[row][1]) for row in rows] for lang, rows in self._lines.items()
        }
        self._spoken: dict[str, _Spoken] = {}
        self._latin = LatinReader(self._learned.latin)
        self._last: tuple[Vectors, Floats] | None = None
        self._preferred: dict[tuple[str | None, bool], Floats] = {}
        self._phrases = alarms.Phrases(store.phrases())
        counts = store.word_counts()
        self._speller = Speller(counts, store.english_words, store.abbreviations())

    @classmethod
    def open(cls, config: Config, name: str | None = None) -> Searcher:
        """Open generation `name`, or the live one, with the encoder of config.toml.

        Raises:
            EncoderUnavailableError, IndexNotBuiltError, IndexDamagedError, EncoderMismatchError.
        """
        library = Library(config, name)  # before the encoder: it is quicker to fail
        return cls(config, open_encoder(config), library)

    def close(self) -> None:
        """Give the files back."""
        self.library.close()

    def spell(self, message: str, lang: str = "en") -> str:
        """Return `message` as it is searched for: spelling put right, abbreviations spelt out.

        Only of English; a message in another language is searched for as it is.
        """
        if lang in self._lines:
            return message
        return self._speller.spell_out(self._speller.correct(message))

    def language_of(self, message: str, guess: str) -> str:
        """Return the language of a message, which was guessed without the index."""
        if not is_latin(message):
            return guess
        english = is_english(message, known_of(message, self._store))
        return self._latin.language_of(message, guess, is_english=english)

    def read(self, message: str, lang: str = "en") -> tuple[str, Vectors]:
        """Return the same and its vector, shape (1, dimension)."""
        text = self.spell(message, lang)
        return text, self.encoder.encode_queries([text])

    def alarm(self, message: str, vector: Vectors) -> alarms.AlarmFound:
        """Return whether a message, and its vector, is an emergency; no search is made."""
        near = self._vectors.cosines(vector, self._ranges["alarm"])
        examples = self._vectors.cosines(vector, self._ranges["example"])
        return alarms.judge(
            self._learned.rules.alarms, near, examples, self._phrases.kind_in(message)
        )

    def search(self, question: str, lang: str = "en") -> SearchResult:
        """Return what fits `question`, which is in `lang`, best first."""
        text, vector = self.read(question, lang)
        return self.search_with(text, vector, lang)

    def search_with(self, text: str, vector: Vectors, lang: str = "en") -> SearchResult:
        """Return the same for what `read` gave."""
        measured = self._signals.measure(text, vector[0], self._labels(vector))
        spoken = self._language(lang)
        found = spoken.judge(measured) if spoken else self._judge(measured)
        return SearchResult(
            cards=hits(
                "card", self._signals.cards, found.cards, dict(found.said), self._candidates
            ),
            passages=self._passages(measured),
            sentences=tuple(self._picker.pick(measured, found.cards, self._learned.rules.picking)),
            scope_margin=found.margin,
            card_chance=found.chance,
        )

    def _judge(self, measured: Measured) -> _Judged:
        """Return how cards rank for a question in English, or in a language we have nothing in."""
        learned = self._learned.rules
        cards = fuse(measured.cards, learned.card_weights)
        if measured.cosine >= _SAME_QUESTION:
            cards[measured.nearest] = cards.max() + 1
        return _Judged(
            cards,
            self._margin(measured, cards),
            float(learned.fitting.chances(fit_features(measured, cards))),
            _named(CARD_SIGNALS, measured.raw_cards),
        )

    def _language(self, lang: str) -> _Spoken | None:
        """Return what judges messages in `lang`, None where there is nothing in it."""
        if lang not in self._lines:
            return None
        if lang not in self._spoken:
            lines = self._lines[lang]
            file = self.library.folder / LANGUAGE_FILE.format(lang=lang)
            asked = [self._signals.card_number[card] for card in self._line_cards[lang]]
            measures = load_language(file, lines=len(lines))
            signals = LanguageSignals(
                measures, self._vectors, lines, asked, len(self._signals.cards)
            )
            self._spoken[lang] = _Spoken(
                lang, signals, self._learned.rules.languages, self._answerable
            )
        return self._spoken[lang]

    def small_talk(self, vector: Vectors) -> str | None:
        """Return the kind of small talk, such as `thanks`, that a message is, or None."""
        measures = self._learned.measures
        return small_talk.kind_of(
            measures.labels, self._labels(vector), self._learned.rules.small_talk
        )

    def _labels(self, vector: Vectors) -> Floats:
        """Return the scores of the labels; the last ones are kept, being asked for twice."""
        if self._last is None or self._last[0] is not vector:
            self._last = (vector, self._signals.labels(vector[0]))
        return self._last[1]

    def _passages(self, measured: Measured) -> tuple[Hit, ...]:
        asked = wants(measured.question)
        preferred = self._preferences(asked.nation, asked.past)
        scores = measured.passages.mean(axis=0) + _PREFERENCE * preferred
        signals = _named(PASSAGE_SIGNALS, measured.raw_passages)
        return hits("passage", self._signals.passages, scores, signals, self._candidates)

    def _preferences(self, nation: str | None, past: bool) -> Floats:
        """Return how much each passage is preferred; the same for every such question."""
        if (nation, past) not in self._preferred:
            its = [
                preference(*self._traits[address], nation, past)
                for address in self._signals.passages
            ]
            self._preferred[nation, past] = np.array(its)
        return self._preferred[nation, past]

    def _margin(self, measured: Measured, cards: Floats) -> float:
        known = known_of(measured.question, self._store)
        features = features_of(measured, cards, self._answerable, known, float(measured.labels[0]))
        english = is_english(measured.question, known)
        return self._learned.rules.scope.margin(features, english=english)


def _named(names: tuple[str, ...], values: Floats) -> dict[str, Floats]:
    return dict(zip(names, values, strict=True))
