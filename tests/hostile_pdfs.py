"""Makes PDFs that are damaged, huge, nested, locked, or made to do harm."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial

from hostile_documents import (
    CITATIONS,
    INSTRUCTIONS,
    TELEGRAM,
    UNSEEN,
    WORDS,
    YAML,
    Hostile,
    damaged,
)
from pdf_documents import Drawn, drawn, scanned, turned, written

_MANY = 100_000
_PAGE = "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"


def lines(*texts: str, size: float = 11) -> list[Drawn]:
    """Return lines below each other, each of one text."""
    return [(72.0, 760.0 - 14 * n, text, size, "") for n, text in enumerate(texts)]


@cache
def pdf(*texts: str, title: str = "Ledgers of letters", author: str = "") -> bytes:
    """Return an ordinary PDF of an invented body with these lines below its own."""
    return drawn(lines(*WORDS), lines(*WORDS, *texts), title=title, author=author)


def pdfs() -> Iterator[Hostile]:
    """Give all of them."""
    yield from damaged("PDF", "letter.pdf", pdf, 12)
    yield from damaged("packed PDF", "letter.pdf", partial(_packed, _text(WORDS[0])), 4)
    for what, make in {**_built(), **_active()}.items():
        yield Hostile(f"PDF with {what}", "letter.pdf", make)
    for what, texts in _shown().items():
        yield Hostile(f"PDF with {what}", "letter.pdf", partial(pdf, *texts))
    for what, title in _titles().items():
        yield Hostile(f"PDF whose title is {what}", "a.pdf", partial(pdf, title=title), True)


def _text(words: str) -> bytes:
    return f"BT /F 11 Tf 72 700 Td ({words}) Tj ET".encode("latin-1")


def _packed(content: bytes, *, times: int = 1) -> bytes:
    """Return a PDF whose page has this content, packed so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = "/ASCIIHexDecode" + "/FlateDecode" * times
    stream = f"<</Length {2 * len(content)}/Filter[{filters}]>>stream\n{content.hex()}\nendstream"
    return written("<</Type/Page/Parent 2 0 R/Contents 6 0 R>>", more=(stream,))


def _built() -> dict[str, Callable[[], bytes]]:
    return {
        "a password": lambda: drawn(lines(*WORDS), locked="secret"),
        "a lock on copying": lambda: drawn(lines(*WORDS), guarded=True),
        "pictures only": scanned,
        "sideways words": lambda: turned(WORDS[0], UNSEEN),
        "a page of 100 MB": lambda: _packed(b" " * 100_000_000 + _text(WORDS[0])),
        "a page of 400 MB of words": lambda: _packed(_text("word " * 80) * 1_000_000),
        "a page packed three times": lambda: _packed(b"0 0 m " * 40_000_000, times=3),
        "a page of as many words as are taken": lambda: _packed(_text("A warden. " * 280_000)),
        "words on one spot": lambda: _packed(_text("Go.") * 200_000),
        "many states": lambda: _packed(b"q " * 5_000_000 + _text(WORDS[0])),
        "many operands": lambda: _packed(b"[" * 1_000_000 + _text(WORDS[0])),
        "a word of many letters": lambda: _packed(_text("w" * 500_000)),
        "many brackets": lambda: _packed(_text("[" * 300_000)),
        "no pages": written,
        "10,000 pages": lambda: written(*[_PAGE] * 10_000),
        "999 pages": lambda: written(*[_PAGE] * 999),
        "a page that is its own parent": lambda: written("<</Type/Pages/Kids[5 0 R]/Count 1>>"),
        "pages in a circle": lambda: written(_PAGE).replace(b"Kids[5 0 R]", b"Kids[2 0 R]"),
        "a wrong count of pages": lambda: written(_PAGE).replace(b"/Count 1", b"/Count 9"),
        "a negative count of pages": lambda: written(_PAGE).replace(b"/Count 1", b"/Count-1"),
        "nested dictionaries": lambda: written(_PAGE, root="/A" + "<</A" * _MANY),
        "nested arrays": lambda: written(_PAGE, more=("[" * _MANY + "]" * _MANY,)),
        "a page without size": lambda: written(_PAGE).replace(b"595 842", b"000 000"),
        "a page of endless size": lambda: written(_PAGE).replace(b"595 842", b"9e9 9e9"),
        "an endless reference": lambda: written(_PAGE, "6 0 R", more=("6 0 R",)),
        "a wrong length": lambda: written(_PAGE).replace(b"/Length 4", b"/Length 9"),
        "an unknown filter": lambda: _packed(b"x").replace(b"FlateDecode", b"FlateDecod3"),
        "an index that lies": lambda: written(_PAGE).replace(b"00000 n", b"65535 n"),
        "no index": lambda: written(_PAGE).replace(b"startxref", b"startxxxx"),
        "an index that goes back to itself": lambda: written(_PAGE, trailer="/Prev 9"),
        "a scale of nothing": lambda: _packed(b"0 0 0 0 0 0 cm " + _text(WORDS[0])),
        "a scale of too much": lambda: _packed(b"1e30 0 0 1e30 0 0 cm " + _text(WORDS[0])),
        "no number for a place": lambda: _packed(_text(WORDS[0]).replace(b"72 700", b"nan inf")),
        "letters of no size": lambda: drawn(lines(*WORDS, size=0.0001)),
        "letters of great size": lambda: drawn(lines(*WORDS, size=100_000)),
        "controls": lambda: _packed(_text(r"A \033[31mred\007\000\010 \205 warden goes.")),
        "single surrogates": lambda: _mapped("D800"),
        "turned writing": lambda: _mapped("202E"),
        "letters that stand for many": lambda: _mapped("0041" * 250),
        "letters that stand for tags": lambda: _mapped("003C007300630072006900700074003E"),
        "no text behind letters": lambda: _mapped("FFFF"),
        "metadata that is no text": lambda: written(
            _PAGE, trailer="/Info 6 0 R", more=("<</Title<FEFFD800>/Author[1 2]/CreationDate 5>>",)
        ),
        "an odd day": lambda: written(
            _PAGE, trailer="/Info 6 0 R", more=("<</CreationDate(D:99999999999999Z)/Title(x)>>",)
        ),
    }


