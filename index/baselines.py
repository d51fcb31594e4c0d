"""Questions in, what simpler programs would reply out: the replies the bot has to beat.

Each takes the same index and the same encoder as the bot does, and none can say that it does
not know. Rankings are of cards, best first; the reply is the best card whole, or passages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index.encoder import Encoder, Vectors
from index.generations import VECTORS_FILE, require_encoder
from index.library import Library
from index.measures import WHOLE_REPLY
from index.passages import Card
from index.progress import Track
from index.replies import Reply
from index.store import VectorKind
from index.vectors import Rows, VectorIndex

BaselineName = Literal[
    "BM25 alone", "dense alone", "rank fusion", "best passage", "three passages", "best card alone"
]
BASELINES: tuple[BaselineName, ...] = get_args(BaselineName)

# The value of Cormack et al., SIGIR 2009, which those who do not measure take.
_RRF_K = 60
# How deep rankings are read before fusion: more than nDCG@10 or a fusion of three can tell apart.
_DEPTH = 100
_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class BaselineReply:
    """What a baseline replies: its text, and its ranking of card ids where it ranks cards."""

    text: str
    ranking: tuple[str, ...] | None = None


class Baselines:
    """One generation opened for the baselines; for one thread; reads `library`, owns nothing."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        """Open the vectors beside `library`, which must have been made with `encoder`.

        Raises:
            IndexDamagedError, EncoderMismatchError.
        """
        require_encoder(library.manifest, encoder.name, encoder.fingerprint)
        self._library = library
        self._encoder = encoder
        self._vectors = VectorIndex(library.folder / VECTORS_FILE)
        self._units = library.store.vector_units()

    def replies(
        self, questions: Mapping[str, str], product: Mapping[str, Reply], track: Track
    ) -> dict[BaselineName, dict[str, BaselineReply]]:
        """Return the reply of each baseline to each of `questions`, by question id.

        `product` has the bot's own replies: "best card alone" is the card it chose, whole.
        """
        vectors = self._encode(list(questions.values()), track)
        found: dict[BaselineName, dict[str, BaselineReply]] = {name: {} for name in BASELINES}
        with track("Baselines for", len(questions)) as advance:
            for n, (qid, question) in enumerate(questions.items()):
                its = self._cards(question, vectors[n : n + 1])
                its |= self._passages(question, vectors[n : n + 1])
                its["best card alone"] = self._chosen(product[qid])
                for name, reply in its.items():
                    found[name][qid] = reply
                advance(1)
        return found

    def _encode(self, questions: list[str], track: Track) -> Vectors:
        with track("Encoding for the baselines", len(questions)) as advance:
            return self._encoder.encode_queries(questions, advance)

    def _cards(self, question: str, vector: Vectors) -> dict[BaselineName, BaselineReply]:
        words = _ids(self._library.store.search_cards(question, _DEPTH))
        asked = self._nearest(vector, "question")
        whole = self._nearest(vector, "card")
        dense = dict.fromkeys(_ids(sorted([*asked, *whole], key=_by_score)))
        rankings: dict[BaselineName, Sequence[str]] = {
            "BM25 alone": words,
            "dense alone": list(dense),
            "rank fusion": fuse([list(dict.fromkeys(_ids(asked))), _ids(whole), words]),
        }
        return {name: self._best_card(ranking) for name, ranking in rankings.items()}

    def _passages(self, question: str, vector: Vectors) -> dict[BaselineName, BaselineReply]:
        words = _ids(self._library.store.search_passages(question, _DEPTH))
        best = fuse([_ids(self._nearest(vector, "passage")), words])
        return {
            "best passage": BaselineReply(self._pasted(best[:1])),
            "three passages": BaselineReply(self._pasted(best[:_PASSAGES])),
        }

    def _best_card(self, ranking: Sequence[str]) -> BaselineReply:
        text = card_text(self._library.card(ranking[0])) if ranking else ""
        return BaselineReply(text, tuple(ranking))

    def _chosen(self, reply: Reply) -> BaselineReply:
        chosen = reply.card or next(iter(reply.ranking or ()), None)
        return BaselineReply(card_text(self._library.card(chosen)) if chosen else "")

    def _pasted(self, addresses: Sequence[str]) -> str:
        passages = map(self._library.passage, addresses)
        text = "\n\n".join(f"{it.heading}\n{' '.join(it.text.split())}" for it in passages)
        return text[:WHOLE_REPLY]

    def _nearest(self, vector: Vectors, kind: VectorKind) -> list[tuple[str, float]]:
        """Return all units of a kind, nearest first; a card once for each way of asking."""
        rows = self._rows(kind)
        found = self._vectors.nearest(vector, rows, len(rows))
        return [(self._units[row][1], cosine) for row, cosine in found]

    def _rows(self, kind: VectorKind) -> Rows:
        """Return the rows of a kind, which follow each other."""
        places = [row for row, (its, _) in enumerate(self._units) if its == kind]
        return range(places[0], places[-1] + 1) if places else range(0)


def fuse(rankings: Sequence[Sequence[str]]) -> list[str]:
    """Return ids by the sum of 1 / (60 + rank) over the rankings, best first.

    Ranks start at 1. Ties keep the order in which ids were first seen.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, unit in enumerate(ranking[:_DEPTH], start=1):
            scores[unit] = scores.get(unit, 0.0) + 1 / (_RRF_K + rank)
    return sorted(scores, key=scores.__getitem__, reverse=True)


def card_text(card: Card) -> str:
    """Return a whole card as plain text without citations, cut where a reply is."""
    lines = [card.verdict, " ".join(sentence.text for sentence in card.short_answer.sentences)]
    for section in card.sections:
        lines.append(section.heading)
        lines += [" ".join(its.text for its in block.sentences) for block in section.blocks]
    return "\n".join(lines)[:WHOLE_REPLY]


def _ids(ranking: Sequence[tuple[str, float]]) -> list[str]:
    return [unit for unit, _ in ranking]


def _by_score(hit: tuple[str, float]) -> float:
    return -hit[1]
