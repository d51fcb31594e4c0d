"""The words of a document in, the licence that they state out: one of passages.LICENCES."""

from __future__ import annotations

import re
from itertools import islice

OPEN_GOVERNMENT, OPEN_PARLIAMENT, CREATIVE_COMMONS, RESERVED = (
    "open government licence",
    "open parliament licence",
    "creative commons",
    "all rights reserved",
)

# A statement grants something for the document that it stands in; a sentence that speaks of the
# licence, or of the data of others under it, is none.
_ITSELF = (
    r"(?:(?:\bthis|\bour) (?:[\w’'-]+ ){0,3}?(?:publication|document|page|web ?page|web ?site|site"
    r"|content|guidance|report|work|information|material|article|leaflet|text|guide|paper|resource)"
    r"|\ball (?:[\w’'-]+ ){0,4}?(?:content|material|text|information|pages|guidance|publications)"
    r"|©|\bcopyright\b|\byou may (?:also )?(?=(?:re-?use|use|copy)\b)|\bfree of charge\b"
    r"|\b(?:un)?(?:less|cept) (?:where )?(?:otherwise )?(?:stated|noted|indicated)\b)"
)
_GRANTED = (
    r"(?:licen[sc]ed|available|published|released|issued|covered|provided|re-?used?|use|copy"
    r"|distributed)\b[^|]{0,140}?\b(?:under|by|with|to|of)\b"
)
_NAMES = {
    OPEN_GOVERNMENT: r"open government licen[cs]e|\bOGL\b",
    OPEN_PARLIAMENT: r"open parliament licen[cs]e|\bOPL\b",
    CREATIVE_COMMONS: (
        r"creative commons (?:[\w’'-]+ ){0,4}?licen[cs]e|creative commons attribution"
        r"|\bCC[ -](?:BY|0)\b|\bCC0\b"
    ),
}
# What stands between its parts is short: a sentence, or the two of "© Crown copyright 2024. This
# publication is licensed under ...".
_STATEMENTS = {
    licence: re.compile(
        rf"(?:{_ITSELF}[^|]{{0,120}}?\b|^|[\n|.©] ?){_GRANTED}[^|.]{{0,60}}?(?:{name})",
        re.IGNORECASE,
    )
    for licence, name in _NAMES.items()
}
# "© 2024 Northshire Practice Board, CC BY 4.0", with nothing said around the name.
_BARE = {
    licence: re.compile(
        rf"(?:^|[\n|.] ?)(?:©[^|.]{{0,80}}?[,.;:–|-] ?|licen[cs]e ?[:–|-] ?)(?:the )?(?:{name})"
        rf"|(?:^|\n)(?:{name})(?: [\w.]+){{0,3}} ?(?=$|[\n|])",
        re.IGNORECASE,
    )
    for licence, name in _NAMES.items()
}
# The longest statement that the patterns can match, and its end.
_BEFORE_NAME, _AFTER_NAME = 500, 60
# A statement is among the first; no document but one on licences names one so often.
_MOST_NAMED = 200
_DENIED = re.compile(
    r"\bnot (?:be )?(?:licen[sc]ed|available|covered|published|re-?used)|\bcontains\b[^.]*\b"
    r"(?:information|data|material)\b",
    re.IGNORECASE,
)
_ALL_RESERVED = re.compile(
    r"(?:^|[.|©\d\n,;:–—-]|\b(?:copyright|[A-Z][\w’']+)) ?(?:all rights (?:are )?reserved)"
    r"(?= ?(?:$|[.|\n,;©(–—-]|no part|without))|\ball rights reserved ©"
)
# "(c)" alone is a point of a list.
_OWNED = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\bcopyright (?:\(c\)|(?:19|20)\d\d)|\bcrown copyright\b", re.IGNORECASE
)
_ADDRESSES = (
    (OPEN_GOVERNMENT, re.compile(r"nationalarchives\.gov\.uk/doc/open-government-licence")),
    (OPEN_PARLIAMENT, re.compile(r"parliament\.uk/[\w/-]*open-parliament-licence")),
    (CREATIVE_COMMONS, re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/")),
)


def licence_of(text: str) -> str:
    """Return the licence that `text` states for itself, one of passages.LICENCES, or "".

    "All rights reserved" outweighs a name of an open licence: words shown that may not be are
    the worse mistake. A mere line of copyright reserves all rights too. A text that only speaks
    of a licence, or of the data of others under it, states none.
    """
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    if _ALL_RESERVED.search(_as_written(lines)):
        return RESERVED
    for licence, name in _NAMES.items():
        for named in islice(re.finditer(name, lines, re.IGNORECASE), _MOST_NAMED):
            if _is_stated(licence, lines, named):
                return licence
    return RESERVED if _OWNED.search(lines) else ""


def licence_at(address: str) -> str:
    """Return the licence whose text is at the web address `address`, or ""."""
    return next((licence for licence, its in _ADDRESSES if its.search(address.lower())), "")


def _is_stated(licence: str, lines: str, named: re.Match[str]) -> bool:
    start, end = max(0, named.start() - _BEFORE_NAME), named.end() + _AFTER_NAME
    found = (p.search(lines, start, end) for p in (_STATEMENTS[licence], _BARE[licence]))
    return any(its and not _is_denied(lines, its) for its in found)


def _as_written(lines: str) -> str:
    return re.sub(r"(?i)all rights (are )?reserved", lambda m: m[0].lower(), lines)


def _is_denied(lines: str, statement: re.Match[str]) -> bool:
    # "Contains public sector information licensed under ..." is what those say who use it.
    start = (
        max(lines.rfind("\n", 0, statement.start()), lines.rfind(". ", 0, statement.start())) + 1
    )
    return bool(_DENIED.search(lines[max(start, statement.start() - 200) : statement.end()]))
