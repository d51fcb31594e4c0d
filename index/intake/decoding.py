"""The bytes of a text file in, its characters out, or a clear refusal where they are no text.

Nothing is guessed that could be read another way: a file in an unknown character set is refused.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import SourceUnreadableError

# A hundred times the longest of our sources.
MOST_CHARACTERS = 3_000_000
# UTF-32 takes four bytes for each character.
_MOST_BYTES = 4 * MOST_CHARACTERS + 4
# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python knows more, some of which (punycode, unicode_escape) are no character sets of documents.
_CHARSETS = re.compile(
    r"utf-?(8|16|32)(-?[lb]e)?|(us-)?ascii|latin-?\d+|iso-?8859-\d+|windows-\d+|cp\d+|macintosh"
    r"|koi8-[ru]|gb(k|2312|18030)|big5|shift[-_]jis|euc-(jp|kr)"
)
# Servers say these of everything, and mean Windows-1252, as browsers take them.
_MEANT_FOR_WINDOWS = ("ascii", "iso8859-1")
# What writers in Britain use beside ASCII, without what a file for DOS, the Mac or Poland turns
# into when it is taken for Windows-1252: a reading that gives other characters is a wrong one.
_BRITISH = frozenset("£€§©®™°±½¼×·•…–—‘’“”«»\xa0\xadÀÂÄÇÈÉËÏÔÖÙÛÜàâäáãåæçèéëíîïñóôöøùúûüß")
# Of every thousand characters; a page break or two is in many a text.
_MOST_CONTROLS = 0.001
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_WINDOWS_SIGNS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_BEYOND_ASCII = re.compile(rf"[\x80-\xff{_WINDOWS_SIGNS}]+")
_TWICE_ENCODED = re.compile(rf"â€[\x80-\xbf{_WINDOWS_SIGNS}]")


def decoded(data: bytes, name: str, charset: str = "") -> str:
    r"""Return the characters of a text file, lines ended by `\n`.

    `charset` is what a server said, and is not always true: a byte order mark goes before it.

    Raises:
        SourceUnreadableError: it is no text, too long, or in a character set that cannot be told.
    """
    if len(data) > _MOST_BYTES:
        raise SourceUnreadableError(
            f"{name}: {len(data):,} bytes, more than any text that is taken; give the part you need"
        )
    if data.lstrip().startswith(b"{\\rtf"):
        raise SourceUnreadableError(f"{name}: is RTF; save it as .docx")
    text = _LINE_END.sub("\n", _mended(_characters(data, name, charset)))
    if len(text) > MOST_CHARACTERS:
        raise SourceUnreadableError(
            f"{name}: {len(text):,} characters, of at most {MOST_CHARACTERS:,}; give the part you"
            " need"
        )
    if len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text) + 1:
        raise SourceUnreadableError(f"{name}: not text; give the document itself, as text or PDF")
    return text


def _characters(data: bytes, name: str, charset: str) -> str:
    for mark, marked in _MARKS:
        if data.startswith(mark):
            text = _in_charset(data[len(mark) :], marked)
            if text is None:
                raise SourceUnreadableError(f"{name}: not the {marked} it says; save it as UTF-8")
            return text
    for known in (_charset(charset), "utf-8"):
        text = _in_charset(data, known) if known else None
        if text is not None:
            return text
    best = from_bytes(data).best()
    for reading in (_in_charset(data, "cp1252"), str(best) if best is not None else None):
        if reading is not None and all(
            ord(sign) < 0x80 or sign in _BRITISH for sign in set(reading)
        ):
            return reading
    what = "not text; give the document itself" if b"\0" in data else "in an unknown encoding"
    raise SourceUnreadableError(f"{name}: {what}; save it as UTF-8")


def _charset(charset: str) -> str:
    asked = charset.strip().lower()
    if not _CHARSETS.fullmatch(asked):
        return ""
    try:
        known = codecs.lookup(asked).name
    except LookupError:
        return ""
    return "cp1252" if known in _MEANT_FOR_WINDOWS else known


def _in_charset(data: bytes, charset: str) -> str | None:
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        return None
    # UTF-16 without its mark is UTF-8 full of these.
    return None if "\0" in text else text


def _mended(text: str) -> str:
    """Return text that was encoded twice as it was meant, where there is no doubt.

    Where all that is not ASCII makes UTF-8 when taken for bytes, that is no accident; and the
    three signs that an apostrophe or a dash becomes are no words of any language.
    """
    runs = set(_BEYOND_ASCII.findall(text))
    meant = {run: _decoded_again(run) for run in runs}
    rest = text if text.isascii() else _BEYOND_ASCII.sub("", text)
    if rest.isascii() and all(meant.values()):
        return _BEYOND_ASCII.sub(lambda run: meant[run[0]], text)
    return _TWICE_ENCODED.sub(lambda run: _decoded_again(run[0]) or run[0], text)


def _decoded_again(run: str) -> str:
    """Return what a run of characters was before it was encoded twice; empty where it was not."""
    try:
        return b"".join(
            sign.encode("cp1252" if sign in _WINDOWS_SIGNS else "latin-1") for sign in run
        ).decode("utf-8")
    except UnicodeDecodeError:
        return ""
