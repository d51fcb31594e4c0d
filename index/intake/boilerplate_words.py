"""A line of a document in, what kind of boilerplate it is out, by the words that sites use.

A kind is told by the line alone; where a line must stand to be of that kind is for the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from index.intake.boilerplate_tables import COMMENTS, NAVIGATION, OPENINGS, STRONG, WEAK, Reach

# Sentences of such panels, found anywhere in a paragraph of a page.
_APPEALS = re.compile(
    r"\breaders' (?:support|generosity|donations|contributions)\b"
    r"|\b(?:smallest|any|every|small|one-off|monthly) (?:donation|"
    r"contribution) (?:\w+ ){0,2}(?:mean|make|help|keep|count|go)"
    r"|\b(?:support|fund|sustain|back) (?:our|independent|quality|"
    r"fearless) (?:\w+ ){0,2}(?:journalism|reporting|newsroom)\b"
    r"|^(?:join|support|donate to|subscribe to) .{1,40},? so (?:that )?we can\b"
    r"|\bour (?:independent )?journalism\b.{0,120}\b(?:you|your)\b"
    r"|\b(?:please|could you|would you|will you) (?:consider )?(?:donat\w+|giving|chip\w*|"
    r"subscrib\w+|support\w*|becom\w+) .{0,40}\b(?:us|our (?:work|site|journalism|"
    r"reporting)|today|(?:a )?(?:supporter|subscriber|patron)|this (?:site|blog|work))\b"
    "|^if you (?:value|like|liked|enjoy|enjoyed|appreciate|believe in) (?:this|our|what|"
    r"reading) .{0,100}\b(?:support|donat|subscri|member|contribut|coffee|shar(?:e|ing))"
    "|^(?:please )?(?:sign up|subscribe) (?:for|to) (?:our|the|my) .{0,40}(?:newsletter|"
    "e-?mail|mailing list|bulletin|briefing|channel|podcast)"
    r"|^(?:get|receive|have) .{0,80}\b(?:in|to|into|straight to) your inbox\b"
    r"|^by (?:signing up|subscribing|entering your e-?mail),? (?:you|i)\b"
    r"|\byou can unsubscribe at any time\b"
    "|^(?:so,? )?please,? (?:help|support|donate|chip in|give|"
    r"join)\b.{0,120}\b(?:donat\w+|journalism|spread|independent|resistance|fearless|"
    r"paywall|ad-?free|keep going|running costs)\b"
    r"|\bwe (?:rely|depend) (?:entirely |solely |only )?on .{0,30}\b(?:readers|subscribers|"
    r"subscriptions|people like you)\b"
    r"|\b(?:the|our) (?:\w+ )?(?:needs|need|is|are) .{0,120}\bwe need your (?:support|help|"
    "donation)s?$"
    r"|\bkeep (?:our|this) (?:site|journalism|reporting|content|blog) (?:free|open|running|"
    r"going)\b"
)
_COOKIE_SENTENCES = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?site|the .{1,40} website|[\w.]+\.(?:uk|org|"
    "com))(?: and our .{1,30}partners)?"
    "(?: also| may|'d| would)*(?: like to)? (?:use|uses|set|sets|"
    r"store)\b.{0,60}\bcookies\b.*"
    r"|(?:by (?:continuing|clicking|using|browsing)|if you continue).{0,100}\bcookies?\b.*|"
    r"you (?:have|can|'ve) (?:accept|reject|chang).{0,80}\bcookie.*"
    r"|we and our (?:\d+ )?partners .*|(?:please )?(?:accept|enable|choose|"
    r"allow) .{0,60}\bcookies\b.*|some (?:of these )?cookies are (?:essential|necessary).*"
    "|some of the cookies we use are essential.*"
)
_COMMENT_NOTES = re.compile(
    "(?:your e-?mail (?:address )?will not be published|required fields are marked|"
    "save my name, e-?mail"
    "|notify me of (?:new|follow-?up)|this site uses akismet|"
    r"learn how your comment data)\b.*"
)
# Under a comment: when it was written, and what can be done with it.
_COMMENT_SIGNS = re.compile(
    r"(?:.{0,60}\b)?\d{1,2} \w+ 20\d\d(?: at|,) \d{1,2}[:.]\d\d.*|reply|report|like|"
    "log in to reply"
    r"|.{2,40} says:?|(?:\d+ )?(?:hours?|days?|weeks?|months?|years?) ago"
)


def _finder(table: Mapping[str, str]) -> Callable[[str], str]:
    compiled = [(what, re.compile(pattern)) for what, pattern in table.items()]
    return lambda words: next((what for what, its in compiled if its.fullmatch(words)), "")


_strong, _weak = _finder(STRONG), _finder(WEAK)
_OPENING_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in OPENINGS.items()]
_AROUND = re.compile(r"^[^\w©(#£]+|[^\w)*:]+$")
_PARTS = re.compile(r"(?<=[.!?])\s+|\s*[|•·»]\s*|\s+[–—-]\s+")
_CRUMBS = re.compile(r"(?:home|you are here:?)(?:\s*[>»›/→|]\s*[^>»›/→|]{1,60})+", re.IGNORECASE)

# Lines of the tables are shorter; what is longer says something.
_LONGEST_LINE = 160
# A panel's paragraph, and a banner's, is shorter than this; so are all in our seeds.
_LONGEST_PANEL = 700


def folded(text: str) -> str:
    """Return words as they are compared: small letters, plain quotation marks, nothing around."""
    plain = text.casefold().translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"'})
    return _AROUND.sub("", plain)


def strong_kind(text: str) -> str:
    """Return what a line is that no document says of itself; empty for any other."""
    if len(text) > _LONGEST_LINE:
        return ""
    if _CRUMBS.fullmatch(text):
        return NAVIGATION
    words = folded(text)
    if found := _strong(words) or _strong(words.rstrip(":")):
        return found
    if _COMMENT_NOTES.fullmatch(words):
        return COMMENTS
    parts = [part for part in map(folded, _PARTS.split(text)) if part]
    kinds = [_strong(part) or _weak(part) or _posted(part) for part in parts]
    # Several of them on one line ("Share | Tweet | Print") are sure, one at least by itself.
    is_sure = len(parts) > 2 or any(map(_strong, parts))
    return kinds[0] if len(parts) > 1 and all(kinds) and is_sure else ""


def weak_kind(text: str) -> str:
    """Return what a line may be that a document may also say; empty for any other."""
    return _weak(folded(text).rstrip(":")) if len(text) <= _LONGEST_LINE else ""


def opening(text: str) -> tuple[str, Reach] | None:
    """Return what begins after a line of its own, and how far it goes; None for any other."""
    if len(text) > _LONGEST_LINE:
        return None
    words = folded(text).rstrip(":")
    return next((kind for kind, its in _OPENING_PATTERNS if its.fullmatch(words)), None)


def is_appeal(text: str) -> bool:
    """Tell whether a paragraph asks readers of a site for money, membership or an address."""
    return len(text) <= _LONGEST_PANEL and _APPEALS.search(folded(text)) is not None


def speaks_of_its_cookies(text: str) -> bool:
    """Tell whether a paragraph is what a banner about a site's own cookies says."""
    return len(text) <= _LONGEST_PANEL and _COOKIE_SENTENCES.fullmatch(folded(text)) is not None


def is_comment_note(text: str) -> bool:
    """Tell whether a line stands around a form for comments, after the comments."""
    return _COMMENT_NOTES.fullmatch(folded(text)) is not None


def is_comment_sign(text: str) -> bool:
    """Tell whether a line is one of those that sites print with each comment."""
    return len(text) <= _LONGEST_LINE and _COMMENT_SIGNS.fullmatch(folded(text)) is not None


def _posted(words: str) -> str:
    return NAVIGATION if re.fullmatch(r"posted (?:by|in|on)\b.{0,60}", words) else ""
