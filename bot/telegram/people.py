"""What is remembered of a chat: the language and the nation somebody chose, and nothing else.

One SQLite file; a chat is named by a keyed hash (secret.py). Only a choice makes a row, so
that somebody who asks and chooses nothing leaves none.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlite_utils

from bot.texts import LANGUAGES, NATIONS
from index import ConfigError

_TABLE = "people"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose: None for the language of her messages, and for England."""

    lang: str | None = None
    nation: str | None = None


class People:
    """The choices of all chats; for one thread; owns its SQLite file."""

    def __init__(self, file: Path) -> None:
        """Open `file`, or make it.

        Raises:
            ConfigError: it is no database, or damaged.
        """
        self._database = sqlite_utils.Database(file)
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise ConfigError(
                f"{file}: cannot be read ({error}); move it away: what people chose is then"
                " forgotten"
            ) from error
        file.chmod(0o600)

    def _prepare(self) -> None:
        # What is deleted is overwritten, and nothing of it stays in a file beside this one.
        self._database.execute("pragma secure_delete = on")
        self._database.execute("pragma journal_mode = truncate")
        columns = {"chat": str, "lang": str, "nation": str, "used": str}
        self._table = self._database.table(_TABLE)
        self._table.create(columns, pk="chat", if_not_exists=True)

    def choices(self, chat: str) -> Choices:
        """Return what was chosen in a chat; noted as used today."""
        row = next(self._table.rows_where("chat = ?", [chat]), None)
        if row is None:
            return Choices()
        if row["used"] != _today():
            self._table.update(chat, {"used": _today()})
        # A language that an older version knew is no longer one.
        lang = row["lang"] if row["lang"] in LANGUAGES else None
        return Choices(lang, row["nation"] if row["nation"] in NATIONS else None)

    def remember(self, chat: str, choices: Choices) -> None:
        """Remember what was chosen; nothing at all where that is nothing."""
        if choices == Choices():
            self.forget(chat)
            return
        row = {"chat": chat, "lang": choices.lang, "nation": choices.nation, "used": _today()}
        self._table.insert(row, pk="chat", replace=True)

    def forget(self, chat: str) -> None:
        """Remember nothing of a chat any more."""
        self._table.delete_where("chat = ?", [chat])

    def forget_unused(self, days: int) -> int:
        """Forget what was not used for longer than `days`; return how many chats that were."""
        limit = (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
        unused = self._table.count_where("used < ?", [limit])
        self._table.delete_where("used < ?", [limit])
        return unused

    def close(self) -> None:
        """Give the file back."""
        self._database.close()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
