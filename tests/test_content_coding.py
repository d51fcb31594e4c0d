"""A document is unpacked whole and up to the limit, or refused."""

from __future__ import annotations

import gzip
import hashlib
import socket
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from document_server import HTML, DocumentServer, answer
from fetching import refusal

from index.intake.fetch import LONGEST_DOCUMENT, fetch

DIGEST = hashlib.sha256(HTML).hexdigest()


@pytest.fixture
def server() -> Iterator[DocumentServer]:
    with DocumentServer() as opened:
        yield opened


def test_longest_document_is_taken_and_no_longer_one(server: DocumentServer) -> None:
    longest = bytes(LONGEST_DOCUMENT)
    assert fetch(server.serve("/a", answer(longest)), allow_local=True).data == longest
    head = answer(b"", Content_Length=str(LONGEST_DOCUMENT + 1))
    assert refusal(server.serve("/b", head)).startswith("longer than 25 MB")


def test_document_of_unknown_length_is_followed_to_the_limit_only(server: DocumentServer) -> None:
    sent = 0

    def send(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent += connection.send(bytes(65536))

    assert refusal(server.serve("/a", send)).startswith("longer than 25 MB")
    assert sent < 2 * LONGEST_DOCUMENT


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
    ],
)
def test_packed_document_is_unpacked(
    server: DocumentServer, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    url = server.serve("/a", answer(pack(HTML), Content_Encoding=coding))
    fetched = fetch(url, allow_local=True)
    assert (fetched.data, fetched.sha256) == (HTML, DIGEST)


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("br", HTML, "packed as 'br'"),
        ("gzip, gzip", gzip.compress(gzip.compress(HTML, mtime=0)), "packed as 'gzip, gzip'"),
        ("gzip", HTML, "packed as gzip, but damaged"),
        ("deflate", HTML, "packed as deflate, but damaged"),
        ("deflate", b"x", "packed as deflate, but"),
        ("gzip", gzip.compress(HTML, mtime=0)[:-9], "packed as gzip, but ends halfway"),
        ("gzip", gzip.compress(HTML, mtime=0) * 2, "packed as gzip, but goes on after its end"),
        ("gzip", b"", "packed as gzip, but ends halfway"),
        ("gzip", gzip.compress(b"", mtime=0), "is empty"),
    ],
)
def test_document_that_cannot_be_unpacked_whole_is_refused(
    server: DocumentServer, coding: str, body: bytes, reason: str
) -> None:
    assert refusal(server.serve("/a", answer(body, Content_Encoding=coding))).startswith(reason)


@pytest.mark.parametrize("wrapping", [zlib.MAX_WBITS, zlib.MAX_WBITS + 16])
def test_little_that_unpacks_to_very_much_is_refused(server: DocumentServer, wrapping: int) -> None:
    packer = zlib.compressobj(1, wbits=wrapping)
    body = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    coding = "deflate" if wrapping == zlib.MAX_WBITS else "gzip"
    url = server.serve("/a", answer(body, Content_Encoding=coding))
    tracemalloc.start()
    try:
        assert refusal(url).startswith("longer than 25 MB")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What is taken, twice while it is copied, not the 200 MB that were sent.
    assert most < 3 * LONGEST_DOCUMENT
