"""An address or a file in, the bytes of one document out, with what its server said of them.

Only this and `connection` touch the network. Each address, also each that a server leads on to,
must be on the public web and is asked for over https, unless a maintainer says otherwise.
No cookies, no passwords, no proxies.
"""

from __future__ import annotations

import hashlib
import ssl
import stat
from dataclasses import replace
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

import httpcore

from index.errors import SourceUnreachableError, SourceUnreadableError
from index.intake.connection import INTERNET, Deadline, Network, look_up, open_connection
from index.intake.content_coding import check_length
from index.intake.fetched import (
    CONTENT_TYPES,
    LONGEST_DOCUMENT,
    Fetched,
    StatusError,
    check_not_empty,
    conditions,
    read_headers,
    read_reply,
)
from index.intake.web_address import WebAddress, parse_web_address, reach_of, shown

__all__ = ["LONGEST_DOCUMENT", "MOST_REDIRECTS", "Fetched", "StatusError", "fetch", "read_file"]

# To https, to a name with www, to a new address, to one with a slash at its end; and one more.
MOST_REDIRECTS = 5

_PERMANENT = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_REDIRECTS = (*_PERMANENT, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT)
_AS_A_FILE = "download the document in a browser and add the file"


def read_file(file: Path) -> Fetched:
    """Return the document in a file of this computer; a link is followed.

    Raises:
        SourceUnreachableError: there is no such file, or it may not be read.
        SourceUnreadableError: a folder, a device or a pipe; empty, or too long.
    """
    name = shown(file.name or str(file))
    try:
        # Asked before it is opened: a pipe would keep us waiting for somebody to write into it.
        if not stat.S_ISREG(file.stat().st_mode):
            raise SourceUnreadableError(f"{name}: is no ordinary file; name the document itself")
        with file.open("rb") as opened:
            data = opened.read(LONGEST_DOCUMENT + 1)
    except OSError as error:
        remedy = "check its name, and whether you may read it"
        message = f"{name}: {error.strerror or 'cannot be read'}; {remedy}"
        raise SourceUnreachableError(message) from error
    except ValueError as error:
        raise SourceUnreachableError(f"{name}: no file has such a name; check it") from error
    check_length(len(data), LONGEST_DOCUMENT, name)
    check_not_empty(data, name)
    return Fetched(data, name, sha256=hashlib.sha256(data).hexdigest())


def fetch(
    url: str,
    *,
    allow_local: bool = False,
    allow_http: bool = False,
    etag: str = "",
    last_modified: str = "",
    network: Network = INTERNET,
) -> Fetched:
    """Return the document at an address of the web.

    `allow_http` takes documents that anybody on their way could have changed. `allow_local` takes
    those of this computer and its own network, also over http; no public server may lead on there.
    With the `etag` or `last_modified` of an earlier version, the server may answer that it still
    holds. They are sent to `url` only: of another address they prove nothing.

    Raises:
        StatusError: the server answers with something else than the document.
        SourceUnreachableError: it may not be asked, or does not answer in time and as it must.
        SourceUnreadableError: what it sends is no kind of document that is taken, or too long.
    """
    deadline = Deadline(network)
    address = parse_web_address(url)
    asked = conditions(etag, last_modified)
    moved_to, is_permanent = "", True
    for _ in range(MOST_REDIRECTS + 1):
        try:
            hosts = _checked_hosts(address, network, deadline, allow_local, allow_http)
            with (
                open_connection(address, hosts, network, deadline) as connection,
                connection.stream(
                    "GET", _as_url(address), headers=_headers(address, asked)
                ) as reply,
            ):
                if reply.status not in _REDIRECTS:
                    document = read_reply(address, reply, is_conditional=bool(asked))
                    return replace(document, moved_to=moved_to)
        except httpcore.TimeoutException as error:
            raise _too_slow(address, network, deadline) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _broken(address, error) from error
        following = _following(address, reply, allow_http)
        is_permanent = is_permanent and reply.status in _PERMANENT
        moved_to = str(following) if is_permanent else moved_to
        # A public server must not have us fetch what only this computer may.
        allow_local = allow_local and all(reach_of(host) == "local" for host in hosts)
        address, asked = following, {}
    reason = f"the server leads on more than {MOST_REDIRECTS} times"
    raise SourceUnreachableError(f"{shown(url)}: {reason}; look in a browser where it ends")


