"""What was said last in each conversation, in memory only, for minutes.

In a group every person has a conversation of her own: what one asks is never context for
what another asks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

# A chat and a person in it.
Key = tuple[int, int]

# So many turns are kept of a conversation: a follow-up is joined with the last one, an edited
# message is found among them.
_TURNS = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and the number of the reply to it; `text` has no personal data."""

    message_id: int
    text: str
    reply_id: int | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The last turns, in the order in which they were written, and the language of the last."""

    turns: tuple[Turn, ...] = ()
    lang: str | None = None
    at: float = 0.0

    def before(self, message_id: int) -> tuple[str, ...]:
        """Return what was said before a message, oldest first."""
        return tuple(turn.text for turn in self.turns if turn.message_id < message_id)

    def reply_to(self, message_id: int) -> int | None:
        """Return the number of the reply that a message got, if that is still known."""
        return next((t.reply_id for t in self.turns if t.message_id == message_id), None)


class Conversations:
    """All conversations that are going on, at most so many; the oldest make way."""

    def __init__(
        self, minutes: float, most: int = 10_000, now: Callable[[], float] = monotonic
    ) -> None:
        self._seconds = minutes * 60
        self._most = most
        self._now = now
        self._all: OrderedDict[Key, Conversation] = OrderedDict()

    def __len__(self) -> int:
        return len(self._all)

    def of(self, key: Key) -> Conversation:
        """Return a conversation; an empty one where nothing was said for long."""
        found = self._all.get(key)
        if found is None or self._now() - found.at > self._seconds:
            return Conversation()
        return found

    def add(self, key: Key, turn: Turn, lang: str) -> None:
        """Add a turn, or put it in the place of the one that was edited."""
        others = (its for its in self.of(key).turns if its.message_id != turn.message_id)
        turns = sorted((*others, turn), key=lambda its: its.message_id)[-_TURNS:]
        self._keep(key, Conversation(tuple(turns), lang, self._now()))

    def begin(self, key: Key, lang: str | None = None) -> None:
        """Forget what was said; `lang` is what the next message is expected to be in."""
        if lang is None:
            self._all.pop(key, None)
        else:
            self._keep(key, Conversation((), lang, self._now()))

    def _keep(self, key: Key, conversation: Conversation) -> None:
        self._all[key] = conversation
        self._all.move_to_end(key)
        while len(self._all) > self._most:
            self._all.popitem(last=False)

    def forget_chat(self, chat_id: int) -> bool:
        """Forget every conversation in a chat; return whether there was anything said."""
        keys = [key for key in self._all if key[0] == chat_id]
        forgotten = [self._all.pop(key) for key in keys]
        return any(conversation.turns for conversation in forgotten)

    def forget_old(self) -> None:
        """Forget every conversation in which nothing was said for long."""
        while self._all:
            key, oldest = next(iter(self._all.items()))
            if self._now() - oldest.at <= self._seconds:
                return
            del self._all[key]
