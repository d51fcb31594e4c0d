"""A question in, ranked cards and passages out: the query route, top to bottom in one function."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from index.config import Config
from index.encoder import Encoder, Vectors, open_encoder
from index.errors import IndexDamagedError
from index.generations import SCOPE_FILE, VECTORS_FILE, require_encoder
from index.library import Library
from index.passages import Hit
from index.ranking import (
    preference,
    put_first,
    rank_cards_by_questions,
    reciprocal_rank_fusion,
)
from index.scope import load_rule
from index.store import VECTOR_KINDS, VectorKind
from index.vectors import Rows, VectorIndex

# Nations other than England, whose rules are the ones meant where nothing else is said.
_NATIONS = {
    "Scotland": re.compile(r"\b(scot(land|tish)|glasgow|edinburgh|aberdeen|dundee)\b", re.I),
    "Wales": re.compile(r"\b(wales|welsh|cardiff|swansea)\b", re.I),
    "Northern Ireland": re.compile(r"\b(northern ireland|belfast|derry)\b", re.I),
}


# A card has eight ways of asking on average; so many of the nearest name most of `candidates`.
_QUESTIONS_PER_CARD = 4
# From this cosine on two questions ask the same, and the card that has the question comes first
# whatever else is like it: 14 of 560 development questions were that near, each to its own card.
_SAME_QUESTION = 0.95
_ORDER = {kind: n for n, kind in enumerate(VECTOR_KINDS)}


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found for one question, best first; nothing where nothing was.

    `scope_margin` is zero or more where the documents may answer the question.
    """

    cards: tuple[Hit, ...]
    passages: tuple[Hit, ...]
    scope_margin: float


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
        self._settings = config.search
        self._store = library.store
        self._vectors = VectorIndex(library.folder / VECTORS_FILE)
        self._rows = self._store.vector_units()
        if len(self._rows) != len(self._vectors):
            raise IndexDamagedError(
                f"{library.folder}: {len(self._vectors)} vectors for {len(self._rows)} texts;"
                " build again: python -m index build --force"
            )
        self._ranges = {kind: self._range(kind) for kind in VECTOR_KINDS}
        self._lessons = range(self._ranges["question"].start, self._ranges["example"].stop)
        self._scope = load_rule(library.folder / SCOPE_FILE, len(self._lessons))

    @classmethod
    def open(cls, config: Config) -> Searcher:
        """Open the live generation with the encoder of config.toml.

        Raises:
            EncoderUnavailableError, IndexNotBuiltError, IndexDamagedError, EncoderMismatchError.
        """
        library = Library(config)  # before the encoder: it is quicker to fail
        return cls(config, open_encoder(config), library)

    def close(self) -> None:
        """Give the files back."""
        self.library.close()

    def search(self, question: str) -> SearchResult:
        """Return the cards and the passages that fit `question`, best first."""
        vector = self.encoder.encode_queries([question])
        return self.search_with(vector, question)

    def search_with(self, vector: Vectors, question: str) -> SearchResult:
        """Return the same for a question already encoded, shape (1, dimension)."""
        k, rrf_k = self._settings.candidates, self._settings.rrf_k
        questions = self._nearest(vector, "question", _QUESTIONS_PER_CARD * k)
        cards = reciprocal_rank_fusion(
            {
                "questions": rank_cards_by_questions(questions)[:k],
                "card": self._nearest(vector, "card", k),
                "words": self._store.search_cards(question, k),
            },
            "card",
            rrf_k,
            most=k,
        )
        nation = nation_asked_for(question)
        passages = reciprocal_rank_fusion(
            {
                "passage": self._nearest(vector, "passage", k),
                "words": self._store.search_passages(question, k),
            },
            "passage",
            rrf_k,
            lambda address: preference(*self._traits[address], nation),
            most=k,
        )
        if questions and questions[0][1] >= _SAME_QUESTION:
            cards = put_first(questions[0][0], cards)
        margin = self._scope.margin(self._vectors.cosines(vector, self._lessons))
        return SearchResult(tuple(cards), tuple(passages), margin)

    @cached_property
    def _traits(self) -> dict[str, tuple[str, str, str]]:
        return self._store.passage_traits()

    def _range(self, kind: VectorKind) -> Rows:
        """Return the rows of one kind; the kinds follow each other in the vector file."""
        start = bisect_left(self._rows, _ORDER[kind], key=lambda row: _ORDER[row[0]])
        end = bisect_right(self._rows, _ORDER[kind], key=lambda row: _ORDER[row[0]])
        return range(start, end)

    def _nearest(self, vector: Vectors, kind: VectorKind, k: int) -> list[tuple[str, float]]:
        found = self._vectors.nearest(vector, self._ranges[kind], k)
        return [(self._rows[row][1], cosine) for row, cosine in found]


def nation_asked_for(question: str) -> str | None:
    """Return the nation a question names, or None for England."""
    return next((nation for nation, named in _NATIONS.items() if named.search(question)), None)
