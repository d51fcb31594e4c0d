"""A document is fetched from whom it may be, whole and once; or it is said why not."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from document_server import HTML, DocumentServer, answer, make_certificate, redirect
from fetching import HOST, IMPATIENT, PUBLIC, at, needs_openssl, refusal

from index.errors import SourceUnreachableError, SourceUnreadableError
from index.intake.connection import INTERNET, Network
from index.intake.fetch import LONGEST_DOCUMENT, MOST_REDIRECTS, Fetched, fetch, read_file

DIGEST = hashlib.sha256(HTML).hexdigest()
ETAG = '"leaflet-2"'
CHANGED = "Sat, 21 Nov 2026 09:00:00 GMT"


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


# --- What is brought ----------------------------------------------------------------------------


def test_document_comes_with_what_its_server_said(server: DocumentServer) -> None:
    url = server.serve("/a?b", answer(ETag=ETAG, Last_Modified=CHANGED))
    assert fetch(url, allow_local=True) == Fetched(
        data=HTML,
        name=url,
        url=url,
        content_type="text/html",
        charset="utf-8",
        sha256=DIGEST,
        etag=ETAG,
        last_modified=CHANGED,
    )


def test_request_says_who_asks_and_nothing_else(server: DocumentServer) -> None:
    url = server.serve("/a", answer(Set_Cookie="visitor=1"))
    fetch(url, allow_local=True)
    fetch(url, allow_local=True)
    [first, second] = server.asked
    assert first == second
    assert first.method == "GET"
    assert first.headers.pop("accept").startswith("text/html, application/xhtml+xml, ")
    assert first.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": (
            f"patient-data-rights-bot/{version('patient-data-rights-bot')}"
            " (keeps its sources current)"
        ),
        "accept-encoding": "identity",
        "connection": "close",
    }


def test_proxy_of_the_environment_is_not_asked(
    server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch(server.serve("/a", answer()), allow_local=True).data == HTML


# --- Which version ------------------------------------------------------------------------------


def test_unchanged_document_is_not_brought_again(server: DocumentServer) -> None:
    url = server.serve("/a", answer(b"", status=304, content_type=None, ETag=ETAG))
    fetched = fetch(url, allow_local=True, etag=ETAG, last_modified=CHANGED)
    assert fetched == Fetched(b"", url, url=url, etag=ETAG, is_unchanged=True)
    [asked] = server.asked
    assert asked.headers["if-none-match"] == ETAG
    assert asked.headers["if-modified-since"] == CHANGED


def test_changed_document_is_brought(server: DocumentServer) -> None:
    fetched = fetch(server.serve("/a", answer()), allow_local=True, etag=ETAG)
    assert (fetched.data, fetched.is_unchanged) == (HTML, False)


def test_version_is_not_asked_about_at_another_address(server: DocumentServer) -> None:
    server.serve("/b", answer())
    fetch(server.serve("/a", redirect("/b")), allow_local=True, etag=ETAG)
    assert ["if-none-match" in asked.headers for asked in server.asked] == [True, False]


# --- Where it leads -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed(server: DocumentServer, status: int) -> None:
    server.serve("/b/c", answer())
    fetched = fetch(server.serve("/a", redirect("b/c", status)), allow_local=True)
    assert (fetched.data, fetched.url) == (HTML, server.url("/b/c"))


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ([301], "/1"),
        ([308, 301], "/2"),
        ([301, 302], "/1"),
        ([301, 307, 301], "/1"),
        ([302, 301], ""),
        ([], ""),
    ],
)
def test_document_has_moved_as_far_as_it_moved_for_good(
    server: DocumentServer, statuses: list[int], moved_to: str
) -> None:
    for step, status in enumerate(statuses):
        server.serve(f"/{step}", redirect(f"/{step + 1}", status))
    server.serve(f"/{len(statuses)}", answer())
    fetched = fetch(server.url("/0"), allow_local=True)
    assert fetched.moved_to == (server.url(moved_to) if moved_to else "")
    assert fetched.url == server.url(f"/{len(statuses)}")


def test_five_redirects_are_followed_and_no_sixth(server: DocumentServer) -> None:
    for step in range(MOST_REDIRECTS + 1):
        server.serve(f"/{step}", redirect(f"/{step + 1}"))
    server.serve(f"/{MOST_REDIRECTS + 1}", answer())
    assert fetch(server.url("/1"), allow_local=True).data == HTML
    assert refusal(server.url("/0")).startswith("the server leads on more than 5 times")


def test_circle_of_redirects_has_an_end(server: DocumentServer) -> None:
    assert refusal(server.serve("/a", redirect("/a"))).startswith("the server leads on more than 5")
    assert server.paths() == ["/a"] * (MOST_REDIRECTS + 1)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("", "does not say where"),
        ("ftp://charity.example/", "does not begin with https://"),
        ("file:///etc/passwd", "does not begin with https://"),
        ("https://ada:password@charity.example/", "holds a user's name or password"),
        ("https://[/", "is no web address"),
        ("/a\x01b", "holds a character that is not seen"),
        ("/\x1b[31m", "holds a character that is not seen"),
        ("/" + "a" * 9000, "9,001 characters"),
    ],
)
def test_redirect_to_nowhere_is_refused(server: DocumentServer, location: str, reason: str) -> None:
    assert reason in refusal(server.serve("/a", redirect(location)))


def test_redirect_without_any_address_is_refused(server: DocumentServer) -> None:
    assert "does not say where" in refusal(server.serve("/a", answer(status=301)))


def test_redirect_to_an_address_with_other_letters_is_followed(server: DocumentServer) -> None:
    server.serve("/our%20%C3%A9tude", answer())
    url = server.serve("/a", redirect("/our \xc3\xa9tude"))
    assert fetch(url, allow_local=True).data == HTML


# --- Whom it may ask ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "[::ffff:7f00:1]"]
)
def test_this_computer_is_not_asked_however_it_is_called(server: DocumentServer, host: str) -> None:
    url = server.url("/a", host)
    assert "which is not on the public web" in refusal(url, allow_local=False, allow_http=True)
    assert server.asked == []


def test_this_computer_is_asked_where_that_is_allowed(server: DocumentServer) -> None:
    server.serve("/a", answer())
    network = replace(INTERNET, resolve=at("127.0.0.1"))
    url = server.url("/a", HOST)
    assert fetch(url, allow_local=True, network=network).url == url
    assert server.asked[0].headers["host"] == f"{HOST}:{server.port}"


@pytest.mark.parametrize(
    "addresses",
    [
        ("10.0.0.1",),
        (PUBLIC, "127.0.0.1"),
        ("::1",),
        (PUBLIC, "64:ff9b::7f00:1"),
        ("169.254.169.254",),
        (PUBLIC, "fe80::1%eth0"),
        ("224.0.0.1",),
    ],
)
def test_host_with_any_address_that_is_not_public_is_refused(addresses: tuple[str, ...]) -> None:
    network = replace(INTERNET, resolve=at(*addresses))
    reason = refusal(f"https://{HOST}/", network, allow_local=False)
    assert reason.startswith(f"leads to {addresses[-1]}, which is not on the public web")


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1"])  # noqa: S104
def test_address_of_no_server_is_refused_even_where_local_ones_are_allowed(address: str) -> None:
    network = replace(INTERNET, resolve=at(address))
    assert "not on the public web" in refusal(f"https://{HOST}/", network)


def test_redirect_is_looked_up_and_checked_like_the_first_address(server: DocumentServer) -> None:
    addresses = {HOST: "127.0.0.1", "board.example": "169.254.169.254"}
    network = replace(INTERNET, resolve=lambda host, _port: [addresses[host]])
    server.serve("/a", redirect(f"http://board.example:{server.port}/b"))
    message = refusal(server.url("/a", HOST), network)
    assert message.startswith("leads to 169.254.169.254, which is not on the public web")


def test_public_server_may_not_lead_on_to_a_local_one(server: DocumentServer) -> None:
    addresses = {HOST: ("127.0.0.1", PUBLIC), "board.example": ("127.0.0.1",)}
    network = replace(INTERNET, resolve=lambda host, _port: addresses[host])
    server.serve("/a", redirect(server.url("/b", "board.example")))
    server.serve("/b", answer())
    reason = refusal(server.url("/a", HOST), network, allow_http=True)
    assert reason.startswith("leads to 127.0.0.1, which is not on the public web")
    assert server.paths() == ["/a"]
    url = server.url("/a", "board.example")
    assert fetch(url, allow_local=True, network=network).data == HTML


def test_address_without_protection_needs_leave(server: DocumentServer) -> None:
    looked_up: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return [PUBLIC]

    network = replace(IMPATIENT, resolve=resolve)
    reason = "anybody on the way could change it; write https://, or allow it with --allow-http"
    assert refusal(f"http://{HOST}/", network, allow_local=False) == reason
    assert looked_up == []
    # Who allows this computer's own servers has not allowed others.
    assert refusal(f"http://{HOST}/", network) == reason
    assert looked_up == [HOST]


@needs_openssl
def test_redirect_to_an_address_without_protection_needs_leave(
    server: DocumentServer, secure: DocumentServer, trusting: Network
) -> None:
    secure.serve("/a", redirect(server.serve("/b", answer())))
    url = secure.url("/a", HOST)
    assert "anybody on the way could change it" in refusal(url, trusting)
    assert server.asked == []
    fetched = fetch(url, allow_local=True, allow_http=True, network=trusting)
    assert fetched.url == server.url("/b")


# --- Files --------------------------------------------------------------------------------------


def test_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "leaflet.html"
    file.write_bytes(HTML)
    assert read_file(file) == Fetched(HTML, "leaflet.html", sha256=DIGEST)


def test_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "leaflet.html").write_bytes(HTML)
    link = tmp_path / "link.html"
    link.symlink_to("leaflet.html")
    assert (read_file(link).data, read_file(link).name) == (HTML, "link.html")


def test_longest_file_is_taken_and_no_longer_one(tmp_path: Path) -> None:
    file = tmp_path / "long.pdf"
    with file.open("wb") as opened:
        opened.truncate(LONGEST_DOCUMENT)
    assert len(read_file(file).data) == LONGEST_DOCUMENT
    with file.open("ab") as opened:
        opened.write(b"a")
    with pytest.raises(SourceUnreadableError, match=r"^long\.pdf: longer than 25 MB; "):
        read_file(file)


def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SourceUnreadableError, match=r"^pipe: is no ordinary file; "):
        read_file(pipe)


@pytest.mark.parametrize("file", ["/dev/zero", "/", "."])
def test_device_and_folder_are_refused(file: str) -> None:
    with pytest.raises(SourceUnreadableError, match="is no ordinary file; "):
        read_file(Path(file))


def test_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(SourceUnreadableError, match=r"^empty\.txt: is empty; "):
        read_file(tmp_path / "empty.txt")


@pytest.mark.parametrize("name", ["none.pdf", "a" * 300, "leaflet.html/a", "loop", "a\x00b"])
def test_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "leaflet.html").write_bytes(HTML)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(SourceUnreachableError) as refused:
        read_file(tmp_path / name)
    assert "; check" in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "leaflet.html"
    file.write_bytes(HTML)
    file.chmod(0)
    with pytest.raises(SourceUnreachableError, match=r"^leaflet\.html: Permission denied; "):
        read_file(file)


def test_name_that_is_not_seen_is_written_out(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"a\x1b[31m\xff.txt")
    file.write_bytes(HTML)
    assert read_file(file).name == "a\\x1b[31m\\udcff.txt"
