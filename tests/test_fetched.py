"""A server's reply is a document that is taken, or it is told what else it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from document_server import HTML, DocumentServer, answer
from fetching import refusal

from index.intake.fetch import StatusError, fetch


@pytest.fixture
def server() -> Iterator[DocumentServer]:
    with DocumentServer() as opened:
        yield opened


@pytest.mark.parametrize(
    ("said", "content_type", "charset"),
    [
        (None, "", ""),
        ("Text/HTML", "text/html", ""),
        ('application/xhtml+xml; charset="ISO-8859-1"', "application/xhtml+xml", "iso-8859-1"),
        ("application/pdf; qs=0.001", "application/pdf", ""),
        ("text/plain;format=flowed;  Charset=windows-1252;x=y", "text/plain", "windows-1252"),
        ("text/markdown; charset=", "text/markdown", ""),
        ("text/x-markdown", "text/x-markdown", ""),
        ("application/octet-stream", "application/octet-stream", ""),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "",
        ),
    ],
)
def test_kind_of_document_is_taken(
    server: DocumentServer, said: str | None, content_type: str, charset: str
) -> None:
    fetched = fetch(server.serve("/a", answer(content_type=said)), allow_local=True)
    assert (fetched.content_type, fetched.charset) == (content_type, charset)


@pytest.mark.parametrize("said", ["image/png", "application/zip", "text/html, text/html", "\x1b["])
def test_other_kind_of_document_is_refused(server: DocumentServer, said: str) -> None:
    url = server.serve("/a", answer(content_type=said))
    assert refusal(url).endswith("only HTML, PDF, DOCX, text and Markdown are taken")


@pytest.mark.parametrize("etag", ["leaflet", '"a" "b"', '"é"', f'"{"a" * 201}"', '"a\x1b"'])
def test_version_that_could_not_be_asked_for_is_forgotten(
    server: DocumentServer, etag: str
) -> None:
    url = server.serve("/a", answer(ETag=etag, Last_Modified="yesterday"))
    fetched = fetch(url, allow_local=True)
    assert (fetched.etag, fetched.last_modified) == ("", "")


def test_version_that_is_none_is_not_asked_about(server: DocumentServer) -> None:
    url = server.serve("/a", answer())
    fetch(url, allow_local=True, etag='"a"\r\nCookie: b', last_modified="é")
    assert {"if-none-match", "if-modified-since", "cookie"}.isdisjoint(server.asked[0].headers)


def test_unchanged_is_no_answer_where_no_version_was_asked_about(server: DocumentServer) -> None:
    url = server.serve("/a", answer(b"", status=304))
    assert refusal(url).startswith("the server answers 304 (Not Modified)")


@pytest.mark.parametrize(
    ("status", "reason", "is_gone"),
    [
        (404, "the server answers 404 (Not Found); look for where the document is now", True),
        (410, "the server answers 410 (Gone); look for where the document is now", True),
        (401, "the server answers 401 (Unauthorized); only public documents are taken", False),
        (403, "the server answers 403 (Forbidden); if a browser shows the document, down", False),
        (429, "the server answers 429 (Too Many Requests); try again in an hour", False),
        (503, "the server answers 503 (Service Unavailable); try again later", False),
        (206, "the server answers 206 (Partial Content); look at the address in a br", False),
        (300, "the server answers 300 (Multiple Choices); look at the address in a br", False),
        (204, "the server answers 204 (No Content); look at the address in a browser", False),
        (999, "the server answers 999; try again later", False),
    ],
)
def test_server_that_does_not_send_the_document_is_quoted(
    server: DocumentServer, status: int, reason: str, is_gone: bool
) -> None:
    url = server.serve("/a", answer(b"" if status == 204 else HTML, status=status))
    with pytest.raises(StatusError) as refused:
        fetch(url, allow_local=True)
    assert str(refused.value).startswith(f"{url}: {reason}")
    assert (refused.value.status, refused.value.is_gone) == (status, is_gone)


def test_answer_of_length_0_is_refused(server: DocumentServer) -> None:
    assert refusal(server.serve("/a", answer(b""))).startswith("is empty")
