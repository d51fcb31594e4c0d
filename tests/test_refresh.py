"""What became of the addresses of sources, asked of a real server: index/refresh.py"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from conftest import Project, no_bar
from document_server import DocumentServer, answer, redirect

from index.__main__ import main
from index.knowledge import read_knowledge
from index.passages import Source
from index.refresh import Refreshed, refresh

PAGE = """\
<!doctype html><html><head><title>Interpreters</title>{head}</head><body><main>
<h1>Interpreters</h1>{banner}
<h2>Who may listen</h2><p>A practice asks the patient before an interpreter joins, and writes it
down. {words}</p>
<p>Nobody in the family has to interpret for anybody else in a practice.</p></main></body></html>
"""


def page(words: str = "", head: str = "", banner: str = "") -> bytes:
    return PAGE.format(words=words, head=head, banner=banner).encode()


@pytest.fixture
def server() -> Iterator[DocumentServer]:
    with DocumentServer() as opened:
        yield opened


@pytest.fixture
def added(project: Project, server: DocumentServer) -> Source:
    """A source that was taken over from the server."""
    server.serve("/guide", answer(page(), ETag='"one"'))
    code = main(
        [
            *("add", f"http://127.0.0.1:{server.port}/guide", "--allow-local-server", "--yes"),
            *("--id", "guide", "--publisher", "P", "--kind", "charity", "--published", "2020"),
            *("--config", str(project.config_file)),
        ]
    )
    assert code == 0
    return read_knowledge(project.config.knowledge)[0].sources["guide"]


def found(*sources: Source) -> list[tuple[str, str]]:
    asked = refresh(sources, no_bar, pause_seconds=0, allow_local=True)
    return [(its.source.id, its.standing) for its in asked]


def only(source: Source) -> Refreshed:
    (its,) = refresh([source], no_bar, pause_seconds=0, allow_local=True)
    return its


def test_a_document_from_an_address_keeps_what_its_server_said(
    added: Source, server: DocumentServer
) -> None:
    assert added.url == f"http://127.0.0.1:{server.port}/guide"
    assert (added.etag, len(added.sha256 or "")) == ('"one"', 64)


def test_the_same_version_is_asked_for_on_condition_and_unchanged(
    added: Source, server: DocumentServer
) -> None:
    server.serve("/guide", answer(b"", status=304))
    assert only(added).standing == "unchanged"
    assert server.asked[-1].headers["if-none-match"] == '"one"'
    assert server.asked[-1].headers["user-agent"].startswith("patient-data-rights-bot/")


def test_other_bytes_with_the_same_words_are_unchanged(
    added: Source, server: DocumentServer
) -> None:
    server.serve("/guide", answer(page(head="<script>visit = 7</script>")))
    assert only(added).standing == "unchanged"


def test_a_changed_section_is_named(added: Source, server: DocumentServer) -> None:
    server.serve("/guide", answer(page("The patient may refuse.")))
    its = only(added)
    assert its.standing == "changed"
    assert its.detail.startswith("1 of 1 sections: who-may-listen")


def test_withdrawn_is_told_by_the_sentence_that_says_so(
    added: Source, server: DocumentServer
) -> None:
    said = "This guidance was withdrawn on 9 November 2018."
    server.serve("/guide", answer(page(banner=f"<p>{said}</p>")))
    its = only(added)
    assert (its.standing, its.detail.rstrip(".")) == ("withdrawn", said.rstrip("."))


@pytest.mark.parametrize(
    ("status", "standing"), [(404, "gone"), (410, "gone"), (503, "unreachable")]
)
def test_gone_is_not_merely_out_of_order(
    added: Source, server: DocumentServer, status: int, standing: str
) -> None:
    server.serve("/guide", answer(b"", status=status))
    assert only(added).standing == standing


@pytest.mark.parametrize(("status", "standing"), [(301, "moved"), (302, "unchanged")])
def test_only_what_moved_for_good_has_moved(
    added: Source, server: DocumentServer, status: int, standing: str
) -> None:
    server.serve("/guide", redirect("/new-guide", status))
    server.serve("/new-guide", answer(page()))
    its = only(added)
    assert its.standing == standing
    assert ("/new-guide" in its.detail) == (standing == "moved")


@pytest.mark.parametrize(
    ("last_modified", "standing"),
    [
        ("Sat, 01 Jan 2022 10:00:00 GMT", "unchanged"),
        ("Tue, 01 Jan 2030 10:00:00 GMT", "changed"),
        (None, "unknown"),
    ],
)
def test_of_a_digest_in_our_own_words_only_the_day_tells(
    project: Project, server: DocumentServer, last_modified: str | None, standing: str
) -> None:
    headers = {"Last_Modified": last_modified} if last_modified else {}
    server.serve("/digest", answer(page(), **headers))
    source = read_knowledge(project.config.knowledge)[0].sources["helpline"]
    source = replace(source, url=f"http://127.0.0.1:{server.port}/digest")
    assert only(source).standing == standing


def test_what_is_most_pressing_comes_first(added: Source, server: DocumentServer) -> None:
    server.serve("/old", answer(b"", status=410))
    old = replace(added, id="old", url=f"http://127.0.0.1:{server.port}/old")
    assert found(added, old) == [("old", "gone"), ("guide", "unchanged")]


def test_a_site_is_asked_one_thing_at_a_time(added: Source, server: DocumentServer) -> None:
    now, most = [0], [0]

    def slowly(connection: socket.socket) -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        sleep(0.1)
        now[0] -= 1
        connection.sendall(answer(page()))

    server.serve("/guide", slowly)
    sources = [replace(added, id=f"s{n}", etag=None) for n in range(4)]
    assert len(found(*sources)) == 4
    assert most == [1]


def test_refresh_lists_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], project: Project, added: Source, server: DocumentServer
) -> None:
    server.serve("/guide", answer(page("The patient may refuse.")))
    before = {file: file.read_bytes() for file in Path(project.folder).rglob("*.md")}
    capsys.readouterr()
    arguments = ["refresh", "guide", "--allow-local-server", "--config", str(project.config_file)]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "changed     guide" in out
    assert out.endswith("1 changed\n")
    assert main([*arguments, "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["counts"] == {"changed": 1}
    assert {file: file.read_bytes() for file in Path(project.folder).rglob("*.md")} == before


def test_refresh_of_a_source_that_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str], project: Project
) -> None:
    code = main(["refresh", "nowhere", "--config", str(project.config_file)])
    assert (code, "no source has this id" in capsys.readouterr().err) == (2, True)