def _checked_hosts(
    address: WebAddress, network: Network, deadline: Deadline, allow_local: bool, allow_http: bool
) -> tuple[str, ...]:
    """Return the IP addresses of a host, all of which may be connected to."""
    if address.scheme == "http" and not (allow_http or allow_local):
        raise _unprotected(address)
    hosts = look_up(address, network, deadline)
    reaches = {host: reach_of(host) for host in hosts}
    for host, reach in reaches.items():
        if reach == "neither" or (reach == "local" and not allow_local):
            remedy = "allow it with --allow-local-server" if reach == "local" else _AS_A_FILE
            reason = f"leads to {shown(host)}, which is not on the public web"
            raise SourceUnreachableError(f"{address}: {reason}; {remedy}")
    if address.scheme == "http" and not allow_http and "public" in reaches.values():
        raise _unprotected(address)
    return hosts


def _unprotected(address: WebAddress) -> SourceUnreachableError:
    remedy = "write https://, or allow it with --allow-http"
    return SourceUnreachableError(f"{address}: anybody on the way could change it; {remedy}")


def _as_url(address: WebAddress) -> httpcore.URL:
    return httpcore.URL(
        scheme=address.scheme.encode(),
        host=address.host.encode(),
        port=address.port,
        target=address.target.encode(),
    )


def _headers(address: WebAddress, asked: dict[str, str]) -> list[tuple[str, str]]:
    headers = {
        "Host": address.authority,
        "User-Agent": (
            f"patient-data-rights-bot/{version('patient-data-rights-bot')}"
            " (keeps its sources current)"
        ),
        "Accept": ", ".join(its for its in CONTENT_TYPES if its),
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    return [*headers.items(), *asked.items()]


def _following(address: WebAddress, reply: httpcore.Response, allow_http: bool) -> WebAddress:
    """Return the address that a reply leads on to."""
    location = read_headers(reply).get("location", "")
    if not location:
        reason = "the server leads on, but does not say where"
        raise SourceUnreachableError(f"{address}: {reason}; look in a browser where it ends")
    try:
        following = parse_web_address(location, address)
    except SourceUnreachableError as error:
        raise SourceUnreachableError(f"{address}: leads on to {error}") from error
    if address.scheme == "https" and following.scheme == "http" and not allow_http:
        raise SourceUnreachableError(f"{address}: leads on to {_unprotected(following)}")
    return following


def _too_slow(address: WebAddress, network: Network, deadline: Deadline) -> SourceUnreachableError:
    reason = f"no answer for {network.seconds_each:g} seconds"
    if deadline.is_over:
        reason = f"not finished after {network.seconds:g} seconds"
    return SourceUnreachableError(f"{address}: {reason}; try again later, or {_AS_A_FILE}")


def _broken(address: WebAddress, error: Exception) -> SourceUnreachableError:
    """Return what to say of a connection that failed, or of a server that breaks the rules."""
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = f"its certificate is not accepted ({shown(cause.verify_message)})"
    elif isinstance(cause, ssl.SSLError):
        reason = f"no protected connection ({shown(cause.reason or 'broken off')})"
    elif isinstance(cause, OSError):
        reason = f"the connection failed ({shown(cause.strerror or 'broken off')})"
    else:
        reason = f"the server does not answer as it must ({shown(str(error)) or 'broken off'})"
    return SourceUnreachableError(f"{address}: {reason}; try again later, or {_AS_A_FILE}")
