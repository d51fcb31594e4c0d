"""An element of a page in, what it is out, where it is not the document: by tag, role or name.

A name is a word of its class or id. Names say nothing of an element that holds most of the words.
"""

from __future__ import annotations

import re
from typing import Any

from index.intake.html_tree import text_length

NAVIGATION, COOKIES, COMMENTS, HEADLINES, APPEAL, EDGE, OTHER = (
    "navigation",
    "cookie banner",
    "comments",
    "other headlines",
    "appeal for support",
    "page header or footer",
    "other",
)
HIDDEN, CAPTION, BYLINE, FOOTNOTE = "hidden text", "picture caption", "byline", "footnote"

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
INLINE = frozenset(
    "a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark nobr"
    " img picture source area q rp rt ruby s samp small span strike strong sub sup time tt u var"
    " wbr".split()
)

_BY_ROLE = {
    **dict.fromkeys("navigation menu menubar search doc-toc directory toolbar".split(), NAVIGATION),
    **dict.fromkeys(("banner", "contentinfo"), EDGE),
    **dict.fromkeys(("complementary", "dialog", "alertdialog"), OTHER),
    **dict.fromkeys(("doc-endnotes", "doc-footnote"), FOOTNOTE),
}
_BY_TAG = {"nav": NAVIGATION, "footer": EDGE, "dialog": OTHER, "form": OTHER}

# Words of a class or id, joined by hyphens: "gem-c-cookie-banner" and "relatedPosts" alike.
_BY_NAME = tuple(
    (what, re.compile(rf"(?:^|-)(?:{names})(?:-|$)"))
    for what, names in (
        (
            COOKIES,
            "cookies?-(?:banner|bar|notice|consent|message|popup|overlay|law|alert|modal|prompt)"
            "|cookiebar|(?:consent|gdpr|privacy)-(?:banner|bar|popup|modal|manager|overlay|prompt)"
            "|onetrust|cookiebot|cybot|cky|cmplz|didomi|usercentrics",
        ),
        (
            COMMENTS,
            "comments?-(?:list|area|section|form|respond|reply|thread|wrapper|container|count|box)"
            "|commentlist|commentform|comment-respond|disqus|reader-comments|user-comments",
        ),
        (
            HEADLINES,
            "related-(?:content|posts?|stories|story|articles?|links|news|topics|items|pages"
            "|navigation|reading|coverage|videos?|media)|relatedposts"
            "|(?:more|latest|top|popular|trending|recommended|featured|other|recent)-"
            "(?:stories|articles|news|posts|headlines)|most-(?:read|popular|viewed|shared)"
            "|(?:read|up)-next|you-(?:may|might)-(?:also-)?like|outbrain|taboola|yarpp|trending",
        ),
        (
            APPEAL,
            "newsletter|mailing-list|mailchimp|mc-embed-signup|paywall|support-us"
            "|(?:email|mail)-(?:sign-?up|subscribe|form|alerts?)"
            "|sign-?up-(?:form|box|banner|prompt|widget)|subscri(?:be|ption)-"
            "(?:form|box|banner|widget|prompt|cta)|(?:donat(?:e|ion)s?|support|supporter|fundraising"
            "|membership|contributions?)-(?:banner|box|form|widget|appeal|cta|prompt|epic|ask)",
        ),
        (
            NAVIGATION,
            "breadcrumbs?|skip-(?:links?|nav|to-content)|pagination|navbar|toc|table-of-contents"
            "|contents-list|(?:main|site|global|primary|secondary|side|local|page|post|section|top)"
            "-(?:nav|navigation|menu)|nav-menu"
            "|share-(?:bar|buttons?|links?|tools?|icons?|this|widget|list|page|panel)"
            "|social-(?:share|sharing|links?|media|icons?|bar|buttons?|follow)"
            "|sharing-(?:buttons?|bar|links|tools)|sharedaddy|addtoany|addthis|sharethis"
            "|post-(?:tags|categories)|entry-(?:footer|tags)|tag-(?:list|cloud|links)|tags-links"
            "|cat-links|back-to-top|print-(?:link|page|button)|language-(?:switcher|selector)",
        ),
        (
            EDGE,
            "(?:site|page|global|master|main)-?(?:header|footer)|masthead|colophon|site-info"
            "|(?:phase|emergency|global)-banner|announcement-bar",
        ),
        (
            CAPTION,
            "(?:wp|image|photo|picture|media|figure)-(?:caption|credit|copyright)|caption-text",
        ),
        (
            BYLINE,
            "byline|(?:article|entry|post|story)-(?:meta|metadata|date|author)|c-metadata"
            "|author-(?:bio|box|info|card)|posted-on|dateline",
        ),
        (FOOTNOTE, "footnotes|endnotes|reflist"),
        (
            OTHER,
            "advert|adverts|advertisements?|ads|ad-(?:slot|unit|container|wrapper|banner|block|box"
            "|placeholder)|adsbygoogle|(?:google|banner|display)-ad|sponsored|promo-(?:box|banner)"
            "|feedback-(?:form|component|banner|widget)|c-feedback|was-this-(?:page-)?helpful"
            "|sidebar|survey-banner",
        ),
    )
)
# These are also names of sections of a guidance ("How to comment on the draft", "Sharing"), and
# count only with what goes with them: fields, entries of comments, hardly any words but links.
_WEAK_NAMES = {
    "comments": COMMENTS,
    "respond": COMMENTS,
    "discussion": COMMENTS,
    "related": HEADLINES,
    "share": NAVIGATION,
    "social": NAVIGATION,
    "tags": NAVIGATION,
    "feedback": OTHER,
    "subscribe": APPEAL,
    "donate": APPEAL,
}
# What a site calls the state of a page: "has-sidebar", "category-newsletter".
_NO_NAME = re.compile(r"(?:has|no|is|not|with|without|category|tag|type|js)-")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Classes of an element that are read; no page needs as many.
_MOST_NAMES = 50

