"""A web address as somebody typed or a server sent it in, its checked parts out; and whose it is.

What a host is called does not say where it leads. So the name is only put into its plain form
here, and what a look-up of it gives is judged by `reach_of`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from index.errors import SourceUnreachableError

Reach = Literal["public", "local", "neither"]

_PORTS = {"https": 443, "http": 80}
# RFC 9110, section 4.1: what everybody should take at least.
_LONGEST_ADDRESS = 8_000
# RFC 1035, section 2.3.4.
_LONGEST_HOST = 253
_LONGEST_SHOWN = 200
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# All that may stand in a path or a query as it is; the rest is written as %20 and the like.
_PLAIN = "!#$%&'()*+,-./:;=?@_~"

# Where a maintainer tries out a server of his own. Not 169.254.0.0/16: in rented computers that
# is where passwords are handed out, and no documents.
_LOCAL = (
    IPv4Network("127.0.0.0/8"),
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv6Network("::1/128"),
    IPv6Network("fc00::/7"),
)
# IANA's special registries have these; Python 3.11 takes them for public.
_NOT_PUBLIC = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    # 6to4: an IPv4 address inside that nobody has checked; given up by RFC 7526.
    IPv6Network("2002::/16"),
    IPv6Network("3fff::/20"),
)
# Written as IPv6, reached as IPv4: "mapped" addresses, and NAT64 (RFC 6052).
_IPV4_INSIDE = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
# All that has ever been given out for public use (RFC 4291).
_GIVEN_OUT = IPv6Network("2000::/3")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """The parts of a web address, in ASCII.

    `scheme` is `https` or `http`; `host` a name or an IP address in lower case, without brackets;
    `target` path and query, without a fragment.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address; no port where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_web_address(text: str, base: WebAddress | None = None) -> WebAddress:
    """Return the parts of a web address; a relative one is taken from `base`.

    Raises:
        SourceUnreachableError: it is no address of the web, or holds a user's name.
    """
    text = text.strip(" ")
    if len(text) > _LONGEST_ADDRESS:
        remedy = f"an address has at most {_LONGEST_ADDRESS:,} characters"
        raise SourceUnreachableError(f"{shown(text)}: {len(text):,} characters; {remedy}")
    if not text.isprintable():
        remedy = "copy the address again"
        raise SourceUnreachableError(f"{shown(text)}: holds a character that is not seen; {remedy}")
    try:
        parts = urlsplit(urljoin(str(base), text) if base else text)
        port = parts.port
        if port == 0:
            raise ValueError("no server has port 0")
    except ValueError as error:
        remedy = "copy the address again"
        raise SourceUnreachableError(f"{shown(text)}: is no web address; {remedy}") from error
    if parts.scheme not in _PORTS:
        remedy = "write an address in full, as https://..., or download the document and add that"
        raise SourceUnreachableError(f"{shown(text)}: does not begin with https://; {remedy}")
    if "@" in parts.netloc:
        # The message goes into terminals and logs; the password must not.
        place = shown(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        remedy = "leave out what stands before the @; only public documents are taken"
        raise SourceUnreachableError(f"{place}: holds a user's name or password; {remedy}")
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    if not target.startswith("/"):
        target = f"/{target}"
    host = _plain_host(parts, text)
    return WebAddress(
        scheme=parts.scheme,
        host=host,
        port=_PORTS[parts.scheme] if port is None else port,
        target=quote(target, safe=_PLAIN),
    )


def _plain_host(parts: SplitResult, text: str) -> str:
    """Return the host in ASCII and lower case."""
    host = parts.hostname or ""
    try:
        if ":" in host:
            its = IPv6Address(host)
            if its.scope_id is None:
                return str(its)
        else:
            # example.org. is example.org, but no certificate says so.
            host = host.removesuffix(".")
            if not host.isascii():
                host = idna.encode(host, uts46=True).decode("ascii")
            if len(host) <= _LONGEST_HOST and all(map(_LABEL.fullmatch, host.split("."))):
                return host
    except ValueError as error:
        raise _no_host(text) from error
    raise _no_host(text)


def _no_host(text: str) -> SourceUnreachableError:
    remedy = "write the name of a host after https://"
    return SourceUnreachableError(f"{shown(text)}: has no host that can be looked up; {remedy}")


def reach_of(address: str) -> Reach:
    """Return from where an IP address can be reached: by everybody, from here only, or neither.

    Of an IPv6 address that stands for an IPv4 address, that one counts. What is no address, and
    what cannot be one host's, such as multicast, is neither.
    """
    try:
        its = ip_address(address)
    except ValueError:
        return "neither"
    if isinstance(its, IPv6Address):
        if its.scope_id is not None:
            return "neither"
        if any(its in network for network in _IPV4_INSIDE):
            its = IPv4Address(its.packed[-4:])
    if any(its in network for network in _LOCAL):
        return "local"
    if isinstance(its, IPv6Address) and its not in _GIVEN_OUT:
        return "neither"
    if its.is_multicast or not its.is_global or any(its in network for network in _NOT_PUBLIC):
        return "neither"
    return "public"


def shown(text: str) -> str:
    """Return text that may hold anything, fit for a message: what is not seen is written out."""
    cut = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in cut)
