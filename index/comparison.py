"""Two evaluations in, which messages came out another way and which numbers fell out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from index.evaluation import PARTS, Evaluation
from index.gold import Part
from index.intervals import PairedDifference, paired_difference
from index.records import HEADLINES, SETS, Record, SetName


class Change(msgspec.Struct, frozen=True):
    """A message of which a check came out another way."""

    part: Part
    set: SetName
    id: str
    before: Record
    after: Record


class Comparison(msgspec.Struct, frozen=True):
    """What moved from one evaluation to another, over the messages that both have.

    `shares` has each headline as `part: headline`; `fallen` those that lost more than half the
    width of the interval of their paired difference.
    """

    before: str
    after: str
    shares: dict[str, PairedDifference]
    fallen: tuple[str, ...]
    changed: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """Return what moved between two evaluations, over the messages of parts that both have.

    A headline has fallen where the share lost is more than half the width of the 95 % interval
    of the paired difference (index/intervals.py): more than chance moves it. Losses as large
    as that on `development` count too.
    """
    differences: dict[str, PairedDifference] = {}
    changed: list[Change] = []
    only_before: list[str] = []
    only_after: list[str] = []
    for part in (part for part in PARTS if part in before.records and part in after.records):
        old, new = before.records[part], after.records[part]
        for name, (kind, check) in HEADLINES.items():
            pairs = _pairs(old[kind], new[kind], check)
            if pairs:
                differences[f"{part}: {name}"] = paired_difference(*zip(*pairs, strict=True))
        for kind in SETS:
            changed += _changes(part, kind, old[kind], new[kind])
            only_before += (f"{kind}/{it}" for it in old[kind] if it not in new[kind])
            only_after += (f"{kind}/{it}" for it in new[kind] if it not in old[kind])
    return Comparison(
        before=f"{before.version} ({before.content[:8]})",
        after=f"{after.version} ({after.content[:8]})",
        shares=differences,
        fallen=tuple(name for name, its in differences.items() if -its.value > its.half_width),
        changed=tuple(changed),
        only_before=tuple(only_before),
        only_after=tuple(only_after),
    )


def _pairs(
    old: Mapping[str, Record], new: Mapping[str, Record], check: str
) -> list[tuple[bool, bool]]:
    return [
        (bool(old[qid][check]), bool(its[check]))
        for qid, its in new.items()
        if check in its and check in old.get(qid, {})
    ]


def _changes(
    part: Part, kind: SetName, old: Mapping[str, Record], new: Mapping[str, Record]
) -> list[Change]:
    return [
        Change(part, kind, qid, old[qid], its)
        for qid, its in new.items()
        if qid in old and _verdicts(old[qid]) != _verdicts(its)
    ]


def _verdicts(record: Record) -> Record:
    return {check: its for check, its in record.items() if isinstance(its, bool)}
