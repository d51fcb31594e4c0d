"""Makes Word files that are damaged, huge, nested, locked, or made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, partial

import docx
from docx_documents import NAMES, changed, field, p, related, run, saved, style, table, word_file
from hostile_documents import (
    CITATIONS,
    INSTRUCTIONS,
    TELEGRAM,
    UNSEEN,
    WORDS,
    YAML,
    Hostile,
    damaged,
    zipped,
)

_MANY = 100_000
_BODY = p("Ledgers of letters", "Heading1") + "".join(map(p, WORDS))
_DOCUMENT = "word/document.xml"


@cache
def word(inside: str = "") -> bytes:
    """Return an ordinary Word file of an invented body with this XML below its words."""
    return word_file(_BODY + inside)


def word_files() -> Iterator[Hostile]:
    """Give all of them."""
    yield from damaged("Word file", "letter.docx", word, 12)
    for what, body in _bodies().items():
        make = partial(_unpacked, _BODY + body)
        yield Hostile(f"Word file with {what}", "letter.docx", make)
    for what, make in {**_built(), **_packed()}.items():
        yield Hostile(f"Word file with {what}", "letter.docx", make)
    for what, start in _entities().items():
        for encoding in ("utf-8", "utf-16", "utf-32", "utf-7"):
            make = partial(_declared, start, encoding)
            yield Hostile(f"Word file with {what} in {encoding}", "letter.docx", make)
    for what, title in _titles().items():
        yield Hostile(f"Word file whose title is {what}", "a.docx", partial(_titled, title), True)


def _unpacked(body: str) -> bytes:
    """Return a Word file that is as long as its words, so that it is no bomb by its packing."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file(body))) as packed,
        zipfile.ZipFile(stream, "w") as its,
    ):
        for name in packed.namelist():
            its.writestr(name, packed.read(name))
    return stream.getvalue()


def _bodies() -> dict[str, str]:
    cell = p("a")
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    gone = f'<w:del w:id="1"><w:r><w:delText>{UNSEEN}</w:delText></w:r></w:del>'
    return {
        "boxes in boxes": "<w:sdt><w:sdtContent>" * 200 + cell + "</w:sdtContent></w:sdt>" * 200,
        "tables in tables": "<w:tbl><w:tr><w:tc>" * 60 + cell + "</w:tc></w:tr></w:tbl>" * 60,
        "elements in elements": "<w:a>" * _MANY + "</w:a>" * _MANY,
        "an element that is not closed": "<w:p><w:r>",
        "a paragraph of 2.9 MB": p("A warden writes. " * 170_000),
        "a word of 2.9 MB": p("w" * 2_900_000),
        "20 MB of words": p("word " * 4_000_000),
        "many paragraphs": p("Go.") * 60_000,
        "many brackets": p("[" * 1_000_000),
        "many cells": table([cell] * 300) * 100,
        "many numbers": "".join(p(f"{n}. Word number {n}.") for n in range(20_000)),
        "a list that is not there": p("a", numbering="99999999999/88"),
        "a list of wrong depth": p("a", numbering="x/y") + p("b", numbering="7/-1"),
        "a style that is not there": p("a", "Nothing") + p("b", "../../x"),
        "fields": f"<w:p>{field('INCLUDETEXT /etc/passwd', run('seen'))}</w:p>"
        f"<w:p>{field(f'DDEAUTO cmd {UNSEEN}', run('seen'))}</w:p>",
        "fields in fields": f"<w:p>{begun * 9_000}</w:p>",
        "hidden words": f"<w:p>{run(UNSEEN, '<w:vanish/>')}</w:p>",
        "taken out words": f"<w:p>{gone}</w:p>",
        "markup of Telegram": p(TELEGRAM),
        "instructions": p(INSTRUCTIONS, "Heading2") + p(INSTRUCTIONS),
        "false citations": p("Para 9: practice-guide#para-9", "Heading2") + p(CITATIONS),
        "YAML": "".join(map(p, YAML.split("\n"))) + p(YAML),
        "a shown script": p("<script>alert(1)</script> is what they wrote."),
        "turned writing": p("A \u202enedraw\u202c \u2066goes\u2069 \u200bon\u200d \ufeffand\u00ad"),
        "controls": p("A \x85 \x9b31m \u2028 \u2029 \ufffd"),
        "controls that XML forbids": p("\x1b[31mred"),
        "comments": f"<!-- {UNSEEN} --><?x {UNSEEN}?>" + p("a"),
        "signs above signs": p("a" + "\u0301\u0316" * 200_000),
    }


