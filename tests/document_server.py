"""A server of documents on this computer, as good or as bad as a test wants it; for tests.

What it answers is written byte by byte, so that it can also answer what no proper server would.
"""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType

# Whole bytes, or what talks to whoever asks by itself.
Answer = bytes | Callable[[socket.socket], None]

HTML = b"<!doctype html><title>Leaflet</title><p>Riverside Health Charity wrote this leaflet.</p>"
HAS_OPENSSL = shutil.which("openssl") is not None

# More than any test waits, so that a server which hangs hangs longer.
_PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its path with the query, and its headers by name in lower case."""

    method: str
    path: str
    headers: dict[str, str]


def answer(
    body: bytes = HTML,
    *,
    status: int = 200,
    content_type: str | None = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """Return a proper answer; `_` in the name of a header is written as `-`."""
    phrase = {int(its): its.phrase for its in HTTPStatus}.get(status, "Odd")
    lines = [f"HTTP/1.1 {status} {phrase}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    if "content_length" not in {name.lower() for name in headers}:
        lines.append(f"Content-Length: {len(body)}")
    lines.extend(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def redirect(location: str, status: int = 302) -> bytes:
    """Return an answer that leads on."""
    return answer(b"", status=status, content_type=None, Location=location)


class DocumentServer:
    """Answers on 127.0.0.1 while it is open; over TLS with a certificate and its key.

    Attributes:
        asked: every request so far.
    """

    def __init__(self, certificate: Path | None = None, key: Path | None = None) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, Answer] = {}
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> DocumentServer:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        # Closing alone does not wake up who waits in accept.
        socket.create_connection(("127.0.0.1", self.port)).close()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Return the address of a path."""
        return f"{'http' if self._tls is None else 'https'}://{host}:{self.port}{path}"

    def serve(self, path: str, given: Answer) -> str:
        """Answer a path in this way from now on; return its address."""
        self._answers[path] = given
        return self.url(path)

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    def drip(self, first: bytes, drop: bytes, seconds: float) -> Callable[[socket.socket], None]:
        """Return an answer that begins at once and goes on drop by drop, without end."""

        def send(connection: socket.socket) -> None:
            connection.sendall(first)
            while not self._closing.wait(seconds):
                connection.sendall(drop)

        return send

    def hang(self, connection: socket.socket) -> None:
        """Say nothing, and do not close either."""
        self._closing.wait(_PATIENCE)

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self._closing.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._handle, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _handle(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._answer(connection)
        except OSError:
            # Who asked has gone away, as many tests want it.
            pass
        finally:
            connection.close()

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            got = connection.recv(65536)
            if not got:
                return
            head += got
        first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        self.asked.append(Asked(method, path, {name.lower(): headers[name] for name in headers}))
        given = self._answers.get(path, answer(b"", status=404))
        if callable(given):
            given(connection)
        else:
            connection.sendall(given)
        # Closing with unread bytes would take back what was sent.
        connection.shutdown(socket.SHUT_WR)


def make_certificate(folder: Path, name: str, *options: str) -> tuple[Path, Path]:
    """Return the files of a new certificate for a host, signed by itself, and of its key.

    `options` go to `openssl req`.
    """
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    basic = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=documents"
    files = f"-addext subjectAltName=DNS:{name} -keyout {key} -out {certificate}"
    command = ["openssl", "req", *basic.split(), *files.split(), *(options or ("-days", "2"))]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key
