"""Replies and what they should say in; judgements and measures of abstention out.

Words used here and in the reports:

    body        the text of a reply before its list of sources
    answered    outcome `answer`, or `personal_data` with a card or passages
    right       answered, every entry of must_mention occurs and none of must_not_say
    wrong       answered, and an entry of must_not_say occurs
    incomplete  answered, nothing of must_not_say, but an entry of must_mention is lacking
    withheld    outcome `no_answer`
    diverted    any other outcome without an answer: an emergency, small talk

The whole reply is judged by its body, the short one by `short`, each cut where a reader's ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, get_args

import msgspec

from index.gold import mentions
from index.intervals import Number, area_under_curve, share
from index.replies import Reply
from index.wording import body

Judgement = Literal["right", "wrong", "incomplete", "withheld", "diverted"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)

# Characters of a reply, as the design has them; what is longer is cut before it is judged.
WHOLE_REPLY = 2_600
SHORT_REPLY = 600


class Expected(Protocol):
    """What a gold question or conversation says of a right reply."""

    @property
    def must_mention(self) -> tuple[str, ...]:
        """Entries that must occur, `|` between alternatives."""

    @property
    def must_not_say(self) -> tuple[str, ...]:
        """Entries that must not occur."""


class OperatingPoint(msgspec.Struct, frozen=True):
    """How often out-of-scope messages are answered, and in-scope questions are not."""

    hallucination: Number
    error: Number


class Abstention(msgspec.Struct, frozen=True):
    """How well answering is decided, after NoMIRACL (Thakur et al. 2023).

    `curve` has (threshold, hallucination rate, error rate) for each threshold of the scope
    margin at which a rate turns, lowest first; `working` is what the bot really did; `area`
    how often an in-scope question has the higher margin.
    """

    area: Number
    working: OperatingPoint
    curve: tuple[tuple[float, float, float], ...]


def whole_text(reply: Reply) -> str:
    """Return what is judged as the whole reply."""
    return body(reply)[:WHOLE_REPLY]


def short_text(reply: Reply) -> str:
    """Return what is judged as the short reply."""
    return reply.short[:SHORT_REPLY]


def answered(reply: Reply) -> bool:
    """Return whether a reply answers, be it with a word about personal data."""
    if reply.outcome == "personal_data":
        return reply.card is not None or bool(reply.passages)
    return reply.outcome == "answer"


def judge(reply: Reply, said: str, expected: Expected) -> Judgement:
    """Return what `said`, the whole or the short of `reply`, is."""
    if not answered(reply):
        return "withheld" if reply.outcome == "no_answer" else "diverted"
    if any(mentions(said, expected.must_not_say)):
        return "wrong"
    return "right" if all(mentions(said, expected.must_mention)) else "incomplete"


def is_right(said: str, expected: Expected) -> bool:
    """Return whether a text says all it must and nothing it must not; an empty one does not."""
    return bool(
        said.strip()
        and all(mentions(said, expected.must_mention))
        and not any(mentions(said, expected.must_not_say))
    )


def shares(judgements: Sequence[Judgement]) -> dict[Judgement, Number]:
    """Return the share of each judgement; there must be at least one."""
    return {kind: share([it == kind for it in judgements]) for kind in JUDGEMENTS}


def abstention(in_scope: Sequence[Reply], out_of_scope: Sequence[Reply]) -> Abstention | None:
    """Return how answering is decided, or None where either kind has no scope margins.

    Replies without a margin, such as emergencies, count for the working point only.
    """
    inside, outside = _margins(in_scope), _margins(out_of_scope)
    if not inside or not outside:
        return None
    return Abstention(
        area=area_under_curve(inside, outside),
        working=OperatingPoint(
            hallucination=share([answered(reply) for reply in out_of_scope]),
            error=share([not answered(reply) for reply in in_scope]),
        ),
        curve=abstention_curve(inside, outside),
    )


def abstention_curve(
    inside: Sequence[float], outside: Sequence[float]
) -> tuple[tuple[float, float, float], ...]:
    """Return (threshold, hallucination rate, error rate) at the turns of the staircase.

    A message is answered where its margin is at least the threshold. The first point answers
    everything; at the last, above the highest margin, nothing is answered, and its threshold
    is that margin plus one, since JSON has no infinity.
    """
    thresholds = sorted({*inside, *outside})
    thresholds.append(thresholds[-1] + 1)
    points = [
        (
            round(threshold, 4),
            round(sum(it >= threshold for it in outside) / len(outside), 4),
            round(sum(it < threshold for it in inside) / len(inside), 4),
        )
        for threshold in thresholds
    ]
    return tuple(_turns(points))


def _turns(points: Sequence[tuple[float, float, float]]) -> Iterable[tuple[float, float, float]]:
    """Give the first and last point and those between where the direction changes."""
    last = len(points) - 1
    for n, point in enumerate(points):
        if n in (0, last) or not any(
            points[n - 1][rate] == point[rate] == points[n + 1][rate] for rate in (1, 2)
        ):
            yield point


def _margins(replies: Sequence[Reply]) -> list[float]:
    return [reply.scope_margin for reply in replies if reply.scope_margin is not None]
