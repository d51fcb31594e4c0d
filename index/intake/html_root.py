"""The tree of a page in, the element that holds the document out, and what to leave out of it.

A page that says which part is its document, by <main> or <article>, is believed: trafilatura,
which has to guess, loses notes, short points and rows of tables of such pages. Where a page does
not say it, trafilatura tells which blocks are the document. The document is then the smallest
element with all of them, less whatever has none of them and lies at its edge or is links alone,
so that a paragraph that it missed between two others stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from trafilatura import bare_extraction

from index.errors import SourceUnreadableError
from index.intake.html_regions import (
    HEADINGS,
    INLINE,
    is_hidden,
    is_mostly_links,
)
from index.intake.html_tree import text_length
from index.intake.plain_words import plain

# Two hundred words: an empty frame that a script fills, or a link to skip to, has fewer.
_LONG_ENOUGH = 1_000
# Of an article that stands for its whole <main>: with less it is a teaser among others.
_MAIN_SHARE = 0.5
# Words that must follow each other in both to be the same text, and how many of them.
_SHINGLE = 4
_SAME_SHARE = 0.7
# Trafilatura takes some four seconds for as many; pages that say nothing of themselves are short.
_MOST_GUESSED = 20_000
_FLOW = HEADINGS | frozenset("p ul ol li dl table blockquote pre figure details".split())


@dataclass(frozen=True, slots=True)
class Root:
    """The element that holds the document, and elements inside it that are not the document."""

    element: Any
    others: frozenset[Any] = field(default_factory=frozenset)


def document_root(tree: Any, name: str) -> Root:
    """Return where in the page the document is.

    Raises:
        SourceUnreadableError: the page is built in a way that cannot be read.
    """
    body = tree.find("body")
    if body is None:
        return Root(tree)
    element = _said_to_be(body)
    if element is not None:
        return Root(element)
    if body.xpath("count(.//*)") > _MOST_GUESSED:
        return Root(body)
    return _guessed(body, tree, name)


def _said_to_be(body: Any) -> Any | None:
    """Return the <main> or <article>, if there is one with enough words."""
    enough = min(_LONG_ENOUGH, text_length(body) / 2)
    mains = _shown(body.xpath(".//main | .//*[@role='main']"))
    if mains:
        main = max(mains, key=text_length)
        if text_length(main) >= enough:
            article = _article_of(main)
            return main if article is None else article
    articles = _shown(body.xpath(".//article[not(ancestor::article)]"))
    if articles:
        article = max(articles, key=text_length)
        others = sum(text_length(other) for other in articles) - text_length(article)
        # As long as the others together: else it is a page of stories, or of chapters.
        if text_length(article) >= max(enough, others):
            return article
    return None


def _shown(elements: list[Any]) -> list[Any]:
    return [element for element in elements if not is_hidden(element)]


def _article_of(main: Any) -> Any | None:
    """Return the article with the title and most of the words of <main>, if there is one.

    Without the title inside, the words between it and the article would be lost.
    """
    for article in main.iter("article"):
        is_long = text_length(article) >= text_length(main) * _MAIN_SHARE
        if is_long and next(article.iter("h1"), None) is not None:
            return article
    return None


def _guessed(body: Any, tree: Any, name: str) -> Root:
    kept = _Kept(_extracted(tree, name))
    counted: dict[Any, list[int]] = {}
    total = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            counted[element] = [total, total]
            total += kept.count(_own_text(element))
        else:
            counted[element][1] = total
    if not total:
        return Root(body)
    root = body
    while True:
        inner = next((e for e in root if _has_all(counted[e], total)), None)
        if inner is None or inner.tag in _FLOW or inner.tag in INLINE:
            break
        root = inner
    return Root(root, frozenset(_others(root, counted, total)))


def _has_all(count: list[int], total: int) -> bool:
    return count[0] == 0 and count[1] == total


def _others(root: Any, counted: dict[Any, list[int]], total: int) -> list[Any]:
    """Return what has none of the words kept, and is at the edge or links alone."""
    others = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        start, end = counted[element]
        if end > start or element.tag in INLINE or element.tag in HEADINGS:
            continue
        if not text_length(element) or next(element.iter("h1"), None) is not None:
            continue
        at_edge = start in (0, total) and element.tag not in _FLOW
        if at_edge or is_mostly_links(element):
            others.append(element)
            walk.skip_subtree()
    return others


def _own_text(element: Any) -> str:
    """Return the words directly in a block: its own and those of inline elements in it."""
    if element.tag in INLINE:
        return ""
    parts = [element.text or ""]
    for child in element:
        if child.tag in INLINE:
            parts.extend(child.itertext())
        parts.append(child.tail or "")
    return plain(" ".join(parts))


class _Kept:
    """The text that trafilatura took, to be asked which blocks are in it."""

    def __init__(self, text: str) -> None:
        words = text.lower().split()
        self._lines = {" ".join(line.lower().strip("-•| ").split()) for line in text.splitlines()}
        self._shingles = {tuple(words[n : n + _SHINGLE]) for n in range(len(words))}

    def count(self, text: str) -> int:
        """Return how many words of `text` were taken, 0 unless most of them were."""
        words = text.lower().split()
        if len(words) < _SHINGLE:
            return len(words) if " ".join(words) in self._lines else 0
        runs = [tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)]
        same = sum(run in self._shingles for run in runs)
        return same if same >= len(runs) * _SAME_SHARE else 0


def _extracted(tree: Any, name: str) -> str:
    try:
        found = bare_extraction(
            etree.tostring(tree, encoding="unicode", method="html"),
            fast=True,
            include_comments=False,
            include_tables=True,
            favor_recall=True,
        )
    except RecursionError as error:
        raise SourceUnreadableError(
            f"{name}: is nested too deeply to be read; print the page to PDF and add that"
        ) from error
    text = getattr(found, "text", None)
    return text if isinstance(text, str) else ""
