"""A Source and its sections in, the text of its file out; and single fields changed in such a text.

The counterpart of knowledge.py, which reads the same files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import yaml
from markdown_it import MarkdownIt

from index.intake.sectioning import Section
from index.knowledge import NO_URL
from index.passages import Source

_FIELDS = (
    "id title publisher kind url published published_estimated effective updated status"
    " superseded_by jurisdiction checked review_by evidence licence retrieved sha256 etag"
    " last_modified taken"
).split()
# Words; everything else is a date, a name of ours or a list, and is written bare.
_QUOTED = ("title", "publisher", "evidence", "etag", "last_modified")
_ALWAYS = ("superseded_by",)
# The lines around front matter, as Markdown takes them.
_FRONT_MATTER = re.compile(r" {0,3}(?:-{3,}|\.{3})\s*")
# What Markdown may read as more than a character, wherever it stands.
_SPECIAL = re.compile(r"([\\`*_\[\]<>&#|~+=.)!-])")

# More than a paragraph of the longest of our sources has.
_FEW_SIGNS = 500


def source_text(source: Source, sections: Sequence[Section]) -> str:
    """Return the whole text of the file of a source, as FORMAT.md has it."""
    lines = ["---"]
    for name in _FIELDS:
        value = getattr(source, name)
        if name == "url" and not value:
            lines.append(f"url: {NO_URL}")
        elif value or name in _ALWAYS:
            lines.append(_field(name, value))
    lines += ["---", ""]
    for section in sections:
        lines += section_lines(section)
    return "\n".join(lines)


def section_lines(section: Section) -> list[str]:
    """Return the lines of one section: its heading, its paragraphs, an empty line at the end."""
    heading = f"{section.locator}: {section.heading}"
    # Number signs at the end of a heading are no words of it.
    heading = _SPECIAL.sub(r"\\\1", heading) if heading.endswith("#") else escaped(heading)
    lines = [f"## {heading}", ""]
    was_item = False
    for n, paragraph in enumerate(section.paragraphs):
        is_item = paragraph.startswith("- ")
        if n and not (is_item and was_item):
            lines.append("")
        words = escaped(paragraph[2:] if is_item else paragraph)
        lines.append(f"- {words}" if is_item else words)
        was_item = is_item
    return [*lines, ""]


def with_field(text: str, name: str, value: Any) -> str:
    """Return the text of a source or card with one field of its front matter set, or taken out.

    Nothing (an empty text, None) takes it out; an empty list is written as one.

    Raises:
        ValueError: the text has no front matter, or none that can be read.
    """
    lines = text.split("\n")
    ends = (n for n in range(1, len(lines)) if _FRONT_MATTER.fullmatch(lines[n]))
    end = next(ends, 0)
    if not end or not _FRONT_MATTER.fullmatch(lines[0].removeprefix("\ufeff")):
        raise ValueError("has no front matter between two --- lines")
    start, stop = _lines_of(name, "\n".join(lines[1:end]))
    line_end = "\r" if lines[0].endswith("\r") else ""
    written = [] if value in ("", None) else [_field(name, value) + line_end]
    return "\n".join([*lines[: 1 + start], *written, *lines[1 + stop :]])


def _lines_of(name: str, front_matter: str) -> tuple[int, int]:
    """Return on which lines a field stands: the first, and the one behind its last.

    Both are that behind the last line of all where it stands on none.
    """
    try:
        root = yaml.compose(front_matter, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError("its front matter is no valid YAML") from error
    lines = front_matter.split("\n")
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == name:
            # YAML knows more ends of lines than there are here, so its own count is of no use.
            start = front_matter.count("\n", 0, key.start_mark.index)
            stop = front_matter.count("\n", 0, value.end_mark.index - 1) + 1
            # A list ends for YAML where the next field begins; what stands between is not its own.
            while stop > start + 1 and re.match(r"\s*(#|$)", lines[stop - 1]):
                stop -= 1
            return start, stop
    return len(lines), len(lines)


def escaped(words: str) -> str:
    """Return words as Markdown that is read back as the same words, bare where it can be."""
    # Of words that are mostly signs it would take long to find out what is known already.
    if len(_SPECIAL.findall(words)) <= _FEW_SIGNS and _reads_back(words, words):
        return words
    return _SPECIAL.sub(r"\\\1", words)


def _field(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{name}: {str(value).lower()}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"{name}: [{', '.join(map(_bare, value))}]"
    return f"{name}: {_quoted(value) if name in _QUOTED else _bare(value)}"


def _quoted(value: str) -> str:
    # JSON is YAML, in which nothing in quotes means anything else than itself.
    return json.dumps(value, ensure_ascii=False)


def _bare(value: str) -> str:
    try:
        node = yaml.compose(f"[{value}]", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return _quoted(value)
    is_itself = (
        isinstance(node, yaml.SequenceNode)
        and len(node.value) == 1
        and isinstance(node.value[0], yaml.ScalarNode)
        and node.value[0].value == value
    )
    return value if is_itself else _quoted(value)


def _reads_back(markdown: str, words: str) -> bool:
    """Return whether one line of Markdown is one paragraph, of these words and nothing else."""
    tokens = _markdown().parse(markdown)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return False
    children = tokens[1].children or []
    if any(child.type != "text" for child in children):
        return False
    return "".join(child.content for child in children) == words


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")
