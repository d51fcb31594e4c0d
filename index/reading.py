"""The bytes of a document in, what it says out; run as a program of its own by extract.py.

Standard input has a line of JSON, an Order, and then the bytes; standard output an Outcome.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable

import msgspec

from index.boilerplate import without_boilerplate
from index.documents import Document
from index.errors import SourceUnreadableError
from index.extract import MEMORY_BYTES, Order, Outcome
from index.fetched import Fetched
from index.read_docx import read_docx
from index.read_html import read_html
from index.read_pdf import read_pdf
from index.read_text import read_text

# Where the kinds of file show: a PDF may begin with some bytes of another program's.
_BEGINNING = 1024

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
    cleaned = without_boilerplate(document)
    if not any(piece.kind != "heading" for piece in cleaned.pieces):
        raise SourceUnreadableError(
            f"{fetched.name}: holds nothing but what stands around documents (menus, comments,"
            " adverts); is it the right page?"
        )
    return cleaned


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


def _child() -> None:
    """Read one document from standard input; say on standard output what came of it."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
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
