"""A page in, what it says of itself out: title, publisher, dates, address, licence, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from htmldate.core import DATE_ATTRIBUTES, NAME_MODIFIED, PROPERTY_MODIFIED

from index.intake.documents import LeftOut, Metadata, Piece
from index.intake.html_dates import iso_date, labelled_date
from index.intake.html_linked_data import said
from index.intake.html_regions import BYLINE, COMMENTS, EDGE, HEADLINES, HIDDEN, OTHER
from index.intake.html_root import Root
from index.intake.html_tree import text_of
from index.intake.licences import RESERVED, licence_at, licence_of
from index.intake.plain_words import plain
from index.passages import OPEN_LICENCES

# Names and dates are short; what is longer is something else.
_LONGEST = 300
# Blocks at the beginning or end of a document that may speak of it as a whole.
_NEAR_EDGE = 12
# A line that only tells a date.
_DATE_LINE = 150
_NAME_WORDS = 8
# Of those of htmldate, these are of a video, of the server, or of the file.
_NO_DATE_OF_IT = frozenset("video:release_date meta timestamp release_date".split())

_PUBLISHER_NAMES = ("citation_publisher", "dc.publisher", "dcterms.publisher")
_SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_SEPARATORS = re.compile(r" [|–—·»-] ")
_OWNER = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©]*(?:copyright\s*)?(?:(?:19|20)\d\d(?:\s*[-–]\s*\d{2,4})?,?\s*)?"
    r"(?:by\s+)?(?P<name>[A-Z][^.,|;:©()\d]{2,80}?)\s*(?:(?:19|20)\d\d|all rights|[.,|;:()©]|$)",
    re.IGNORECASE,
)
_NO_OWNER = re.compile(r"crown|copyright|the author|all rights|parliament", re.IGNORECASE)
_WITHDRAWN = re.compile(
    r"(?:this|the) (?:[\w’'-]+ ){0,3}?(?:guidance|publication|document|page|policy|content|form"
    r"|consultation|statement|notice|leaflet|report|article|guide|code|advice|standard|circular)"
    r" (?:was|has been|is|has now been|is now|was officially) (?:now )?(?:withdrawn|archived"
    r"|superseded|rescinded|no longer (?:current|valid|in force|up to date|maintained|applicable"
    r"|in use))\b[^.]*\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what was read of it: where the document is, JSON-LD, blocks, what was left."""

    tree: Any
    root: Root
    works: list[dict[str, Any]]
    pieces: Sequence[Piece]
    left_out: Sequence[LeftOut]


def read_metadata(page: Page, url: str) -> Metadata:
    """Return what a page says of itself, empty where it does not.

    `url` is the address that it came from, empty where there is none.
    """
    named = _named(page.tree)
    edges = [part.text for part in page.left_out if part.what in (EDGE, OTHER)]
    site = plain(next((named[name] for name in _SITE_NAMES if named.get(name)), ""))
    publisher = (
        next((plain(named[name]) for name in _PUBLISHER_NAMES if named.get(name)), "")
        or plain(said(page.works, "publisher"))
        or site
        or _owner(edges)
    )
    return Metadata(
        title=_title(page, named, {site, publisher}),
        publisher=publisher if len(publisher) <= _LONGEST else "",
        published=_date(page, "published", "datePublished", DATE_ATTRIBUTES),
        updated=_date(page, "updated", "dateModified", PROPERTY_MODIFIED | NAME_MODIFIED),
        url=_address(page.tree, named, url),
        licence=_licence(page, named, edges),
        withdrawn=_withdrawn(page.pieces, page.left_out),
    )


def _named(tree: Any) -> dict[str, str]:
    """Return the content of each <meta> by its name in small letters; the first one counts."""
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        content = meta.get("content", "").strip()
        if name and content and len(content) <= _LONGEST:
            named.setdefault(name, content)
    return named


def _title(page: Page, named: dict[str, str], sites: set[str]) -> str:
    first = next((piece.text for piece in page.pieces if piece.level == 1), "")
    if first and first not in sites:
        return first[:_LONGEST]
    headings = {text_of(heading) for heading in page.tree.iter("h1")} - sites - {""}
    if len(headings) == 1:
        return headings.pop()[:_LONGEST]
    title = plain(named.get("og:title", "") or page.tree.findtext(".//title") or "")
    parts = _SEPARATORS.split(title)
    is_site = parts[-1] in sites or ("og:title" not in named and len(parts[-1].split()) <= 4)
    if len(parts) > 1 and is_site:
        title = title[: -len(parts[-1]) - 3]
    return title[:_LONGEST]


