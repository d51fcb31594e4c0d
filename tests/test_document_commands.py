"""What a maintainer types to take documents over: index/document_commands.py, add.py, refresh.py"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pexpect
import pytest
from conftest import REPOSITORY, Project

from index.__main__ import main
from index.knowledge import read_source
from index.passages import Passage, Source

TODAY = datetime.now(UTC).date().isoformat()
SEEDS = sorted((REPOSITORY.parent / "shared" / "seeds").glob("*.txt"))
GUIDE = """\
# Talking to interpreters

Published 3 May 2021

## Who may listen

A practice asks the patient before an interpreter joins. The patient may refuse and ask for another
one, and nobody in the family has to do it.

## What is written down

The practice writes down that an interpreter was there. It does not write down what the
interpreter thinks of the patient.
"""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    file = tmp_path / "guide.md"
    file.write_text(GUIDE, encoding="utf-8")
    return file


def run(
    capsys: pytest.CaptureFixture[str], project: Project, *arguments: str
) -> tuple[int, str, str]:
    code = main([*arguments, "--config", str(project.config_file)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


FILE = "sources/talking-interpreters.md"
NEEDED = ("--publisher", "Test Council", "--kind", "regulator")


def read(project: Project, name: str) -> tuple[Source, list[Passage]]:
    file = project.file(f"sources/{name}.md")
    found, problems = read_source(file, project.config.knowledge)
    assert (problems, found is None) == ([], False)
    assert found is not None
    return found


def texts(project: Project, name: str) -> dict[str, str]:
    return {its.locator: its.text for its in read(project, name)[1]}


def test_a_document_becomes_one_file_that_says_where_it_comes_from(
    capsys: pytest.CaptureFixture[str], project: Project, guide: Path
) -> None:
    before = {file: file.read_bytes() for file in project.folder.rglob("*") if file.is_file()}
    code, out, err = run(capsys, project, "add", str(guide), *NEEDED, "--url", "none")
    assert (code, err) == (0, "")
    source, passages = read(project, "talking-interpreters")
    assert (source.title, source.published) == ("Talking to interpreters", "2021-05-03")
    assert (source.publisher, source.kind, source.status) == (
        "Test Council",
        "regulator",
        "current",
    )
    assert (source.url, source.licence, source.jurisdiction) == ("", "unknown", "UK")
    assert (source.checked, source.retrieved) == (TODAY, TODAY)
    assert source.sha256 is not None
    assert source.evidence.startswith("not read")
    assert [its.locator for its in passages] == ["Who may listen", "What is written down"]
    assert "Published 3 May 2021" not in "".join(its.text for its in passages)
    assert "talking-interpreters.md: 2 sections" in out
    assert "published     2021-05-03   (as the document says)" in out
    assert "status        current   (assumed; it says nothing of being withdrawn)" in out
    after = {file: file.read_bytes() for file in project.folder.rglob("*") if file.is_file()}
    assert after.keys() - before.keys() == {project.file(FILE)}
    assert {file: after[file] for file in before} == before


def test_what_nobody_tells_is_asked_for_and_nothing_written(
    capsys: pytest.CaptureFixture[str], project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "note.txt"
    file.write_text("A practice keeps an address secret. It says so to everybody.\n" * 3)
    code, out, err = run(capsys, project, "add", str(file))
    assert (code, out) == (2, "")
    assert "does not say its" in err
    assert "--publisher PUBLISHER" in err
    assert "--published PUBLISHED" in err
    assert len(list(project.file("sources").iterdir())) == 4


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--kind", "club", "one of: law, court"),
        ("--published", "May 2021", "YYYY-MM-DD"),
        ("--published", "2021-02-30", "real date"),
        ("--id", "../../etc/passwd", "lower-case letters"),
        ("--id", "a" * 121, "at most 120"),
        ("--url", "javascript:alert(1)", "a whole web address"),
        ("--licence", "mine", "one of: open government licence"),
        ("--evidence", "looked at", "read in full"),
        ("--review-by", "2027", "YYYY-MM-DD"),
        ("--status", "old", "current, historical"),
    ],
)
def test_a_bad_option_is_refused_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], project: Project, option: str, value: str, said: str
) -> None:
    code, _, err = run(capsys, project, "add", "no-such-file", option, value)
    assert code == 2
    assert said in err
    assert repr(value) in err


def test_a_person_is_asked_and_may_correct_a_slip(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("A note on doors\n\nA practice keeps its doors closed and asks who is there.\n")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "index", "add", str(file), "--config", str(project.config_file)],
        cwd=REPOSITORY,
        encoding="utf-8",
        timeout=60,
    )
    child.expect(r"id .*\[note-doors: made of the title\]: ")
    child.sendline("")
    child.expect(r"title .*: ")
    child.sendline("")
    child.expect("publisher .*: ")
    child.sendline("")
    child.expect("it is needed")
    child.sendline("Test Council")
    child.expect("kind .*: ")
    child.sendline("club")
    child.expect("one of: law")
    child.sendline("regulator")
    child.expect("url .*: ")
    child.sendline("none")
    child.expect("published .*: ")
    child.sendline("2020")
    child.expect("status .*: ")
    child.sendline("")
    child.expect("jurisdiction .*: ")
    child.sendline("Scotland")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    source, _ = read(project, "note-doors")
    assert (source.kind, source.published, source.jurisdiction) == ("regulator", "2020", "Scotland")


def test_leaving_in_the_middle_of_the_questions_writes_nothing(
    project: Project, guide: Path
) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "index", "add", str(guide), "--config", str(project.config_file)],
        cwd=REPOSITORY,
        encoding="utf-8",
        timeout=60,
    )
    child.expect("id .*: ")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert len(list(project.file("sources").iterdir())) == 4


@pytest.fixture
def added(capsys: pytest.CaptureFixture[str], project: Project, guide: Path) -> Project:
    assert run(capsys, project, "add", str(guide), *NEEDED)[0] == 0
    return project


def test_the_same_document_again_writes_nothing(
    capsys: pytest.CaptureFixture[str], added: Project, guide: Path
) -> None:
    file = added.file(FILE)
    before = file.read_bytes()
    code, out, _ = run(capsys, added, "add", str(guide))
    assert code == 0
    assert f"the document says what it said on {TODAY}" in out
    assert file.read_bytes() == before


def test_a_changed_document_changes_its_section_and_nothing_else(
    capsys: pytest.CaptureFixture[str], added: Project, guide: Path
) -> None:
    added.replace(
        FILE,
        'evidence: "not read',
        'evidence: "read in part; not read',
    )
    added.replace(FILE, "thinks of the patient", "thinks about the patient")
    guide.write_text(GUIDE.replace("may refuse", "can refuse at any time"), encoding="utf-8")
    code, out, _ = run(capsys, added, "add", str(guide), "--id", "talking-interpreters")
    assert code == 0
    found = texts(added, "talking-interpreters")
    assert "can refuse at any time" in found["Who may listen"]
    # What she corrected stays, since the document says there what it said.
    assert "thinks about the patient" in found["What is written down"]
    assert "changed: Who may listen" in out
    assert "corrected: What is written down" in out
    source, _ = read(added, "talking-interpreters")
    assert source.evidence.endswith(f"; changed on {TODAY} and not yet read: Who may listen")


def test_what_both_changed_waits_for_a_person(
    capsys: pytest.CaptureFixture[str], added: Project, guide: Path
) -> None:
    added.replace(FILE, "may refuse", "is free to refuse")
    before = added.file(FILE).read_bytes()
    guide.write_text(GUIDE.replace("may refuse", "can refuse"), encoding="utf-8")
    code, out, err = run(capsys, added, "add", str(guide), "--id", "talking-interpreters")
    assert code == 2
    assert "conflict: Who may listen" in out
    assert "--keep-mine or --take-theirs" in err
    assert added.file(FILE).read_bytes() == before
    options = ("--id", "talking-interpreters", "--take-theirs")
    assert run(capsys, added, "add", str(guide), *options)[0] == 0
    assert "can refuse" in texts(added, "talking-interpreters")["Who may listen"]


def test_what_a_person_settled_is_not_asked_again(
    capsys: pytest.CaptureFixture[str], added: Project, guide: Path
) -> None:
    added.replace(FILE, "may refuse", "is free to refuse")
    guide.write_text(GUIDE.replace("may refuse", "can refuse"), encoding="utf-8")
    options = ("--id", "talking-interpreters")
    assert run(capsys, added, "add", str(guide), *options, "--keep-mine")[0] == 0
    assert "is free to refuse" in texts(added, "talking-interpreters")["Who may listen"]
    code, out, _ = run(capsys, added, "add", str(guide), *options)
    assert (code, "corrected: Who may listen" in out, "conflict" in out) == (0, True, False)


def test_a_section_that_cards_cite_and_that_is_gone_is_told(
    capsys: pytest.CaptureFixture[str], added: Project, guide: Path
) -> None:
    added.replace(
        "answers/gp-address.md",
        "[practice-guide#section-3-1]",
        "[talking-interpreters#who-may-listen]",
    )
    guide.write_text(GUIDE.replace("## Who may listen", "## Who listens"), encoding="utf-8")
    code, out, _ = run(capsys, added, "add", str(guide), "--id", "talking-interpreters")
    assert code == 0
    assert "cited by a card and gone: talking-interpreters#who-may-listen" in out
    assert "these words stood under Who may listen" in out


def test_a_digest_in_our_own_words_is_not_written_over(
    capsys: pytest.CaptureFixture[str], project: Project, guide: Path
) -> None:
    code, _, err = run(capsys, project, "add", str(guide), "--id", "practice-guide", *NEEDED)
    assert code == 2
    assert "in our own words" in err
    assert "--supersedes practice-guide" in err


def test_another_document_does_not_take_an_id_that_is_taken(
    capsys: pytest.CaptureFixture[str], added: Project, tmp_path: Path
) -> None:
    other = tmp_path / "other.md"
    other.write_text(GUIDE.replace("interpreter", "neighbour"), encoding="utf-8")
    other.write_text(other.read_text().replace("Talking to neighbours", "Talking to interpreters"))
    code, _, err = run(capsys, added, "add", str(other), *NEEDED)
    assert code == 2
    assert "is there already, and is another document" in err


def test_what_it_replaces_becomes_historical_and_its_sentences_are_shown(
    capsys: pytest.CaptureFixture[str], project: Project, guide: Path
) -> None:
    code, out, _ = run(
        capsys, project, "add", str(guide), *NEEDED, "--supersedes", "practice-guide"
    )
    assert code == 0
    source, _ = read(project, "practice-guide")
    assert (source.status, source.superseded_by) == ("historical", ("talking-interpreters",))
    assert "these speak of it as of today; reword them:" in out
    assert "register-without-papers: Yes, you need no passport" in out


def test_a_document_that_was_withdrawn_or_closed_says_so_at_once(
    capsys: pytest.CaptureFixture[str], project: Project, tmp_path: Path
) -> None:
    page = "<html><head><title>Doors</title></head><body><main><h1>Doors</h1>{}<h2>Who asks</h2>"
    page += "<p>A practice asks who stands at its door, and tells nobody who it was.</p></main>"
    page += "<footer>{}</footer></body></html>"
    file = tmp_path / "doors.html"
    free = "This page is available under the Open Government Licence v3.0."
    file.write_text(page.format("", free), encoding="utf-8")
    assert run(capsys, project, "add", str(file), *NEEDED, "--published", "2020")[0] == 0
    source, _ = read(project, "doors")
    assert (source.licence, source.status) == ("open government licence", "current")
    banner = "<p>This guidance was withdrawn on 1 March 2026.</p>"
    file.write_text(page.format(banner, "All rights reserved."), encoding="utf-8")
    code, out, _ = run(capsys, project, "add", str(file), "--id", "doors")
    source, _ = read(project, "doors")
    assert (code, source.licence, source.status) == (0, "all rights reserved", "historical")
    assert "status: historical (as the document says)" in out


def test_looking_at_a_document_by_program_is_no_look_by_a_person(
    capsys: pytest.CaptureFixture[str], added: Project, guide: Path
) -> None:
    added.replace(FILE, f"checked: {TODAY}", "checked: 2025-01-01")
    guide.write_text(GUIDE.replace("may refuse", "can refuse"), encoding="utf-8")
    assert run(capsys, added, "add", str(guide), "--id", "talking-interpreters")[0] == 0
    source, _ = read(added, "talking-interpreters")
    assert (source.checked, source.retrieved) == ("2025-01-01", TODAY)


def test_what_it_replaces_must_be_whole_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], project: Project, guide: Path
) -> None:
    project.replace("sources/helpline.md", "kind: charity", "kind: club")
    code, _, err = run(capsys, project, "add", str(guide), *NEEDED, "--supersedes", "helpline")
    assert (code, "'club'" in err, "nothing was written" in err) == (1, True, True)
    assert not project.file(FILE).exists()


def test_words_without_a_licence_are_not_ours_because_its_line_is_gone(added: Project) -> None:
    added.replace(FILE, "licence: unknown\n", "")
    _, problems = read_source(added.file(FILE), added.config.knowledge)
    assert [its.value for its in problems] == ["taken"]


def test_what_it_replaces_must_be_there_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], project: Project, guide: Path
) -> None:
    code, _, err = run(capsys, project, "add", str(guide), *NEEDED, "--supersedes", "guide")
    assert code == 2
    assert "did you mean practice-guide?" in err
    assert len(list(project.file("sources").iterdir())) == 4


def test_supersede_sets_both_fields_and_leaves_every_other_line(
    capsys: pytest.CaptureFixture[str], project: Project
) -> None:
    file = project.file("sources/helpline.md")
    before = file.read_text(encoding="utf-8").splitlines()
    code, out, _ = run(capsys, project, "supersede", "helpline", "scottish-note")
    assert code == 0
    after = file.read_text(encoding="utf-8").splitlines()
    changed = [line for line in after if line not in before]
    assert changed == ["status: historical", "superseded_by: [scottish-note]"]
    assert len(after) == len(before)
    assert "gp-address: The helpline is free: 020 7946 0000. [helpline#phone]" in out
    assert run(capsys, project, "supersede", "helpline", "scottish-note")[0] == 0
    assert file.read_text(encoding="utf-8").splitlines() == after


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("helpline", "helpline", "one way"),
        ("practice-guide", "old-agreement", "one way"),
        ("helpline", "nowhere", "no source has this id"),
    ],
)
def test_supersession_that_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], project: Project, old: str, new: str, said: str
) -> None:
    code, _, err = run(capsys, project, "supersede", old, new)
    assert code == 2
    assert said in err


def test_stale_lists_what_is_due_the_most_needed_first(
    capsys: pytest.CaptureFixture[str], project: Project
) -> None:
    assert run(capsys, project, "stale")[1] == "nothing is due\n"
    project.replace("sources/helpline.md", "checked: 2026-11-21", "checked: 2024-01-31")
    project.replace(
        "answers/gp-address.md", "as_of: 2026-11-21", "as_of: 2026-11-21\nreview_by: 2026-01-01"
    )
    code, out, _ = run(capsys, project, "stale", "--json")
    assert code == 0
    assert [(its["id"], its["due"], its["why"]) for its in json.loads(out)] == [
        ("helpline", "2025-01-30", "checked 2024-01-31"),
        ("gp-address", "2026-01-01", "review_by"),
    ]


@pytest.mark.skipif(not SEEDS, reason="the original documents are not here")
@pytest.mark.parametrize("seed", SEEDS, ids=lambda its: its.name[:3])
def test_each_original_document_comes_out_clean(
    capsys: pytest.CaptureFixture[str], project: Project, seed: Path
) -> None:
    options = ("--id", "seed", "--publisher", "P", "--kind", "news", "--published", "2018")
    code, _, err = run(capsys, project, "add", str(seed), *options, "--title", "T")
    assert (code, err) == (0, "")
    words = "\n".join(f"{p.locator}: {p.heading}\n{p.text}" for p in read(project, "seed")[1])
    around = (
        "comment|leave a reply|email address will|follow us|support us|print friendly|getty"
        "|credit:|featured image|goat|read on|posted by|written by|donation|get in touch|tags:"
    )
    assert re.findall(around, words, re.IGNORECASE) == []
