"""The bytes of a document in, what it says out; run as a program of its own by extract.py.

Standard input has a line of JSON, an Order, and then the bytes; standard output an Outcome.
"""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from index.errors import SourceUnreadableError
from index.intake.boilerplate import without_boilerplate
from index.intake.documents import Document
from index.intake.extract import MEMORY_BYTES, Order, Outcome
from index.intake.fetched import Fetched
from index.intake.read_docx import read_docx
from index.intake.read_html import read_html
from index.intake.read_pdf import read_pdf
from index.intake.read_text import read_text

# Where the kinds of file show: a PDF may begin with some bytes of another program's.
_BEGINNING = 1024

# Ours: a document of a thousand pages has some ten paragraphs a page.
_MOST_PIECES = 20_000
_MOST_SIGNS = 50_000
_SIGNS = re.compile(r"[\\`*_\[\]<>&]")

_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_HTML_NAMES = (".html", ".htm", ".xhtml")
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")


def read(fetched: Fetched) -> Document:
    """Return what a file says, read in this process: the reader of its kind, then boilerplate.

    Raises:
        SourceUnreadableError: it is of a kind, size or form that is not taken.
    """
    document = _reader(fetched)()
    if not document.pieces:
        raise SourceUnreadableError(f"{fetched.name}: holds no words; is it the right file?")
    _refuse_too_much(document, fetched.name)
    cleaned = without_boilerplate(document)
    if not any(piece.kind != "heading" for piece in cleaned.pieces):
        raise SourceUnreadableError(
            f"{fetched.name}: holds nothing but what stands around documents (menus, comments,"
            " adverts); is it the right page?"
        )
    return cleaned


def _refuse_too_much(document: Document, name: str) -> None:
    """Refuse what no document has, and what would hold up whoever works on it from here."""
    signs = sum(len(_SIGNS.findall(piece.text)) for piece in document.pieces)
    for count, most, noun in (
        (len(document.pieces), _MOST_PIECES, "paragraphs"),
        (signs, _MOST_SIGNS, "signs such as * and ["),
    ):
        if count > most:
            raise SourceUnreadableError(
                f"{name}: holds {count:,} {noun}, of at most {most:,}; split it, or is it the right"
                " file?"
            )


def _reader(fetched: Fetched) -> Callable[[], Document]:
    """Return what reads these bytes; they say themselves of what kind they are."""
    data, name = fetched.data, fetched.name
    beginning = data[:_BEGINNING]
    if not data.strip():
        raise SourceUnreadableError(f"{name}: is empty; is it the right file?")
    if _PDF in beginning:
        return lambda: read_pdf(data, name)
    if beginning.startswith((_ZIP, _OLE)):
        return lambda: read_docx(data, name)
    is_page = fetched.content_type in _HTML_TYPES or name.lower().endswith(_HTML_NAMES)
    if is_page or beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS):
        return lambda: read_html(data, name, fetched.charset, fetched.url)
    return lambda: read_text(data, name, fetched.charset)


def _in_use() -> int:
    """Return how many bytes of data this process has reserved already, most of it never touched."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _child() -> None:
    """Read one document from standard input; say on standard output what came of it."""
    most = _in_use() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    fetched = Fetched(
        data=sys.stdin.buffer.read(),
        name=order.name,
        url=order.url,
        content_type=order.content_type,
        charset=order.charset,
    )
    try:
        outcome = Outcome(document=read(fetched))
    except SourceUnreadableError as error:
        outcome = Outcome(refused=str(error))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    _child()