_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
# A list of links is one of headlines or of pages; prose has one link in a sentence at most.
_LINKED_SHARE = 0.6
# What belongs to a text in a box beside it, not to a page.
_NOTE = re.compile(
    r"(?:^|-)(?:note|callout|info|warning|inset|important|alert|box|panel|quote)(?:-|$)"
)


def what_it_is(element: Any, length: int) -> str:
    """Return what an element is, such as "navigation", or "" where it is part of the document.

    `length` is that of the document's text: what holds more than half of it is the document,
    whatever it is called.
    """
    if is_hidden(element):
        return HIDDEN
    if element.tag in INLINE or element.tag in ("html", "body"):
        return ""
    what = _named(element)
    return what if what and text_length(element) * 2 <= length else ""


def is_hidden(element: Any) -> bool:
    """Return whether a browser would not show an element, as far as it says so itself."""
    if element.tag in ("html", "body"):
        # Hidden until a script has run.
        return False
    hidden = element.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    return bool(_UNSEEN.search(element.get("style", "")))


def names_of(element: Any) -> list[str]:
    """Return the words of an element's class and id, each as small letters with hyphens."""
    words = f"{element.get('class', '')} {element.get('id', '')}".split()[:_MOST_NAMES]
    names = (re.sub(r"[^a-z0-9]+", "-", _CAMEL.sub("-", word).lower()).strip("-") for word in words)
    return [name for name in names if not _NO_NAME.match(name)]


def is_mostly_links(element: Any) -> bool:
    """Return whether most of the words of an element are links."""
    linked = sum(text_length(link) for link in element.iter("a"))
    return linked > text_length(element) * _LINKED_SHARE


def _named(element: Any) -> str:
    role = element.get("role", "").lower()
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    names = names_of(element)
    if element.tag not in ("main", "article") or element.getparent().tag == "article":
        for what, pattern in _BY_NAME:
            if any(pattern.search(name) for name in names):
                return what
    for name in names:
        if name in _WEAK_NAMES and _goes_with(element, _WEAK_NAMES[name]):
            return _WEAK_NAMES[name]
    if element.tag == "aside" and role != "note" and not any(_NOTE.search(n) for n in names):
        return HEADLINES if is_mostly_links(element) else OTHER
    if element.tag == "figcaption":
        return CAPTION if _shows_a_picture(element.getparent()) else ""
    if element.tag == "footer" and element.getparent().tag == "blockquote":
        return ""
    return _BY_TAG.get(element.tag, "")


def _goes_with(element: Any, what: str) -> bool:
    if next(element.iter("form", "button"), None) is not None:
        return True
    if what == COMMENTS:
        return any("comment" in e.get("class", "").lower() for e in element.iterdescendants())
    return is_mostly_links(element)


def _shows_a_picture(figure: Any) -> bool:
    # Else what the caption is of is a table or a quotation, which is read.
    others = (child for child in figure if child.tag != "figcaption")
    return next(figure.iter("img"), None) is not None or not any(map(text_length, others))
