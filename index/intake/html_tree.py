"""The bytes of a web page in, its element tree out: decoded, bounded, and never fetched from."""

from __future__ import annotations

import codecs
import re
from typing import Any

from charset_normalizer import from_bytes
from lxml import etree, html

from index.errors import SourceUnreadableError
from index.intake.plain_words import plain

# Half a million words: more than any document that would be one source.
MOST_CHARACTERS = 3_000_000
# With their attributes: one for every ten characters of the longest page, more are not there for
# the words.
MOST_ELEMENTS = 300_000
# The parser takes a time that grows with the square of their number: a minute for 200,000.
_MOST_ATTRIBUTES = 500

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
# Browsers look into the first 1,024 bytes; pages with long comments need more.
_DECLARED_WITHIN = 8_192
# Python knows more, such as rot13 or unicode_escape, which are no ways to write a page.
_CHARSETS = re.compile(
    r"utf-(?:8|8-sig|16(?:-[bl]e)?|32(?:-[bl]e)?)|cp125\d|cp874|iso8859-\d+|koi8-[ru]|gb2312|gbk"
    r"|gb18030|big5|euc_(?:jp|kr)|shift_jis|mac-roman|ascii"
)
# As browsers do: pages that say the first mean the second.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
# Stray bytes are common in long pages; a page in another charset has one in every sentence.
_STRAY_SHARE = 0.001
_SAMPLE = 200_000

_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|main|article|section|div|p|h[1-6]|table|ul|ol|br"
    r"|span|a|b|i|font|center)\b",
    re.IGNORECASE,
)
_ATTRIBUTE = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*+))?"
_START_TAG = re.compile(rf"<[a-z][^\s/>]*+(?:{_ATTRIBUTE})*+", re.IGNORECASE)

# Never shown; a switched-off <noscript> or <template> is not what a reader has seen.
_SILENT = (
    "script style noscript template svg iframe object embed applet audio video canvas map select"
    " textarea input datalist option progress meter output".split()
)


def page_tree(data: bytes, name: str, charset: str = "") -> Any:
    """Return the root element of the page in `data`, without comments and instructions.

    `charset` is that of the HTTP header; a mark at the start of the file outweighs it, and
    bytes that can only be UTF-8 outweigh a charset of single bytes.

    Raises:
        SourceUnreadableError: it is not a page, is empty, too long or nested too deeply.
    """
    text = _decoded(data, name, charset).replace("\x00", "")
    # Before they are built, which takes memory: a tag that opens, one that closes, and stray ones.
    if text.count("<") > 4 * MOST_ELEMENTS:
        raise _too_many_elements(name)
    attributes = 0
    for tag in _START_TAG.finditer(text):
        # The shortest has a letter and a space before it.
        if tag.end() - tag.start() <= 2 * _MOST_ATTRIBUTES:
            continue
        # The name of the tag is found as one too.
        its = len(re.findall(_ATTRIBUTE, tag[0])) - 1
        attributes += its
        if its > _MOST_ATTRIBUTES or attributes > MOST_ELEMENTS:
            raise SourceUnreadableError(
                f"{name}: has a tag with {its:,} attributes, of which a page has few; print the "
                "page to PDF and add that"
            )
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError as error:
        raise SourceUnreadableError(
            f"{name}: holds no text; if it is drawn by a script, print the page to PDF and add that"
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceUnreadableError(
            f"{name}: is nested too deeply or has too long a part to be read whole; print the "
            "page to PDF and add that"
        )
    if tree.xpath("count(//*) + count(//@*)") > MOST_ELEMENTS:
        raise _too_many_elements(name)
    return tree


def without_silent_parts(tree: Any, name: str) -> Any:
    """Return `tree`, which is changed, without scripts, pictures and fields to fill in.

    Raises:
        SourceUnreadableError: more than MOST_CHARACTERS of text stay.
    """
    etree.strip_elements(tree, *_SILENT, with_tail=False)
    length = text_length(tree)
    if length > MOST_CHARACTERS:
        raise SourceUnreadableError(
            f"{name}: has {length:,} characters of text, more than {MOST_CHARACTERS:,}; cut it "
            "into parts and add each"
        )
    return tree


def text_length(element: Any) -> int:
    """Return how many characters of text an element has, runs of white space counted as one."""
    return int(element.xpath("string-length(normalize-space())"))


def text_of(element: Any) -> str:
    """Return the words of an element on one line, blocks of it separated by spaces."""
    return plain(" ".join(element.itertext()))


def _too_many_elements(name: str) -> SourceUnreadableError:
    return SourceUnreadableError(
        f"{name}: has more than {MOST_ELEMENTS:,} elements and attributes; print the page to PDF "
        "and add that"
    )


def _decoded(data: bytes, name: str, charset: str) -> str:
    text = _marked(data)
    if text is None:
        text = _in_declared_charset(data, charset)
    if text is None:
        best = from_bytes(data[:_SAMPLE]).best()
        text = data.decode(best.encoding, errors="replace") if best else ""
    sample = text[:_SAMPLE]
    odd = len(re.findall("[\x00-\x08\x0e-\x1f\ufffd]", sample))
    # NULs and the like, here and there, are dropped as browsers do; one in a hundred is no text.
    if not _TAG.search(text) or odd * 100 > len(sample):
        raise SourceUnreadableError(
            f"{name}: is not a page; if it is another kind of file, give it the ending of its kind"
        )
    return text


def _marked(data: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    # UTF-16 without its mark: every second byte of English words is zero.
    sample = data[:2_000]
    for encoding, zeros in (("utf-16-be", sample[0::2]), ("utf-16-le", sample[1::2])):
        if zeros.count(0) * 5 > len(zeros) * 2:
            return data.decode(encoding, errors="replace")
    return None


def _in_declared_charset(data: bytes, charset: str) -> str | None:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    declared = (found[1] or found[2]).decode("ascii", errors="replace") if found else ""
    as_utf_8 = data.decode("utf-8", errors="replace")
    if as_utf_8.count("\ufffd") <= len(as_utf_8) * _STRAY_SHARE:
        # Hardly any text in another charset happens to be UTF-8 as well.
        return as_utf_8
    for label in (charset, declared):
        encoding = _encoding(label)
        if encoding and not encoding.startswith("utf-"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


def _encoding(label: str) -> str:
    try:
        encoding = codecs.lookup(label.strip("\"' ")).name if label.isascii() else ""
    except (LookupError, ValueError):
        return ""
    encoding = _MEANT.get(encoding, encoding)
    return encoding if _CHARSETS.fullmatch(encoding) else ""
