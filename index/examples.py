"""questions/scope.jsonl in, messages labelled as answerable or not out.

They teach the index what it must not answer (scope.py); nothing in them is ever
shown to anybody.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from index.passages import Example, Problem

EXAMPLES_FILE = Path("questions/scope.jsonl")


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    answerable: bool
    kind: str
    card: str | None
    lang: str


def read_examples(folder: Path) -> tuple[tuple[Example, ...], list[Problem]]:
    """Return the examples of the knowledge in `folder`, and every line that is none.

    A missing file is no problem: the index then answers whatever it finds something for.
    """
    file = folder / EXAMPLES_FILE
    name = file.relative_to(folder.parent).as_posix()
    examples: list[Example] = []
    problems: list[Problem] = []
    if not file.exists() and not file.is_symlink():
        return (), []
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        return (), [Problem(name, 1, file.name, f"cannot be read: {error.strerror}")]
    seen: dict[str, int] = {}
    for number, data in enumerate(lines, start=1):
        try:
            line = msgspec.json.decode(data, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            remedy = f"one JSON object a line with text, answerable, kind, card, lang: {error}"
            problems.append(Problem(name, number, data[:60].decode("utf-8", "replace"), remedy))
            continue
        text = " ".join(line.text.split())
        if not text:
            problems.append(Problem(name, number, line.text, "the text is empty; fill or drop it"))
        elif text in seen:
            problems.append(Problem(name, number, text, f"the same as line {seen[text]}; drop one"))
        seen.setdefault(text, number)
        examples.append(Example(number, text, line.answerable, line.kind, line.card, line.lang))
    return tuple(examples), problems
