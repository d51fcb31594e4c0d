"""A host in, a connection to it out: one look-up of its name, checked, and one deadline for all.

The name is looked up once and the connection goes to the very addresses that were checked, so
that a second answer, different from the first, has no effect. Proxies are not asked.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import certifi
import httpcore

from index.errors import SourceUnreachableError
from index.intake.web_address import WebAddress


def resolve_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host as the system gives them, the preferred one first.

    Raises:
        OSError: the name is not known, or nobody could be asked.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Network:
    """How the network is reached: look-up of names, certificates that are trusted, patience.

    `seconds_each` is for one look-up, connection or pause of the server, `seconds` for all of it:
    the largest document that is taken (25 MB) comes in 30 seconds over a line of 7 Mbit/s.
    """

    resolve: Callable[[str, int], Sequence[str]] = resolve_host
    certificates: Path = Path(certifi.where())
    seconds: float = 30
    seconds_each: float = 10


INTERNET = Network()


class Deadline:
    """When all must be over, from now on."""

    def __init__(self, network: Network) -> None:
        self._each = network.seconds_each
        self._end = time.monotonic() + network.seconds

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return time.monotonic() >= self._end

    def left(self) -> float:
        """Return how many seconds the next step may take, more than 0.

        Raises:
            httpcore.TimeoutException: none is left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException
        return min(left, self._each)


def look_up(address: WebAddress, network: Network, deadline: Deadline) -> tuple[str, ...]:
    """Return the IP addresses of a host, at least one, the preferred one first.

    Raises:
        SourceUnreachableError: there are none.
        httpcore.TimeoutException: nobody answered in time.
    """
    outcome: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            outcome.put(network.resolve(address.host, address.port))
        except (OSError, UnicodeError) as error:
            outcome.put(error)

    # The system's look-up knows no time limit; a thread that hangs in it ends with the program.
    threading.Thread(target=resolve, daemon=True).start()
    try:
        found = outcome.get(timeout=deadline.left())
    except queue.Empty as error:
        raise httpcore.ConnectTimeout from error
    remedy = "check the spelling, and whether this computer is online"
    if isinstance(found, Exception):
        reason = f"the host {address.host} is not found"
        raise SourceUnreachableError(f"{address}: {reason}; {remedy}") from found
    if not found:
        raise SourceUnreachableError(f"{address}: the host {address.host} has no address; {remedy}")
    return tuple(found)


def open_connection(
    address: WebAddress, hosts: tuple[str, ...], network: Network, deadline: Deadline
) -> httpcore.HTTPConnection:
    """Return a connection for requests to `address` that goes to one of the IP addresses `hosts`.

    It is opened by the first request. A certificate must hold for the name in `address`.
    """
    origin = httpcore.Origin(address.scheme.encode(), address.host.encode(), address.port)
    tls = None
    if address.scheme == "https":
        tls = ssl.create_default_context(cafile=network.certificates)
    return httpcore.HTTPConnection(
        origin, ssl_context=tls, network_backend=_CheckedHosts(hosts, deadline)
    )


class _CheckedHosts(httpcore.NetworkBackend):
    """Connects to given IP addresses, whatever host is asked for."""

    def __init__(self, hosts: tuple[str, ...], deadline: Deadline) -> None:
        self._hosts = hosts
        self._deadline = deadline
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError()
        for address in self._hosts:
            try:
                stream = self._system.connect_tcp(address, port, self._deadline.left())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failed

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("no document is behind a socket of this computer")


class _TimedStream(httpcore.NetworkStream):
    """A connection of which each step ends in time, however little each brings."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        try:
            left = self._deadline.left()
        except httpcore.TimeoutException:
            self.close()
            raise
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
