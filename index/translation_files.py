"""The folder translations/ in, what is said of the cards in other languages out, file by file.

One file for each card and language, `translations/LANG/CARD.md`, and one glossary for all of
them. That a translation fits its card is looked at in translation_check.py. There are thousands
of these files, so their few forms are read line by line, which takes a tenth of the time that
the readers of Markdown need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from index.passages import HELP, LANGUAGES, STEPS, Card, Problem, Sentence, Translation

TRANSLATIONS_FOLDER = Path("translations")
GLOSSARY_FILE = TRANSLATIONS_FOLDER / "glossary.yaml"

_ADDRESS = r"[a-z0-9-]+#[a-z0-9-]+"
_CITED = re.compile(rf"(?P<text>[^\[\]]+)(?P<citations>(?:\[{_ADDRESS}\])+)\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SECTIONS = ("", STEPS, HELP)


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The front matter of a translation."""

    id: str
    lang: str
    english: str
    question: str
    also_asked: tuple[str, ...]
    verdict: str
    checked_by: str | None = None
    checked: str | None = None


class _Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    meaning: str
    gloss: dict[str, str]


class _Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    term: str
    meaning: str
    said: dict[str, str]


class Glossary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`names` stay English in every language and are explained; `terms` are translated."""

    names: tuple[_Name, ...] = ()
    terms: tuple[_Term, ...] = ()

    def glosses(self) -> dict[str, dict[str, str]]:
        """Return by language what each name is."""
        found: dict[str, dict[str, str]] = {}
        for its in self.names:
            for lang, gloss in its.gloss.items():
                found.setdefault(lang, {})[its.name] = gloss
        return found


def read_translations(folder: Path, problems: list[Problem]) -> dict[str, dict[str, Translation]]:
    """Return every translation in the knowledge `folder`; what cannot be read is a problem."""
    root = folder / TRANSLATIONS_FOLDER
    found: dict[str, dict[str, Translation]] = {}
    for place in sorted(root.iterdir()) if root.is_dir() else ():
        if not place.is_dir():
            continue
        if place.name not in LANGUAGES:
            remedy = f"name the folder after a language: {', '.join(LANGUAGES)}"
            problems.append(Problem(_name(place, folder), 1, place.name, remedy))
            continue
        its = found.setdefault(place.name, {})
        for file in sorted(place.glob("*.md")):
            translation = _read(file, folder, problems)
            if translation:
                its[translation.card] = translation
    return found


def read_glossary(folder: Path) -> Glossary:
    """Return the glossary of the knowledge `folder`; an empty one where there is none.

    Raises:
        ValueError: it is not of its form.
    """
    file = folder / GLOSSARY_FILE
    if not file.exists():
        return Glossary()
    try:
        value = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
        return msgspec.convert(value, Glossary)
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ValueError(str(error).partition("\n")[0]) from error


def _name(file: Path, folder: Path) -> str:
    return file.relative_to(folder.parent).as_posix()


def _read(file: Path, folder: Path, problems: list[Problem]) -> Translation | None:
    def refuse(line: int, value: str, remedy: str) -> None:
        problems.append(Problem(_name(file, folder), line, value, remedy))

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        refuse(1, file.name, f"cannot be read ({error}); save the file as UTF-8")
        return None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        refuse(line, f"U+{ord(control[0]):04X}", "take the control character out")
        return None
    lines = text.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        refuse(1, lines[0][:40], "start the file with front matter between two --- lines")
        return None
    end = lines.index("---", 1)
    try:
        value: Any = yaml.load("\n".join(lines[1:end]), Loader=_LOADER)  # noqa: S506 - a safe loader
        head = msgspec.convert(_plain(value), _Head)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = str(getattr(error, "problem", None) or error).partition("\n")[0]
        refuse(mark.line + 2 if mark else 2, reason, "mend the front matter; see FORMAT.md")
        return None
    for field, value, wanted in (
        ("id", head.id, file.stem),
        ("lang", head.lang, file.parent.name),
    ):
        if value != wanted:
            refuse(2, value, f"the {field} is that of the file's place: {wanted}")
            return None
    sections: dict[str, list[Sentence]] = {}
    heading = ""
    for number, words in enumerate(lines[end + 1 :], end + 2):
        if words.startswith("## "):
            heading = words[3:].strip()
            if heading not in _SECTIONS:
                remedy = f"a translation has the sections ## {STEPS} and ## {HELP} only, so named"
                refuse(number, heading, remedy)
        elif words.strip():
            said = sections.setdefault(heading, [])
            for sentence in _sentences(words.removeprefix("- ").strip()):
                if isinstance(sentence, str):
                    remedy = "end every sentence with the sections that its English cites"
                    refuse(number, sentence, remedy)
                else:
                    said.append(sentence)
    return Translation(
        card=head.id,
        lang=head.lang,
        english=head.english,
        checked_by=head.checked_by or "",
        checked=head.checked or "",
        question=head.question,
        also_asked=head.also_asked,
        verdict=head.verdict,
        short_answer=tuple(sections.get("", ())),
        steps=tuple(sections.get(STEPS, ())),
        help=tuple(sections.get(HELP, ())),
    )


def _plain(value: Any) -> Any:
    """Return front matter with every value as the text that it was written as, if it is one."""
    if not isinstance(value, dict):
        return value
    return {
        str(name): its if isinstance(its, (list, type(None))) else str(its)
        for name, its in value.items()
    }


def _sentences(text: str) -> Iterator[Sentence | str]:
    """Give the sentences of a line with their citations, and as text what has no citation."""
    end = 0
    for cited in _CITED.finditer(text):
        if text[end : cited.start()].strip():
            yield text[end : cited.start()].strip()
        end = cited.end()
        citations = re.findall(rf"\[({_ADDRESS})\]", cited["citations"])
        yield Sentence(cited["text"].strip(), tuple(dict.fromkeys(citations)))
    if text[end:].strip():
        yield text[end:].strip()


def as_file(translation: Translation, card: Card) -> str:
    """Return the text of the file of a translation, its sentences in the blocks of the card."""
    its = translation
    head = [
        "---",
        f"id: {its.card}",
        f"lang: {its.lang}",
        f"english: {_quoted(its.english)}",
    ]
    if its.checked_by:
        head += [f"checked_by: {_quoted(its.checked_by)}", f"checked: {_quoted(its.checked)}"]
    head += [
        f"question: {_quoted(its.question)}",
        "also_asked:",
        *(f"  - {_quoted(line)}" for line in its.also_asked),
        f"verdict: {_quoted(its.verdict)}",
        "---",
    ]
    body = [" ".join(map(_cited, its.short_answer))]
    for heading, sentences in ((STEPS, its.steps), (HELP, its.help)):
        if not sentences:
            continue
        left = list(sentences)
        items = []
        for section in card.sections:
            for block in section.blocks if section.heading == heading else ():
                taken, left = left[: len(block.sentences)], left[len(block.sentences) :]
                items.append(f"- {' '.join(map(_cited, taken))}")
        body.append("\n".join((f"## {heading}", *items)))
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def _quoted(text: str) -> str:
    """Return text as YAML reads it between double quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cited(sentence: Sentence) -> str:
    return sentence.text + "".join(f"[{address}]" for address in sentence.citations)
