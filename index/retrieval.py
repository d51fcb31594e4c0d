"""Rankings of cards and the cards that serve in, measures of retrieval out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from index.intervals import Number, mean, share

# Several cards may serve one question, and recall at 1 is then below 1 for the best ranking there
# is; success tells how often a card that serves is there at all.
_RETRIEVAL = {
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "success@1": Success @ 1,
    "success@5": Success @ 5,
    "MRR": RR,
    "nDCG@10": nDCG @ 10,
}
_FOUND_OR_NOT = ("success@1", "success@5")


def retrieval(
    rankings: Mapping[str, Sequence[str]], serving: Mapping[str, Sequence[str]]
) -> dict[str, Number]:
    """Return means over the questions of `serving` that name a card, or nothing without any.

    `rankings` and `serving` have card ids by question id, the best first; all cards that serve
    count alike, and a question that no ranking names finds none.
    """
    judged = [Qrel(qid, card, 1) for qid, cards in serving.items() for card in cards]
    if not judged:
        return {}
    # Scores only order: what is ranked first has the highest.
    run = [
        ScoredDoc(qid, card, -float(rank))
        for qid, cards in rankings.items()
        for rank, card in enumerate(cards, start=1)
    ]
    found = list(ir_measures.iter_calc(list(_RETRIEVAL.values()), judged, run))
    values = {
        name: [it.value for it in found if it.measure == measure]
        for name, measure in _RETRIEVAL.items()
    }
    # Found or not found is a share, and has the better interval of one.
    return {
        name: share([bool(it) for it in its]) if name in _FOUND_OR_NOT else mean(its)
        for name, its in values.items()
    }