def _owner(edges: Iterable[str]) -> str:
    for text in edges:
        for found in _OWNER.finditer(text):
            name = found["name"].strip()
            if len(name.split()) <= _NAME_WORDS and not _NO_OWNER.search(name):
                return name
    return ""


def _date(page: Page, label: str, property_name: str, names: set[str]) -> str:
    """Return the date that the page gives as its own, first where it says so to programs."""
    if found := iso_date(said(page.works, property_name)):
        return found
    for name, content in _named(page.tree).items():
        if name in names and name not in _NO_DATE_OF_IT and (found := iso_date(content)):
            return found
    lines = [piece.text for piece in page.pieces if len(piece.text) <= _DATE_LINE]
    for line in lines:
        if found := labelled_date(line, label, from_the_start=True):
            return found
    for what in (BYLINE, EDGE, OTHER):
        for part in page.left_out:
            if part.what == what and (found := labelled_date(part.text, label)):
                return found
    return _date_of_time(page.tree, label, property_name)


def _date_of_time(tree: Any, label: str, property_name: str) -> str:
    is_published = label == "published"
    for time in tree.iter("time"):
        marks = f"{time.get('class', '')} {time.get('itemprop', '')}"
        says = property_name in marks or label in marks.split()
        if is_published and time.get("pubdate") is not None:
            says = True
        before = plain(" ".join([time.getparent().text or "", time.text or ""])).lower()
        if says or before.startswith(label) or before.startswith(f"last {label}"):
            for written in (time.get("datetime", ""), text_of(time)):
                if found := iso_date(written):
                    return found
    return ""


def _address(tree: Any, named: dict[str, str], url: str) -> str:
    links = [
        link.get("href", "")
        for link in tree.iter("link")
        if "canonical" in link.get("rel", "").lower().split()
    ]
    for given in (*links[:1], named.get("og:url", "")):
        try:
            address = str(urljoin(url, given.strip()))
            parts = urlsplit(address)
            own = urlsplit(url)
        except ValueError:
            continue
        is_whole = parts.scheme in ("http", "https") and parts.hostname and given.strip()
        # Some sites give the address of their front page on every page.
        is_front = parts.path in ("", "/") and own.path not in ("", "/")
        if is_whole and not is_front and not re.search(r"\s", address) and len(address) < 2_000:
            return address.partition("#")[0]
    return url.partition("#")[0]


def _licence(page: Page, named: dict[str, str], edges: Sequence[str]) -> str:
    """Return the licence, from what the page says to programs, its edges, and its own blocks."""
    for name in ("dcterms.license", "dcterms.rights", "dc.rights", "copyright", "license"):
        content = named.get(name, "")
        if licence := licence_at(content) or licence_of(content):
            return licence
    if licence := licence_at(said(page.works, "license")):
        return licence
    stated = [licence_of(text) for text in edges]
    near = [*page.pieces[:_NEAR_EDGE], *page.pieces[-_NEAR_EDGE:]]
    # A mere line of copyright in the text may be that of a picture.
    stated += [licence_of(piece.text) for piece in near if _opens_statement(piece.text)]
    linked = _linked_licence(page.tree, page.root)
    if RESERVED in stated and any("all rights reserved" in text.lower() for text in edges):
        return RESERVED
    return (
        next((its for its in stated if its in OPEN_LICENCES), "")
        or linked
        or (RESERVED if RESERVED in stated else "")
    )


def _opens_statement(text: str) -> bool:
    opening = text.lower()
    return opening.startswith(("©", "copyright", "all rights reserved")) or (
        licence_of(text) in OPEN_LICENCES
    )


def _linked_licence(tree: Any, root: Root) -> str:
    for link in tree.iter("a", "link"):
        licence = licence_at(link.get("href", ""))
        if not licence:
            continue
        if "license" in link.get("rel", "").lower().split():
            return licence
        around = list(link.iterancestors())
        # In the text it may be what the text is about.
        is_text = root.element in around and not any(
            element.tag == "footer" or element.get("role") == "contentinfo" for element in around
        )
        if link.tag == "a" and not is_text:
            return licence
    return ""


def _withdrawn(pieces: Sequence[Piece], left_out: Sequence[LeftOut]) -> str:
    near = [piece.text for piece in pieces[:_NEAR_EDGE]]
    away = [part.text for part in left_out if part.what not in (COMMENTS, HEADLINES, HIDDEN)]
    for text in [*near, *away]:
        if len(text) <= _LONGEST and (found := _WITHDRAWN.match(text)):
            return found[0]
    return ""
