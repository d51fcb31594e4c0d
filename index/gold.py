"""questions/in_scope.jsonl and its sisters in, gold questions out: what a right reply must say.

Questions of the part `development` are learned from; those of the part `report` are for
judging alone: examples.py, through which all learning goes, leaves them out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from index.errors import KnowledgeError

Part = Literal["development", "report"]
Outcome = Literal["answer", "no_answer", "emergency", "personal_data", "small_talk"]

QUESTIONS_FOLDER = Path("questions")
_IN_SCOPE = "in_scope.jsonl"


class _Gold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every gold line has."""

    id: str
    part: Part


class GoldQuestion(_Gold, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question the documents answer, and how a reply to it is judged.

    Each of `must_mention` must occur in a reply, lower-cased, `|` between alternatives;
    none of `must_not_say` may. `cards` and `sections` serve, the best first. `partly`: the
    documents come near only, so that no answer is right too. `time` is what it asks about.
    """

    question: str
    style: str
    topic: str | None
    time: Literal["now", "then", "both"] | None
    gist: str
    must_mention: tuple[str, ...]
    must_not_say: tuple[str, ...]
    cards: tuple[str, ...]
    sections: tuple[str, ...]
    partly: bool


class GoldRefusal(_Gold, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message the documents do not answer, and the outcome it should have."""

    message: str
    kind: str
    expected: Outcome
    lang: str


class GoldAlarm(_Gold, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An emergency, or a message that only sounds like one."""

    message: str
    emergency: bool
    kind: str
    lang: str


class GoldPersonalData(_Gold, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message with personal data of these kinds, or with none."""

    message: str
    kinds: tuple[str, ...]
    lang: str


class GoldConversation(_Gold, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turns of one person, judged by the reply to the last; the others are its history."""

    turns: tuple[str, ...]
    needs_context: bool
    topic: str
    gist: str
    must_mention: tuple[str, ...]
    must_not_say: tuple[str, ...]
    cards: tuple[str, ...]
    sections: tuple[str, ...]


class GoldInLanguage(_Gold, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question in another language, and the same in English.

    `card` answers it; where that is None the documents do not, and `kind` says why; else
    `kind` is its style. `latin` marks what is in Latin letters though the language has others.
    """

    question: str
    english: str
    card: str | None
    kind: str
    lang: str
    latin: bool


GoldT = TypeVar("GoldT", bound=_Gold)


class Gold(msgspec.Struct, frozen=True):
    """All gold questions of a knowledge folder."""

    in_scope: tuple[GoldQuestion, ...]
    out_of_scope: tuple[GoldRefusal, ...]
    emergencies: tuple[GoldAlarm, ...]
    personal_data: tuple[GoldPersonalData, ...]
    conversations: tuple[GoldConversation, ...]
    languages: tuple[GoldInLanguage, ...] = ()


def read_gold(folder: Path) -> Gold:
    """Return every gold question of the knowledge in `folder`; a missing file has none.

    Raises:
        KnowledgeError: a line is not of its form; the message names file, line and reason.
    """
    return Gold(
        _read(folder, _IN_SCOPE, GoldQuestion),
        _read(folder, "out_of_scope.jsonl", GoldRefusal),
        _read(folder, "emergencies.jsonl", GoldAlarm),
        _read(folder, "personal_data.jsonl", GoldPersonalData),
        _read(folder, "conversations.jsonl", GoldConversation),
        _read(folder, "languages.jsonl", GoldInLanguage),
    )


def mentions(reply: str, must_mention: tuple[str, ...]) -> list[bool]:
    """Return for each entry whether `reply` has one of its alternatives, in any case."""
    text = plain(reply)
    return [any(plain(its).strip() in text for its in entry.split("|")) for entry in must_mention]


def plain(text: str) -> str:
    """Return `text` as it is compared: lower-cased, with straight apostrophes."""
    return text.lower().replace("’", "'")


def _read(folder: Path, name: str, kind: type[GoldT]) -> tuple[GoldT, ...]:
    file = folder / QUESTIONS_FOLDER / name
    if not file.exists():
        return ()
    found = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            found.append(msgspec.json.decode(line, type=kind))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"{file}:{number}: {error}; correct the line") from error
    return tuple(found)