def _mapped(meaning: str) -> bytes:
    """Return a PDF whose font says that a letter stands for this, in hexadecimal."""
    table = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF>"
        f" endcodespacerange 1 beginbfchar <61> <{meaning}> endbfchar endcmap end"
    )
    page = _PAGE.replace(">>", "/Resources<</Font<</F 6 0 R>>>>>>")
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>"
    stream = f"<</Length {len(table)}>>stream\n{table}\nendstream"
    return written(page, words=WORDS[0], more=(font, stream))


def _active() -> dict[str, Callable[[], bytes]]:
    action = f"<</S/JavaScript/JS(app.alert\\('{UNSEEN}'\\))>>"
    note = f"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents({UNSEEN})>>]"
    link = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<</S/URI/URI(javascript:x)>>>>]"
    field = f"<</FT/Tx/T(a)/V({UNSEEN})/Rect[0 0 9 9]/Subtype/Widget>>"
    return {
        "a script": partial(written, _PAGE, root=f"/OpenAction{action}"),
        "scripts at every turn": partial(written, _PAGE, root=f"/AA<</WC{action}/DS{action}>>"),
        "a program to start": partial(
            written, _PAGE, root="/OpenAction<</S/Launch/F(/bin/sh)/P(touch outside)>>"
        ),
        "a form to send": partial(
            written, _PAGE, root="/OpenAction<</S/SubmitForm/F(http://127.0.0.1:9/)>>"
        ),
        "another file inside": partial(
            written,
            _PAGE,
            root="/Names<</EmbeddedFiles<</Names[(../../a.md)6 0 R]>>>>",
            more=(f"<</Type/Filespec/F(../../a.md)/EF<</F 4 0 R>>/Desc({UNSEEN})>>",),
        ),
        "a note": partial(written, _PAGE.replace(">>", f"{note}>>")),
        "a link that is a script": partial(written, _PAGE.replace(">>", f"{link}>>")),
        "a field": partial(written, _PAGE, root=f"/AcroForm<</Fields[{field}]>>"),
        "a drawn form": partial(written, _PAGE, root=f"/AcroForm<</XFA({UNSEEN})/Fields[]>>"),
        "entities in its metadata": partial(
            written,
            _PAGE,
            root="/Metadata 6 0 R",
            more=(
                '<</Type/Metadata/Length 90>>stream\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/'
                'passwd">]><a>&b;</a>\nendstream',
            ),
        ),
    }


def _shown() -> dict[str, tuple[str, ...]]:
    return {
        "markup of Telegram": (TELEGRAM,),
        "instructions": (INSTRUCTIONS,),
        "false citations": (CITATIONS,),
        "YAML": tuple(YAML.split("\n")),
        "a shown script": ("<script>alert(1)</script> is what they wrote.",),
        "Markdown": ("# A", "[a]: b", "| a | b |", "|---|---|", "~~~", "<!--", "    a"),
        "long numbers": ("9" * 400 + ". A warden.", "1.1.1.1.1.1.1 B"),
    }


def _titles() -> dict[str, str]:
    return {
        "YAML": YAML,
        "a path": "../../../outside",
        "of 5,000 characters": "ledger " * 714,
        "a control": "\x1b]0;owned\x07",
        "turned around": "\u202esregdel",
        "an emoji": "🏥",
    }
