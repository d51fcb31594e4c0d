"""A server's reply in, the document that it holds out, or the reason why it holds none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from index.errors import SourceUnreachableError, SourceUnreadableError
from index.intake.content_coding import check_length, decoded
from index.intake.web_address import WebAddress, shown

if TYPE_CHECKING:
    import httpcore

# More than twice the longest document we know of, a policy of an NHS body of some 10 MB.
LONGEST_DOCUMENT = 25_000_000
CONTENT_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
    "text/markdown",
    "text/x-markdown",
    # Said of anything by servers that do not know better; the reader finds out.
    "application/octet-stream",
    "",
)

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_PHRASES = {int(status): f" ({status.phrase})" for status in HTTPStatus}
_REMEDIES: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "only public documents are taken",
    HTTPStatus.FORBIDDEN: "if a browser shows the document, download it there and add the file",
    HTTPStatus.NOT_FOUND: "look for where the document is now",
    HTTPStatus.GONE: "look for where the document is now",
    HTTPStatus.TOO_MANY_REQUESTS: "try again in an hour",
}
# RFC 9110, sections 8.8.3 and 5.6.7; anything else could not be sent back as it came.
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
_HTTP_DATE = re.compile(
    r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"
)
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([\w.:+-]{1,40})', re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document as it was fetched; text is empty where nothing was said.

    `data` is what the document's file holds, unpacked, and `sha256` its digest in hexadecimal.
    `name` is what messages call it. `url` is the address it came from in the end, empty for a file.
    `content_type` is in lower case and without parameters; `charset` is one of those. `etag` and
    `last_modified` are for the next request to `url`. `moved_to` is where the address asked for has
    moved for good. With `is_unchanged` the version asked about still holds; there are no data then,
    and no digest.
    """

    data: bytes
    name: str
    url: str = ""
    content_type: str = ""
    charset: str = ""
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    is_unchanged: bool = False


class StatusError(SourceUnreachableError):
    """A server answered, but not with the document.

    Attributes:
        status: the number of its answer, such as 404.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def is_gone(self) -> bool:
        """Whether the document is no longer there, rather than not to be had now."""
        return self.status in _GONE


def conditions(etag: str, last_modified: str) -> dict[str, str]:
    """Return the headers that ask for a document only if it is not the version described.

    What no server can have said is left out; the document is then sent in any case.
    """
    asked = {}
    if _ETAG.fullmatch(etag):
        asked["If-None-Match"] = etag
    if _HTTP_DATE.fullmatch(last_modified):
        asked["If-Modified-Since"] = last_modified
    return asked


def read_headers(reply: httpcore.Response) -> dict[str, str]:
    """Return the headers of a reply by name in lower case; the last where one stands twice."""
    return {name.decode("ascii").lower(): _text(value) for name, value in reply.headers}


def read_reply(address: WebAddress, reply: httpcore.Response, *, is_conditional: bool) -> Fetched:
    """Return the document in a reply that is no redirect; its body is read here.

    Raises:
        StatusError: there is none in it.
        SourceUnreadableError: it is of no kind that is taken, too long, empty, or damaged.
    """
    place = str(address)
    headers = read_headers(reply)
    is_unchanged = is_conditional and reply.status == HTTPStatus.NOT_MODIFIED
    if reply.status != HTTPStatus.OK and not is_unchanged:
        usual = "try again later" if reply.status >= 500 else "look at the address in a browser"
        reason = f"the server answers {reply.status}{_PHRASES.get(reply.status, '')}"
        remedy = _REMEDIES.get(reply.status, usual)
        raise StatusError(f"{place}: {reason}; {remedy}", reply.status)
    content_type, charset = _read_content_type(place, headers.get("content-type", ""))
    etag, last_modified = headers.get("etag", ""), headers.get("last-modified", "")
    data = b"" if is_unchanged else _read_body(place, reply, headers)
    return Fetched(
        data=data,
        name=place,
        url=place,
        content_type=content_type,
        charset=charset,
        sha256="" if is_unchanged else hashlib.sha256(data).hexdigest(),
        etag=etag if _ETAG.fullmatch(etag) else "",
        last_modified=last_modified if _HTTP_DATE.fullmatch(last_modified) else "",
        is_unchanged=is_unchanged,
    )


def check_not_empty(data: bytes, place: str) -> None:
    """Do nothing where there are any data.

    Raises:
        SourceUnreadableError: there are none.
    """
    if not data:
        raise SourceUnreadableError(f"{place}: is empty; look whether it is the right document")


def _read_content_type(place: str, said: str) -> tuple[str, str]:
    """Return the type and the charset of a Content-Type."""
    content_type = said.partition(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        remedy = "only HTML, PDF, DOCX, text and Markdown are taken"
        raise SourceUnreadableError(f"{place}: is {shown(content_type)}; {remedy}")
    charset = _CHARSET.search(said)
    return content_type, charset[1].lower() if charset else ""


def _read_body(place: str, reply: httpcore.Response, headers: dict[str, str]) -> bytes:
    # A number, or the library would have refused the reply.
    check_length(int(headers.get("content-length", 0)), LONGEST_DOCUMENT, place)
    codings = [_text(its) for name, its in reply.headers if name.lower() == b"content-encoding"]
    data = decoded(reply.iter_stream(), ", ".join(codings), LONGEST_DOCUMENT, place)
    check_not_empty(data, place)
    return data


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