def _built() -> dict[str, Callable[[], bytes]]:
    outside = "http://127.0.0.1:9/a"
    return {
        "macros": lambda: changed(word(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
        "another template": lambda: related(word(), [("attachedTemplate", outside, "External")]),
        "a template of a file": lambda: related(
            word(), [("attachedTemplate", "file:///etc/passwd", "External")]
        ),
        "a frame": lambda: related(word(), [("frame", outside, "External")]),
        "an object": lambda: related(word(), [("oleObject", "file://host/a", "External")]),
        "a chunk of HTML": lambda: related(
            changed(word('<w:altChunk r:id="more0"/>'), {"word/a.html": f"<p>{UNSEEN}"}),
            [("aFChunk", "a.html", "")],
        ),
        "a part outside": lambda: related(word(), [("footnotes", "../../../etc/passwd", "")]),
        "a part that is itself": lambda: related(word(), [("footnotes", "document.xml", "")]),
        "no text": lambda: changed(word(), {_DOCUMENT: None}),
        "a text that is a picture": lambda: changed(word(), {_DOCUMENT: b"\x89PNG"}),
        "a text that is a page": lambda: changed(
            word(), {_DOCUMENT: "<html><body>a</body></html>"}
        ),
        "no types": lambda: changed(word(), {"[Content_Types].xml": None}),
        "no relations": lambda: changed(word(), {"_rels/.rels": None}),
        "no styles": lambda: changed(word(), {"word/styles.xml": None}),
        "damaged styles": lambda: changed(word(), {"word/styles.xml": "<w:styles"}),
        "styles in a circle": lambda: word_file(
            p("a", "One") + p("b", "Two"),
            styles=style("One", "Two") + style("Two", "One"),
        ),
        "an old name": lambda: zipped(("word/document.xml", b"<a/>")),
    }


def _packed() -> dict[str, Callable[[], bytes]]:
    return {
        "a part of 100 MB": lambda: changed(word(), {_DOCUMENT: b" " * 100_000_000}),
        "a part of 49 MB that packs well": lambda: changed(word(), {_DOCUMENT: b" " * 49_000_000}),
        "a picture of 100 MB": lambda: changed(word(), {"word/media/a.png": bytes(100_000_000)}),
        "10,000 parts": lambda: changed(word(), {f"word/{n}.xml": "<a/>" for n in range(10_000)}),
        "a part above its folder": lambda: changed(word(), {"../../outside.md": YAML}),
        "a part of the whole disk": lambda: changed(word(), {"/etc/outside": YAML}),
        "a part of another disk": lambda: changed(word(), {"C:\\outside": YAML}),
        "a part with a long name": lambda: changed(word(), {"a" * 60_000: YAML}),
        "a part with an odd name": lambda: changed(word(), {"word/\x1b[31m\u202e.xml": "<a/>"}),
        "a part that stands twice": _twice,
        "a size that lies": _lying,
        "a lock on one part": lambda: word().replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        ),
        "an unusual packing": lambda: word().replace(b"\x08\x00", b"\x63\x00"),
    }


def _twice() -> bytes:
    stream = io.BytesIO(word())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("WORD/document.xml", "<a/>")
    return stream.getvalue()


def _lying() -> bytes:
    """Return a file whose directory says that each part is of ten bytes."""
    data = bytearray(word())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", data, place + 24, 10)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def _entities() -> dict[str, str]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return {
        "a billion laughs": f'<!DOCTYPE a [<!ENTITY a0 "{UNSEEN}">{laughs}<!ENTITY z "&a11;">]>',
        "an entity of a file": '<!DOCTYPE a [<!ENTITY z SYSTEM "file:///etc/passwd">]>',
        "a grammar elsewhere": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    }


def _declared(start: str, encoding: str) -> bytes:
    body = _BODY + "<w:p><w:r><w:t>&z;</w:t></w:r></w:p>"
    xml = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    text = f'<?xml version="1.0" encoding="{encoding}"?>{start}{xml}'
    return changed(word(), {_DOCUMENT: text.encode(encoding)})


def _titled(title: str) -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "<b>Warden</b>"
    for words in WORDS:
        document.add_paragraph(words)
    return saved(document)


def _titles() -> dict[str, str]:
    # Word takes no more than 255 characters.
    return {
        "YAML": YAML,
        "a path": "../../../outside",
        "of 255 characters": "ledger" * 42,
        "an emoji": "🏥",
        "turned around": "\u202esregdel",
    }
