"""The JSON-LD of a page in, what it says of the page out; of any shape and size, for it is data."""

from __future__ import annotations

import json
from typing import Any

# A page has one of a few thousand characters; shops have lists of their goods.
_LONGEST = 1_000_000
_MOST_NODES = 5_000
_WORKS = ("article", "posting", "webpage", "report", "publication", "guide", "work", "legislation")


def linked_data(tree: Any) -> list[dict[str, Any]]:
    """Return what the page says of works such as articles and pages, in its order.

    Articles come before the pages that hold them. It must be called before the scripts are gone.
    """
    works = []
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower():
            works.extend(_works(script.text or ""))
    return sorted(works, key=lambda work: "page" in _type_of(work))


def said(works: list[dict[str, Any]], name: str) -> str:
    """Return the first text that the works give for `name`; of a thing, its name or address."""
    return next((text for work in works if (text := _text_of(work.get(name)))), "")


def _works(text: str) -> list[dict[str, Any]]:
    if len(text) > _LONGEST:
        return []
    try:
        nodes = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []
    works = []
    for node in nodes:
        if len(nodes) > _MOST_NODES:
            break
        if isinstance(node, list):
            nodes.extend(node)
        elif isinstance(node, dict):
            if any(_type_of(node).endswith(work) for work in _WORKS):
                works.append(node)
            # Other stories and comments are inside other things; these two hold the page itself.
            nodes.extend(node[key] for key in ("@graph", "mainEntity") if key in node)
    return works


def _type_of(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    if isinstance(kind, list) and kind:
        kind = kind[0]
    return kind.lower() if isinstance(kind, str) else ""


def _text_of(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("url") or value.get("@id")
    return value if isinstance(value, str) else ""
