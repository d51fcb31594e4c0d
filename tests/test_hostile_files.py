"""Documents and settings that break parsers are refused in their place, without a traceback."""

from __future__ import annotations

import pytest
from conftest import Project

from index import ConfigError, load_config
from index.check import read_and_check

NOTE = "sources/scottish-note.md"
HELPLINE = "sources/helpline.md"
CARD = "answers/help-immigration-lawyer.md"
ADDRESS = "answers/gp-address.md"


def check(project: Project):
    return read_and_check(project.folder / "knowledge")[1]


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_character_that_yaml_forbids_is_a_problem(project: Project, character: str) -> None:
    project.replace(NOTE, "Test Board", f"Test Board{character}")
    assert [(p.file, p.line) for p in check(project)] == [(f"knowledge/{NOTE}", 4)]


def test_control_character_written_as_a_yaml_escape_is_refused(project: Project) -> None:
    project.replace(NOTE, '"Note for', '"\\x1b[31mNote for')
    assert [(p.file, p.line) for p in check(project)] == [(f"knowledge/{NOTE}", 3)]


@pytest.mark.parametrize("value", ["[" * 50_000 + "]" * 50_000, "\n  " + "- " * 50_000 + "x"])
def test_very_deeply_nested_yaml_does_not_kill_the_program(project: Project, value: str) -> None:
    project.replace(NOTE, "superseded_by: []", f"superseded_by: {value}")
    ran = project.run("index", "check")
    assert ran.returncode == 1
    assert f"knowledge/{NOTE}:".encode() in ran.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (HELPLINE, "The charity keeps", "| a | b |\n|---|---|\n| c | d |\n\nThe charity keeps", 21),
        (HELPLINE, "## Law: where to find a lawyer", "Law: where to find a lawyer\n---", 19),
        (HELPLINE, "The charity keeps", "[nobody]: for-anything\n\nThe charity keeps", 21),
        (CARD, "\n## What you can do", "\n##\n- Ask.[helpline#law]\n\n## What you can do", 15),
        (CARD, "its list.[helpline#law]", "its list.[helpline#law] [helpline#phone]", 16),
        (CARD, "- Ask the charity for its list.", "- Wait.(helpline#law) Ask the charity.", 16),
        (CARD, "- Ask the charity for its list.", "- They always tell… Ask the charity.", 16),
        (CARD, "- Ask the charity for its list.", "- They always tell. Éric says so.", 16),
        (CARD, "for its list.[helpline#law]", "[helpline#law] for its list.[helpline#law]", 16),
        (HELPLINE, "keeps a list", "keeps *a* list", 21),
        (HELPLINE, "keeps a list", "keeps [a](https://example.org) list", 21),
        (HELPLINE, "superseded_by: []", "superseded_by: {a: b}", 9),
    ],
    ids=[
        "table",
        "underlined heading",
        "link definition",
        "empty heading",
        "space between citations",
        "citation in round brackets",
        "ellipsis",
        "capital with accent",
        "citation inside a sentence",
        "emphasis",
        "link",
        "nested field",
    ],
)  # fmt: skip
def test_breach_is_refused_once(project: Project, file: str, old: str, new: str, line: int) -> None:
    project.replace(file, old, new)
    assert [(p.file, p.line) for p in check(project)] == [(f"knowledge/{file}", line)]


@pytest.mark.parametrize("words", ["Call from 9 a.m. Monday.", "Art. 8 protects you.", "See p. 4."])
def test_abbreviation_is_not_taken_for_a_sentence(project: Project, words: str) -> None:
    project.replace(CARD, "Ask the charity for its list.", words)
    assert check(project) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (ADDRESS, "address.[old-agreement#terms]", "address.[practice-guide#para-1]", 20),
        ("sources/practice-guide.md", "superseded_by: []", "superseded_by: [guide]", 10),
        (ADDRESS, "secret like", "secret\u2028like", None),
    ],
    ids=["start of another address", "part of the own id", "line separator above"],
)
def test_problem_is_told_at_its_own_line(
    project: Project, file: str, old: str, new: str, line: int | None
) -> None:
    project.replace(file, old, new)
    if line is None:
        project.replace(file, "[helpline#phone]", "[helpline#fax]")
        line = 26
    assert [(p.file, p.line) for p in check(project)] == [(f"knowledge/{file}", line)]


def test_lost_examples_are_a_problem(project: Project) -> None:
    file = project.file("questions/scope.jsonl")
    file.unlink()
    file.symlink_to("nowhere")
    assert [p.file for p in check(project)] == ["knowledge/questions/scope.jsonl"]


@pytest.mark.parametrize("line", ["x = " + "[" * 5000, 'index = "var/\\u0000index"'])
def test_strange_config_is_refused(project: Project, line: str) -> None:
    if line.startswith("index"):
        project.configure('index = "var/index"', line)
    else:
        project.configure("[paths]", f"{line}\n[paths]")
    with pytest.raises(ConfigError):
        load_config(project.config_file)


def test_config_with_a_byte_order_mark_is_read(project: Project) -> None:
    project.config_file.write_bytes(b"\xef\xbb\xbf" + project.config_file.read_bytes())
    load_config(project.config_file)
