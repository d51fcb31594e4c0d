"""A connection goes to the checked host, is protected, and ends in time whatever comes."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpcore
import pytest
from document_server import HTML, DocumentServer, answer, make_certificate, redirect
from fetching import HOST, IMPATIENT, at, needs_openssl, refusal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreachableError, SourceUnreadableError
from index.intake.connection import INTERNET, Deadline, Network, open_connection
from index.intake.fetch import fetch
from index.intake.web_address import parse_web_address


@pytest.fixture
def server() -> Iterator[DocumentServer]:
    with DocumentServer() as opened:
        yield opened


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"), HOST)


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[DocumentServer]:
    with DocumentServer(*certificate) as opened:
        yield opened


@pytest.fixture
def trusting(certificate: tuple[Path, Path]) -> Network:
    """A network in which every host is this computer, and the certificate is trusted."""
    return Network(resolve=at("127.0.0.1"), certificates=certificate[0])


def test_name_is_looked_up_once_and_no_second_answer_counts(server: DocumentServer) -> None:
    server.serve("/a", answer())
    answers = ["127.0.0.1", "10.0.0.1", "169.254.169.254"]
    network = replace(INTERNET, resolve=lambda _host, _port: [answers.pop(0)])
    assert fetch(server.url("/a", HOST), allow_local=True, network=network).data == HTML
    assert len(answers) == 2


def test_next_address_is_tried_where_one_does_not_answer(server: DocumentServer) -> None:
    server.serve("/a", answer())
    network = replace(INTERNET, resolve=at("127.0.0.2", "127.0.0.1"))
    assert fetch(server.url("/a", HOST), allow_local=True, network=network).data == HTML


@needs_openssl
def test_certificate_must_hold_for_the_name_that_was_asked_for(
    secure: DocumentServer, trusting: Network
) -> None:
    secure.serve("/a", answer())
    url = secure.url("/a", HOST)
    assert fetch(url, allow_local=True, network=trusting).data == HTML
    other = refusal(secure.url("/a", "board.example"), trusting)
    assert other.startswith("its certificate is not accepted (Hostname mismatch")
    assert secure.paths() == ["/a"]


@needs_openssl
def test_certificate_that_nobody_vouches_for_is_refused(secure: DocumentServer) -> None:
    network = replace(INTERNET, resolve=at("127.0.0.1"))
    reason = "its certificate is not accepted (self-signed certificate"
    assert refusal(secure.url("/a", HOST), network).startswith(reason)


@needs_openssl
def test_certificate_that_has_run_out_is_refused(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    old = tmp_path / "old.crt"
    command = ["openssl", "x509", "-in", certificate[0], "-signkey", certificate[1]]
    subprocess.run([*command, "-days", "-1", "-out", old], check=True, capture_output=True)
    with DocumentServer(old, certificate[1]) as server:
        network = Network(resolve=at("127.0.0.1"), certificates=old)
        reason = "its certificate is not accepted (certificate has expired)"
        assert refusal(server.url("/a", HOST), network).startswith(reason)


def test_server_that_does_not_protect_is_told(server: DocumentServer) -> None:
    url = server.url("/a").replace("http:", "https:")
    assert refusal(url, IMPATIENT).startswith(("no protected connection", "no answer for 0.4"))


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1e9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 40_000 + b"\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        answer(HTML, Content_Length=str(len(HTML) + 1)),
    ],
)  # fmt: skip
def test_answer_that_breaks_the_rules_is_refused(server: DocumentServer, given: bytes) -> None:
    reason = refusal(server.serve("/a", given))
    assert reason.startswith(("the server does not answer as it must", "the connection failed"))


def test_connection_that_breaks_off_is_told(server: DocumentServer) -> None:
    def reset(connection: socket.socket) -> None:
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.close()

    reason = refusal(server.serve("/a", reset))
    assert reason.startswith("the connection failed (Connection reset by peer)")


def test_server_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    reason = refusal(f"http://127.0.0.1:{port}/")
    assert reason.startswith("the connection failed (Connection refused)")


def test_server_that_says_nothing_is_left(server: DocumentServer) -> None:
    assert refusal(server.serve("/a", server.hang), IMPATIENT).startswith("no answer for 0.4")


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
    ids=["status line", "headers", "hints", "body", "chunks"],
)
def test_server_that_drips_is_left_at_the_deadline(
    server: DocumentServer, first: bytes, drop: bytes
) -> None:
    network = replace(INTERNET, seconds=0.6)
    began = time.monotonic()
    url = server.serve("/a", server.drip(first, drop, 0.1))
    reason = refusal(url, network)
    assert reason.startswith("not finished after 0.6 seconds")
    assert time.monotonic() - began < 10


def test_redirects_share_one_deadline(server: DocumentServer) -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(redirect("/a"))

    reason = refusal(server.serve("/a", slow), replace(INTERNET, seconds=0.8))
    assert reason.startswith("not finished after 0.8 seconds")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses at once")
def test_server_that_takes_no_connection_is_left() -> None:
    with ExitStack() as opened:
        full = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        reason = refusal(f"http://127.0.0.1:{full.getsockname()[1]}/", IMPATIENT)
    assert reason.startswith("no answer for 0.4 seconds")


@needs_openssl
def test_server_that_never_agrees_on_protection_is_left(trusting: Network) -> None:
    network = replace(trusting, seconds=1.0, seconds_each=0.4)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://{HOST}:{silent.getsockname()[1]}/"
        assert refusal(url, network).startswith("no answer for 0.4 seconds")


def test_name_that_is_never_found_is_given_up() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        time.sleep(2)
        return []

    reason = refusal(f"https://{HOST}/", replace(IMPATIENT, resolve=resolve))
    assert reason.startswith("no answer for 0.4 seconds")


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name not known"), UnicodeError("label")])
def test_name_that_is_not_known_is_told(error: Exception) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise error

    reason = refusal(f"https://{HOST}/", replace(INTERNET, resolve=resolve))
    assert reason.startswith(f"the host {HOST} is not found; check the spelling")


def test_name_without_an_address_is_told() -> None:
    reason = refusal(f"https://{HOST}/", replace(INTERNET, resolve=at()))
    assert reason.startswith(f"the host {HOST} has no address")


def test_no_socket_of_this_computer_is_opened() -> None:
    address = parse_web_address("http://localhost/")
    deadline = Deadline(INTERNET)
    with open_connection(address, ("127.0.0.1",), INTERNET, deadline) as connection:
        backend = connection._network_backend
        with pytest.raises(httpcore.ConnectError):
            backend.connect_unix_socket("/run/docker.sock")


@pytest.fixture(scope="module")
def babbling() -> Iterator[DocumentServer]:
    with DocumentServer() as opened:
        yield opened


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", answer()[:-60]]),
    st.binary(max_size=200),
)
def test_no_bytes_of_a_server_give_anything_but_a_document_or_a_refusal(
    babbling: DocumentServer, first: bytes, rest: bytes
) -> None:
    url = babbling.serve("/a", first + rest)
    try:
        fetched = fetch(url, allow_local=True, network=IMPATIENT)
    except (SourceUnreachableError, SourceUnreadableError) as error:
        refused = str(error)
    else:
        refused = ""
        assert fetched.data
    assert refused.isprintable()
