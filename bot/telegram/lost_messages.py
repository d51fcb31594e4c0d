"""Which numbers a message may have that was sent while the answer to the call was lost.

Telegram numbers messages in rows: one for all private chats and small groups of a bot, one for
each supergroup. What the bot has heard of is known; a lost message has one of the other numbers.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque

# So many numbers are looked at, and so far ahead of the highest one that is known.
_MOST_LOOKS = 64
_AHEAD = 16
_REMEMBERED_NUMBERS = 4096


class Attempt:
    """One message that is being sent, until it is known which number it has.

    Attributes:
        since: the highest number known when it was sent; 0 where none was.
        lost_at: when it was lost, of `time.monotonic`; None while it is under way.
        ruled_out: numbers that were looked at in vain.
    """

    def __init__(self, since: int) -> None:
        self.since = since
        self.sent_at = time.monotonic()
        self.lost_at: float | None = None
        self.ruled_out: set[int] = set()


class Numbers:
    """The numbers that are known of one row, and the messages that are under way to it.

    Attributes:
        one_by_one: whoever looks for a lost message and sends it again holds this lock: the
            first to get through spares the others most of the looking.
    """

    def __init__(self) -> None:
        self.one_by_one = asyncio.Lock()
        self._highest = 0
        self._order: deque[int] = deque()
        self._known: set[int] = set()
        # In the order in which they were sent, hence most likely that of their numbers.
        self._under_way: OrderedDict[Attempt, None] = OrderedDict()
        # The last message that was sent with success: what was lost before has a lower number.
        self._last_sent_at, self._last_sent = 0.0, 0

    def begin(self) -> Attempt:
        """Return an attempt that starts now."""
        attempt = Attempt(self._highest)
        self._under_way[attempt] = None
        return attempt

    def end(self, attempt: Attempt, number: int | None = None) -> None:
        """Note what has become of an attempt: the number it got, or None where it got none."""
        self._under_way.pop(attempt, None)
        if number is None:
            return
        self.add(number)
        if attempt.lost_at is None and attempt.sent_at > self._last_sent_at:
            self._last_sent_at, self._last_sent = attempt.sent_at, number

    def add(self, number: int) -> None:
        """Note a number that a message has which the bot knows of."""
        if number in self._known:
            return
        self._highest = max(self._highest, number)
        self._known.add(number)
        self._order.append(number)
        if len(self._order) > _REMEMBERED_NUMBERS:
            self._known.discard(self._order.popleft())

    def candidates(self, lost: Attempt) -> list[int]:
        """Return numbers that a lost message may have, the likeliest first.

        None where nothing was known when it was sent: then they may be those of other answers.
        """
        if not lost.since:
            return []
        if lost.lost_at is not None and self._last_sent_at > lost.lost_at:
            end = self._last_sent
        else:
            # Each message that is under way may have got a number that is not known yet.
            end = self._highest + 1 + _AHEAD + len(self._under_way)
        gaps = [number for number in range(lost.since + 1, end) if number not in self._known]
        # All that were lost side by side have the gaps in the order in which they were sent.
        place = next((i for i, other in enumerate(self._under_way) if other is lost), 0)
        nearest = sorted(range(len(gaps)), key=lambda i: abs(i - place))
        # What is ruled out stays in the row: it is a gap that belongs to another message.
        return [gaps[i] for i in nearest[:_MOST_LOOKS] if gaps[i] not in lost.ruled_out]
