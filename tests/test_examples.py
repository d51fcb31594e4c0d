"""Each line of scope.jsonl is an example or a problem with its line number."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Project

from index.examples import read_examples
from index.passages import Example, Problem

NAME = "knowledge/questions/scope.jsonl"
GOOD = b'{"text": "a  b\\n c", "answerable": true, "kind": "plain", "card": null, "lang": "en"}'


def write(project: Project, data: bytes) -> None:
    project.file("questions/scope.jsonl").write_bytes(data)


def read(project: Project) -> tuple[tuple[Example, ...], list[Problem]]:
    return read_examples(project.folder / "knowledge")


def test_examples_come_in_order_with_their_lines(project: Project) -> None:
    examples, problems = read(project)
    assert problems == []
    assert [example.line for example in examples] == list(range(1, 17))
    assert [example.answerable for example in examples] == [True] * 8 + [False] * 8
    assert examples[3] == Example(
        line=4,
        text="i have no passport, will a doctor take me",
        answerable=True,
        kind="plain",
        card="register-without-papers",
        lang="en",
    )
    assert examples[8].card is None


def test_missing_file_is_no_problem(tmp_path: Path) -> None:
    assert read_examples(tmp_path / "knowledge") == ((), [])


def test_empty_file_is_no_problem(project: Project) -> None:
    write(project, b"")
    assert read(project) == ((), [])


def test_windows_line_ends_are_accepted(project: Project) -> None:
    before = read(project)
    data = project.file("questions/scope.jsonl").read_bytes()
    write(project, data.replace(b"\n", b"\r\n"))
    assert read(project) == before
    assert len(before[0]) == 16


def test_other_alphabets_are_read(project: Project) -> None:
    write(project, GOOD.replace(b"a  b\\n c", "هل يمكنني رؤية طبيب".encode()))
    (example,), problems = read(project)
    assert (example.text, problems) == ("هل يمكنني رؤية طبيب", [])


def test_runs_of_white_space_become_one_space(project: Project) -> None:
    write(project, GOOD)
    assert read(project) == ((Example(1, "a b c", True, "plain", None, "en"),), [])


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"not json", "malformed"),
        (b"", "truncated"),
        (b"[]", "got `array`"),
        (GOOD[:-5], "truncated"),
        (GOOD + b" x", "malformed"),
        (GOOD.replace(b', "lang": "en"', b""), "missing required field `lang`"),
        (GOOD.replace(b'"lang"', b'"language"'), "unknown field `language`"),
        (GOOD.replace(b"true", b'"yes"'), "Expected `bool`, got `str`"),
        (GOOD.replace(b"null", b"7"), "Expected `str | null`, got `int`"),
        (GOOD.replace(b"a  b", b"\\ud800"), "surrogate"),
        (GOOD.replace(b"a  b", b"caf\xe9"), "utf-8"),
        (b'{"text": ' + b"[" * 100_000, "Expected `str`, got `array`"),
    ],
)
def test_line_that_is_no_example_is_a_problem_and_the_others_are_read(
    project: Project, bad: bytes, why: str
) -> None:
    write(project, b"\n".join((GOOD, bad, GOOD.replace(b"a  b", b"other"))))
    examples, problems = read(project)
    assert [example.line for example in examples] == [1, 3]
    assert [(p.file, p.line, p.is_error) for p in problems] == [(NAME, 2, True)]
    assert problems[0].value == bad[:60].decode("utf-8", "replace")
    assert problems[0].remedy.startswith(
        "one JSON object a line with text, answerable, kind, card, lang: "
    )
    assert why in problems[0].remedy


def test_empty_text_is_a_problem(project: Project) -> None:
    write(project, GOOD + b"\n" + GOOD.replace(b"a  b\\n c", b" \\t "))
    _, problems = read(project)
    assert problems == [Problem(NAME, 2, " \t ", "the text is empty; fill or drop it")]


def test_text_that_stands_twice_is_a_problem_that_names_the_first_line(project: Project) -> None:
    other = GOOD.replace(b"a  b\\n c", b"other")
    write(project, b"\n".join((other, GOOD, other, GOOD.replace(b"a  b\\n c", b"a b c"), GOOD)))
    _, problems = read(project)
    assert problems == [
        Problem(NAME, 3, "other", "the same as line 1; drop one"),
        Problem(NAME, 4, "a b c", "the same as line 2; drop one"),
        Problem(NAME, 5, "a b c", "the same as line 2; drop one"),
    ]


def test_folder_in_place_of_the_file_is_a_problem(project: Project) -> None:
    file = project.file("questions/scope.jsonl")
    file.unlink()
    file.mkdir()
    assert read(project) == (
        (),
        [Problem(NAME, 1, "scope.jsonl", "cannot be read: Is a directory")],
    )
