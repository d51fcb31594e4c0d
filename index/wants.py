"""A question in, what it asks for out: a figure, a date, a number to ring, the past, a nation."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Nations other than England, whose rules are the ones meant where nothing else is said.
_NATIONS = {
    "Scotland": re.compile(
        r"\b(scot(land|tish|s)?|glasgow|edinburgh|aberdeen|dundee|inverness)\b", re.I
    ),
    "Wales": re.compile(r"\b(wales|welsh|cymru|cardiff|swansea|wrexham)\b", re.I),
    "Northern Ireland": re.compile(r"\b(northern ireland|n\.? ?ireland|ni|belfast|derry)\b", re.I),
}
_FIGURE = re.compile(
    r"\bhow (much|many|long|old|far|soon|often|big|late|quick(ly)?)\b|\bwhat (number"
    r"|per ?cent(age)?|age|share|amount|sum)\b|\b(figure|deadline|percentage|rate|total|minimum"
    r"|maximum|limit)s?\b"
    r"|£|%|\b(days|weeks|months|years|pounds)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(when|since when|what (year|date|day|month|time)|which (year|date|month)|date|until when"
    r"|how (old|recent|long ago))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\bhow much\b|£|\b(cost|costs|price|fee|fees|pay|bill|charged?|fine|pounds|debt|money)\b", re.I
)
_PHONE = re.compile(
    r"\b(phone|telephone|number to|what number|call|ring|dial|helpline|hotline|contact|reach)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(was|were|did|used to|had|before|back in|history|historical|originally|in the past"
    r"|(19|20)\d\d|ago|previously|old rules?|ever)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(who|whom|which (body|organi[sz]ation|court|office))\b", re.I)


@dataclass(frozen=True, slots=True)
class Wants:
    """What a question asks for; `nation` is None for England."""

    figure: bool
    date: bool
    money: bool
    phone: bool
    past: bool
    who: bool
    nation: str | None


def wants(question: str) -> Wants:
    """Return what `question` asks for, by its words."""
    return Wants(
        figure=_FIGURE.search(question) is not None,
        date=_DATE.search(question) is not None,
        money=_MONEY.search(question) is not None,
        phone=_PHONE.search(question) is not None,
        past=_PAST.search(question) is not None,
        who=_WHO.search(question) is not None,
        nation=nation_asked_for(question),
    )


def nation_asked_for(question: str) -> str | None:
    """Return the nation a question names, or None for England."""
    return next((nation for nation, named in _NATIONS.items() if named.search(question)), None)
