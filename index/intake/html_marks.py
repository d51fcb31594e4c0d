"""An element of a page in, what kind of mark it is out: a number of a block, or of a footnote."""

from __future__ import annotations

import re
from typing import Any

from index.intake.html_regions import names_of
from index.intake.plain_words import plain

# Marks are short; the words of a long element need not be gathered to know that it is none.
_LONGEST = 40

_NUMBER = re.compile(r"\(?(\d{1,4}(?:\.\d{1,3}){0,4}[a-z]?|[a-zA-Z]|[ivx]{1,5})[.):]?")
_NUMBER_NAME = re.compile(
    r"(?:^|-)(?:num|nums|number|numbers|numeral|no|para|marker|counter)(?:-|$)"
)
_FOOTNOTE_MARK = re.compile(r"[\[(]?(?:foot)?(?:note )?(?:\d{1,3}|[a-z]|[*†‡§¹²³⁴-⁹]{1,3})[\])]?")
_BRACKETED = re.compile(r"\[(?:(?:foot)?note )?(?:\d{1,3}|[a-z*†‡])\]", re.IGNORECASE)
_NOTE_ADDRESS = re.compile(r"#_?_?(?:fn|foot|note|ftn|edn|cite|ref|endnote)", re.IGNORECASE)
_FOR_LISTENERS = re.compile(
    r"\(?(?:this )?(?:link )?(?:external link )?opens in (?:a )?new (?:tab|window)\)?",
    re.IGNORECASE,
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def number_in(element: Any) -> str:
    """Return the number that an element is, as in <span class="number">17.</span>, or ""."""
    if not any(_NUMBER_NAME.search(name) for name in names_of(element)):
        return ""
    found = _NUMBER.fullmatch(_short_text(element))
    return found[1] if found else ""


def is_number(text: str) -> bool:
    """Return whether `text` is a number of a paragraph and nothing else."""
    return text[-1:] != "" and text.strip("(")[:1].isdigit() and bool(_NUMBER.fullmatch(text))


def is_footnote_mark(element: Any) -> bool:
    """Return whether an element is the mark of a footnote, or the way back from one."""
    if element.tag not in ("sup", "a"):
        return False
    if element.get("role") in ("doc-noteref", "doc-backlink"):
        return True
    text = _short_text(element)
    if not text:
        return False
    if element.tag == "a":
        address = element.get("href", "")
        is_mark = _FOOTNOTE_MARK.fullmatch(text) and _NOTE_ADDRESS.match(address)
        return bool(is_mark) or text in "↩↑" or ("#" in address and _is_bracketed(text))
    # "m<sup>2</sup>" and "14<sup>th</sup>" are words.
    has_link = next(element.iter("a"), None) is not None or element.getparent().tag == "a"
    return _is_bracketed(text) or (has_link and bool(_FOOTNOTE_MARK.fullmatch(text)))


def raised_number(element: Any) -> str:
    """Return the digits of <sup>3</sup> as raised characters, or "": "10³" is not "103"."""
    text = _short_text(element) if element.tag == "sup" else ""
    return text.translate(_RAISED) if text.isascii() and text.isdigit() else ""


def is_note_for_listeners(element: Any) -> bool:
    """Return whether an element only tells those who listen what a link does."""
    return element.tag == "span" and bool(_FOR_LISTENERS.fullmatch(_short_text(element)))


def _is_bracketed(text: str) -> bool:
    return bool(_BRACKETED.fullmatch(text))


def _short_text(element: Any) -> str:
    text = ""
    for part in element.itertext():
        text += part
        if len(text) > _LONGEST:
            return ""
    return plain(text)
