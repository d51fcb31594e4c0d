"""What a document says of itself and what its neighbours are in, proposed front matter out.

Nothing is guessed silently: every value says where it comes from, and what nobody tells is left
to the person who adds the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.intake.documents import Metadata
from index.knowledge import NO_URL, is_date, is_evidence, is_id, is_url, slug
from index.passages import JURISDICTIONS, KINDS, LICENCES, STATUSES, Source

# Without these there is no source; the rest has a value that can be assumed and is said to be.
NEEDED = ("id", "title", "publisher", "kind", "published")
# Whose every site is of one kind, where no source of that site is known yet.
_KINDS_OF_HOSTS = {
    "legislation.gov.uk": "law",
    "parliament.uk": "parliament",
    "judiciary.uk": "court",
    "bailii.org": "court",
    "nhs.uk": "health-body",
    "nhs.wales": "health-body",
    "nhs.scot": "health-body",
    "gov.uk": "government",
    "gov.scot": "government",
    "gov.wales": "government",
}
_CHOICES = {
    "kind": KINDS,
    "status": STATUSES,
    "jurisdiction": JURISDICTIONS,
    "licence": LICENCES,
}
# Seven times the longest title there is.
_LONGEST_VALUE = 1_000
# A file's name has at most 255 bytes; the longest id of ours has 60 characters.
LONGEST_ID = 120
# Words of a title in an id; ids stand in every citation.
_ID_WORDS = 7
_SMALL_WORDS = frozenset("a an and by for from in is of on or our the to with your".split())


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one field of front matter, and where it comes from, in words."""

    value: str
    origin: str


def propose(
    given: Mapping[str, str], metadata: Metadata, url: str, licence: str, known: Iterable[Source]
) -> dict[str, Proposal]:
    """Return a proposal for each field that anybody tells; `given` by the person come first.

    What cannot stand in the field, such as an address of another kind, is not proposed.
    `url` is where the document was found, `licence` what its words say of one, `known` the
    sources there are: those of the same site or publisher tell kind, publisher and place.
    """
    found: dict[str, Proposal] = {}

    def take(name: str, value: str, origin: str) -> None:
        if value and name not in found and not bad_value(name, value):
            found[name] = Proposal(value, origin)

    for name, value in given.items():
        # That there is no address is an answer; that there is no title is none.
        if value or name == "url":
            found[name] = Proposal(value, "as you gave it")
    neighbours = list(known)
    # A page may call itself anything. The name of a publisher that we know counts only on its site.
    sites = {host_of(its.url) for its in neighbours if its.publisher == metadata.publisher} - {""}
    is_strange = bool(url and sites) and host_of(url) not in sites
    for name in ("title", "publisher", "published", "updated"):
        if name != "publisher" or not is_strange:
            take(name, getattr(metadata, name), "as the document says")
    if not url or host_of(url) == host_of(metadata.url):
        # A page may give any address as its own; another site's would lend it that site's name.
        take("url", metadata.url, "as the document says")
    take("url", url, "where it was found")
    take("licence", metadata.licence or licence, "as the document says")
    host = host_of(found["url"].value) if "url" in found else ""
    for name, value in _of_most(s for s in neighbours if host and host_of(s.url) == host).items():
        take(name, value, f"as other sources of {host}")
    publisher = found["publisher"].value if "publisher" in found else ""
    for name, value in _of_most(s for s in neighbours if s.publisher == publisher).items():
        take(name, value, f"as other sources of {publisher}")
    take("kind", _kind_of(host), f"as sites of {host} are")
    if metadata.withdrawn:
        take("status", "historical", f"as the document says: {metadata.withdrawn}")
    take("status", "current", "assumed; it says nothing of being withdrawn")
    take("jurisdiction", "UK", "assumed; nothing tells")
    take("licence", "unknown", "nothing tells")
    if "title" in found:
        take("id", propose_id(found["title"].value), "made of the title")
    return found


def bad_value(name: str, value: str) -> str:
    """Return what is wrong with a value for a field of front matter, empty where nothing is."""
    if name in _CHOICES and value not in _CHOICES[name]:
        return f"it is one of: {', '.join(_CHOICES[name])}"
    if name in ("published", "updated", "effective") and not is_date(value, day=False):
        return "a real date is written YYYY-MM-DD, YYYY-MM or YYYY"
    if name == "review_by" and not is_date(value, day=True):
        return "a real day is written YYYY-MM-DD"
    if name == "id" and not (is_id(value) and len(value) <= LONGEST_ID):
        return f"lower-case letters, digits and single hyphens, at most {LONGEST_ID} characters"
    if name == "url" and value != NO_URL and not is_url(value):
        return "a whole web address: https://... (or none)"
    if name == "evidence" and not is_evidence(value):
        return "read in full, read in part, not read, or read through another publication: NAME"
    if not value.isprintable() or len(value) > _LONGEST_VALUE:
        return f"plain words on one line, at most {_LONGEST_VALUE:,} characters"
    return ""


def propose_id(title: str) -> str:
    """Return an id made of the words of a title that mean something; empty if it has none."""
    words = [word for word in slug(re.sub(r"['’]", "", title)).split("-") if word]
    meaning = [word for word in words if word not in _SMALL_WORDS] or words
    return "-".join(meaning[:_ID_WORDS])


def _of_most(sources: Iterable[Source]) -> dict[str, str]:
    """Return the publisher, kind and jurisdiction that more than half of some sources have."""
    its = list(sources)
    most = {}
    for name in ("publisher", "kind", "jurisdiction"):
        for value, count in Counter(getattr(source, name) for source in its).most_common(1):
            if count * 2 > len(its):
                most[name] = value
    return most


def host_of(url: str) -> str:
    """Return the host of an address without `www.`, empty where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return re.sub(r"^www\.", "", host)


def _kind_of(host: str) -> str:
    return next(
        (kind for end, kind in _KINDS_OF_HOSTS.items() if host == end or host.endswith(f".{end}")),
        "",
    )
