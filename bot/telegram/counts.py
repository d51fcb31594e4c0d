"""What happened in, counts and times for Prometheus out: nothing of who, and nothing of what."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# Seconds; a reply is meant to take about one.
_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)


class Counts:
    """The counts of one running bot."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.updates = Counter(
            "bot_updates", "Updates handled, by kind.", ["kind"], registry=self._registry
        )
        self.replies = Counter(
            "bot_replies", "Messages answered, by outcome.", ["outcome"], registry=self._registry
        )
        self.errors = Counter(
            "bot_errors",
            "Updates that failed, by class of error.",
            ["error"],
            registry=self._registry,
        )
        self.floods = Counter(
            "bot_floods", "Times somebody was told to send less.", registry=self._registry
        )
        self.waits = Counter(
            "bot_waits", "Times somebody was told to wait for the answer.", registry=self._registry
        )
        self.asking = Histogram(
            "bot_ask_seconds",
            "Time from a message to its answer, without sending it.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.answering = Histogram(
            "bot_answer_seconds",
            "Time from a message to its answer, until Telegram has it.",
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def watch(self, name: str, explained: str, value: Callable[[], float]) -> None:
        """Show a value as it is whenever the counts are read."""
        Gauge(name, explained, registry=self._registry).set_function(value)

    def text(self) -> bytes:
        """Return all counts in the text format of Prometheus."""
        return generate_latest(self._registry)
