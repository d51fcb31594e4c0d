"""The bytes of a Word file in, its parts out, each checked before anything reads it.

A .docx is a zip of XML files that refer to each other. Programs, entities and references to other
places are refused here.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from index.errors import SourceUnreadableError
from index.intake.checked_zip import SAVE_AGAIN, entry_bytes, open_zip, shown
from index.intake.word_xml import Element

_ENCODINGS = (b"UTF-8", b"UTF-16", b"US-ASCII", b"ASCII")

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Where the words of a file would be fetched from; an address behind a word, a picture and a
# template on the writer's own disk are never looked at.
_HARMLESS = ("hyperlink", "image")
_OWN_DISK = re.compile(r"(?:file://(?:localhost)?(?=/))?/?(?![/\\])(?:[a-z]:)?[^:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: the kind, and the name of another part or an address outside."""

    id: str
    kind: str
    target: str
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A file that passed: its name for messages, its zip, its parts by name in small letters."""

    name: str
    archive: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]


def open_package(data: bytes, name: str) -> Package:
    """Return the package that these bytes are, with every part of XML looked through.

    Raises:
        SourceUnreadableError: it is no zip, is damaged or locked, or holds what is not taken.
    """
    archive = open_zip(data, name)
    entries = archive.infolist()
    _refuse_macros(entries, name)
    package = Package(name, archive, {entry.filename.lower(): entry for entry in entries})
    for part in package.parts:
        if part.endswith((".xml", ".rels", ".vml")):
            _refuse_entities(part_bytes(package, part), part, name)
        if part.endswith(".rels"):
            _refuse_outside(package, part)
    types = part_bytes(package, "[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise SourceUnreadableError(f"{name}: holds macros; save it as .docx without them")
    return package


def part_bytes(package: Package, part: str) -> bytes:
    """Return the bytes of a part, none where the package has no such part.

    Raises:
        SourceUnreadableError: it is damaged.
    """
    entry = package.parts.get(part.lower())
    if entry is None:
        return b""
    return entry_bytes(package.archive, entry, package.name)


def part_xml(package: Package, part: str) -> Element | None:
    """Return the outermost element of a part, None where the package has no such part.

    Raises:
        SourceUnreadableError: it is damaged, or nested deeper than 256 elements.
    """
    if part.lower() not in package.parts:
        return None
    data = part_bytes(package, part)
    # The limit of 256 is that of the parser, as long as `huge_tree` is off.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            why = "is nested deeper than 256 elements; make it simpler"
        else:
            why = f"is damaged; {SAVE_AGAIN}"
        raise SourceUnreadableError(f"{package.name}: {shown(part)} {why}") from error
    # In an encoding that hid it from the first look.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _entities(package.name, part)
    return root


def relationships(package: Package, part: str) -> tuple[Relationship, ...]:
    """Return what a part refers to, in the order of the file; the package itself is part "".

    Raises:
        SourceUnreadableError: the list of them is damaged.
    """
    folder, base = posixpath.split(part)
    return tuple(_relationships(package, posixpath.join(folder, "_rels", f"{base}.rels"), folder))


def _relationships(package: Package, rels: str, folder: str) -> Iterator[Relationship]:
    root = part_xml(package, rels)
    if root is None:
        return
    for element in root.iter(_RELATIONSHIP):
        target = element.get("Target", "")
        is_outside = element.get("TargetMode", "").lower() == "external"
        if not is_outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = element.get("Type", "").rpartition("/")[2]
        yield Relationship(element.get("Id", ""), kind, target, is_outside)


def _refuse_macros(entries: list[zipfile.ZipInfo], name: str) -> None:
    is_macro = name.lower().endswith((".docm", ".dotm"))
    for entry in entries:
        part = entry.filename.lower()
        is_macro |= part.endswith("vbaproject.bin") or "macrosheets/" in part
    if is_macro:
        raise SourceUnreadableError(f"{name}: holds macros; save it as .docx without them")


def _refuse_entities(content: bytes, part: str, name: str) -> None:
    # UTF-16 is the same letters with noughts between.
    squeezed = content.replace(b"\0", b"") if b"\0" in content else content
    declared = re.match(rb"""[^<]*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""", squeezed[:400])
    if declared and declared[1].upper() not in _ENCODINGS:
        raise SourceUnreadableError(
            f"{name}: {shown(part)} is written in {declared[1][:20].decode('latin-1')!r}, not in"
            f" UTF-8 or UTF-16; {SAVE_AGAIN}"
        )
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", squeezed, re.IGNORECASE):
        raise _entities(name, part)


def _entities(name: str, part: str) -> SourceUnreadableError:
    return SourceUnreadableError(
        f"{name}: {shown(part)} declares entities, which Word never does; {SAVE_AGAIN}"
    )


def _refuse_outside(package: Package, rels: str) -> None:
    for found in _relationships(package, rels, ""):
        if found.kind == "aFChunk":
            raise SourceUnreadableError(
                f"{package.name}: holds another document unread inside it; {SAVE_AGAIN}"
            )
        if not found.is_outside or found.kind in _HARMLESS:
            continue
        if found.kind == "attachedTemplate" and _OWN_DISK.fullmatch(found.target):
            continue
        raise SourceUnreadableError(
            f"{package.name}: refers to {shown(found.target)} ({shown(found.kind)}); break its"
            " links in Word, or print it to PDF and add that"
        )
