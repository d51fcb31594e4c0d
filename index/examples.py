"""The messages of questions/ that an index learns from in: examples, alarms and lookups out.

They teach what may be answered (scope.py), what is an emergency (alarms.py), and which card
and which sentences answer a question (learn.py); nothing in them is ever shown to anybody.
Gold questions of the part `report` never get in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from index.gold import QUESTIONS_FOLDER, GoldAlarm, GoldQuestion
from index.passages import Alarm, Example, Lookup, Problem

EXAMPLES_FILE = QUESTIONS_FOLDER / "scope.jsonl"
ALARMS_FILE = QUESTIONS_FOLDER / "alarms.jsonl"
LOOKUPS_FILE = QUESTIONS_FOLDER / "in_scope.jsonl"
GOLD_ALARMS_FILE = QUESTIONS_FOLDER / "emergencies.jsonl"
_DEVELOPMENT = "development"


class _ExampleLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    answerable: bool
    kind: str
    card: str | None
    lang: str


class _AlarmLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    emergency: bool
    kind: str
    lang: str


LineT = TypeVar("LineT", bound=msgspec.Struct)


class Messages(msgspec.Struct, frozen=True):
    """What the files of questions/ teach, and every line that cannot be read."""

    examples: tuple[Example, ...]
    alarms: tuple[Alarm, ...]
    lookups: tuple[Lookup, ...]
    problems: tuple[Problem, ...]


def read_messages(folder: Path) -> Messages:
    """Return what the knowledge in `folder` gives to learn from.

    A missing file is no problem: the index then learns nothing of its kind.
    """
    problems: list[Problem] = []
    examples, alarms, lookups = [], [], []
    for place, line in _lines(folder, EXAMPLES_FILE, _ExampleLine, problems):
        text = " ".join(line.text.split())
        examples.append(Example(place, text, line.answerable, line.kind, line.card, line.lang))
    for place, gold in _lines(folder, LOOKUPS_FILE, GoldQuestion, problems):
        if gold.part == _DEVELOPMENT:
            text = " ".join(gold.question.split())
            card = gold.cards[0] if gold.cards else None
            examples.append(Example(place, text, True, gold.style, card, "en"))
            lookups.append(Lookup(text, gold.cards, gold.must_mention, gold.partly))
    for place, alarm in _lines(folder, ALARMS_FILE, _AlarmLine, problems):
        text = " ".join(alarm.text.split())
        alarms.append(Alarm(place, text, alarm.emergency, alarm.kind, alarm.lang))
    for place, known in _lines(folder, GOLD_ALARMS_FILE, GoldAlarm, problems):
        if known.part == _DEVELOPMENT:
            text = " ".join(known.message.split())
            alarms.append(Alarm(place, text, known.emergency, known.kind, known.lang))
    problems += _doubles(folder, examples)
    problems += _doubles(folder, alarms)
    return Messages(tuple(examples), tuple(alarms), tuple(lookups), tuple(problems))


def problem_at(folder: Path, place: str, value: str, remedy: str) -> Problem:
    """Return a problem of the message at `place`, such as `scope.jsonl:12`."""
    name, _, line = place.partition(":")
    return Problem(f"{folder.name}/{QUESTIONS_FOLDER}/{name}", int(line), value, remedy)


def _lines(
    folder: Path, name: Path, kind: type[LineT], problems: list[Problem]
) -> Iterator[tuple[str, LineT]]:
    """Give each line of a file with its place; what is no such line becomes a problem."""
    file = folder / name
    if not file.exists() and not file.is_symlink():
        return
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        place = f"{name.name}:1"
        problems.append(problem_at(folder, place, file.name, f"cannot be read: {error.strerror}"))
        return
    for number, data in enumerate(lines, start=1):
        place = f"{name.name}:{number}"
        try:
            yield place, msgspec.json.decode(data, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            fields = ", ".join(kind.__struct_fields__)
            remedy = f"one JSON object a line with {fields}: {error}"
            shown = data[:60].decode("utf-8", "replace")
            problems.append(problem_at(folder, place, shown, remedy))


def _doubles(folder: Path, messages: list[Example] | list[Alarm]) -> Iterator[Problem]:
    """Give a problem for each message that is empty, or was there before."""
    seen: dict[str, str] = {}
    for its in messages:
        if not its.text:
            yield problem_at(folder, its.place, its.text, "the text is empty; fill or drop it")
        elif its.text in seen:
            yield problem_at(folder, its.place, its.text, f"the same as {seen[its.text]}; drop one")
        seen.setdefault(its.text, its.place)
