"""Counts tell how many and how long, in the format of Prometheus, and never who or what."""

from __future__ import annotations

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.telegram.counts import Counts

NAMES = {
    "bot_updates": "counter",
    "bot_replies": "counter",
    "bot_errors": "counter",
    "bot_floods": "counter",
    "bot_waits": "counter",
    "bot_ask_seconds": "histogram",
    "bot_answer_seconds": "histogram",
}


@pytest.fixture
def counts() -> Counts:
    return Counts()


def read(counts: Counts) -> dict[str, Metric]:
    """Return what Prometheus reads, without the times at which a count began."""
    families = text_string_to_metric_families(counts.text().decode("utf-8"))
    return {its.name: its for its in families if not its.name.endswith("_created")}


def values(counts: Counts) -> dict[tuple[str, ...], float]:
    """Return every value by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in read(counts).values()
        for sample in family.samples
    }


def test_there_are_these_counts_and_no_others(counts: Counts) -> None:
    assert {name: its.type for name, its in read(counts).items()} == NAMES


def test_every_count_says_what_it_is(counts: Counts) -> None:
    said = [its.documentation for its in read(counts).values()]
    assert [words for words in said if not words.endswith(".")] == []
    assert len(set(said)) == len(NAMES)


def test_labels_are_kind_outcome_and_class_of_error_only(counts: Counts) -> None:
    counts.updates.labels("command").inc()
    counts.replies.labels("answer").inc()
    counts.errors.labels("ValueError").inc()
    counts.asking.observe(0.1)
    labels = {
        name: {label for sample in its.samples for label in sample.labels} - {"le"}
        for name, its in read(counts).items()
    }
    assert {name: its for name, its in labels.items() if its} == {
        "bot_updates": {"kind"},
        "bot_replies": {"outcome"},
        "bot_errors": {"error"},
    }


def test_what_happened_is_counted_by_its_kind(counts: Counts) -> None:
    for kind in ("message", "message", "callback_query"):
        counts.updates.labels(kind).inc()
    counts.replies.labels("no_answer").inc()
    counts.errors.labels("TimedOut").inc()
    counts.floods.inc()
    counts.floods.inc()
    found = values(counts)
    assert found["bot_updates_total", "message"] == 2
    assert found["bot_updates_total", "callback_query"] == 1
    assert found["bot_replies_total", "no_answer"] == 1
    assert found["bot_errors_total", "TimedOut"] == 1
    assert found["bot_floods_total",] == 2
    assert found["bot_waits_total",] == 0


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0.001, "0.025"), (0.3, "0.5"), (1.0, "1.0"), (1.01, "2.0"), (59.0, "60.0"), (61.0, "+Inf")],
)
def test_time_of_a_reply_is_in_its_bucket(counts: Counts, seconds: float, bucket: str) -> None:
    counts.answering.observe(seconds)
    found = values(counts)
    filled = [
        key[1] for key, value in found.items() if key[0] == "bot_answer_seconds_bucket" and value
    ]
    assert filled[0] == bucket
    assert filled[-1] == "+Inf"
    assert found["bot_answer_seconds_count",] == 1
    assert found["bot_answer_seconds_sum",] == seconds


def test_time_of_an_answer_and_time_of_its_arrival_are_two_things(counts: Counts) -> None:
    counts.asking.observe(0.25)
    counts.answering.observe(0.5)
    found = values(counts)
    assert found["bot_ask_seconds_sum",] == 0.25
    assert found["bot_answer_seconds_sum",] == 0.5


def test_watched_value_is_as_it_is_when_the_counts_are_read(counts: Counts) -> None:
    pending: list[str] = []
    counts.watch("bot_deliveries_pending", "Calls under way.", lambda: len(pending))
    assert values(counts)["bot_deliveries_pending",] == 0
    pending += ["one", "two"]
    assert values(counts)["bot_deliveries_pending",] == 2
    assert read(counts)["bot_deliveries_pending"].type == "gauge"


def test_two_bots_in_one_process_count_apart(counts: Counts) -> None:
    other = Counts()
    counts.waits.inc()
    assert values(counts)["bot_waits_total",] == 1
    assert values(other)["bot_waits_total",] == 0
