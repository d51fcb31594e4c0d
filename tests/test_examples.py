"""Each line of the files that an index learns from is a message or a problem with its place."""

from __future__ import annotations

import json

import pytest
from conftest import Project

from index.check import read_and_check
from index.examples import Messages, read_messages
from index.passages import Alarm, Example, Lookup, Problem

NAME = "knowledge/questions/scope.jsonl"
GOOD = b'{"text": "a  b\\n c", "answerable": true, "kind": "plain", "card": null, "lang": "en"}'
ALARM = b'{"text": "a  b\\n c", "emergency": true, "kind": "violence", "lang": "ar"}'
QUESTION = {
    "id": "q1",
    "part": "development",
    "question": "will  my gp tell",
    "style": "figure",
    "topic": None,
    "time": None,
    "gist": "",
    "must_mention": ["no|never", "gp"],
    "must_not_say": [],
    "cards": ["gp-address", "register-without-papers"],
    "sections": [],
    "partly": False,
}
EMERGENCY = {
    "id": "e1",
    "part": "development",
    "message": "he has  a knife",
    "emergency": True,
    "kind": "violence",
    "lang": "en",
}
# Each file with a good line of it.
FILES = {
    "scope.jsonl": GOOD,
    "alarms.jsonl": ALARM,
    "in_scope.jsonl": json.dumps(QUESTION).encode(),
    "emergencies.jsonl": json.dumps(EMERGENCY).encode(),
}


def write(project: Project, data: bytes, name: str = "scope.jsonl") -> None:
    project.file(f"questions/{name}").write_bytes(data)


def lines(*rows: dict[str, object]) -> bytes:
    return b"\n".join(json.dumps(row).encode() for row in rows)


def read(project: Project) -> Messages:
    return read_messages(project.folder / "knowledge")


def test_examples_come_in_order_with_their_places(project: Project) -> None:
    found = read(project)
    assert (found.problems, found.alarms, found.lookups) == ((), (), ())
    assert [example.place for example in found.examples] == [
        f"scope.jsonl:{line}" for line in range(1, 17)
    ]
    assert [example.answerable for example in found.examples] == [True] * 8 + [False] * 8
    assert found.examples[3] == Example(
        place="scope.jsonl:4",
        text="i have no passport, will a doctor take me",
        answerable=True,
        kind="plain",
        card="register-without-papers",
        lang="en",
    )
    assert found.examples[8].card is None


def test_development_questions_are_examples_and_lookups(project: Project) -> None:
    rest = QUESTION | {"id": "q2", "question": "and then", "cards": [], "must_mention": []}
    write(project, lines(QUESTION, rest), "in_scope.jsonl")
    found = read(project)
    assert found.problems == ()
    assert found.examples[16:] == (
        Example("in_scope.jsonl:1", "will my gp tell", True, "figure", "gp-address", "en"),
        Example("in_scope.jsonl:2", "and then", True, "figure", None, "en"),
    )
    assert found.lookups == (
        Lookup(
            "will my gp tell", ("gp-address", "register-without-papers"), ("no|never", "gp"), False
        ),
        Lookup("and then", (), (), False),
    )


def test_alarms_come_from_both_files(project: Project) -> None:
    write(project, ALARM, "alarms.jsonl")
    write(project, lines(EMERGENCY), "emergencies.jsonl")
    found = read(project)
    assert found.problems == ()
    assert found.alarms == (
        Alarm("alarms.jsonl:1", "a b c", True, "violence", "ar"),
        Alarm("emergencies.jsonl:1", "he has a knife", True, "violence", "en"),
    )


def test_nothing_that_is_only_reported_is_ever_read(project: Project) -> None:
    before = read(project)
    write(project, lines(QUESTION | {"part": "report"}), "in_scope.jsonl")
    write(project, lines(EMERGENCY | {"part": "report"}), "emergencies.jsonl")
    assert read(project) == before


def test_the_place_counts_lines_that_are_only_reported_too(project: Project) -> None:
    other = QUESTION | {"id": "q0", "part": "report", "question": "something else"}
    write(project, lines(other, QUESTION), "in_scope.jsonl")
    assert read(project).examples[-1].place == "in_scope.jsonl:2"


def test_missing_files_are_no_problem(project: Project) -> None:
    project.file("questions/scope.jsonl").unlink()
    assert read(project) == Messages((), (), (), ())


@pytest.mark.parametrize("name", FILES)
def test_empty_file_is_no_problem(project: Project, name: str) -> None:
    write(project, b"", name)
    assert read(project).problems == ()


def test_windows_line_ends_are_accepted(project: Project) -> None:
    before = read(project)
    data = project.file("questions/scope.jsonl").read_bytes()
    write(project, data.replace(b"\n", b"\r\n"))
    assert read(project) == before
    assert len(before.examples) == 16


def test_other_alphabets_are_read(project: Project) -> None:
    write(project, GOOD.replace(b"a  b\\n c", "هل يمكنني رؤية طبيب".encode()))
    found = read(project)
    assert [example.text for example in found.examples] == ["هل يمكنني رؤية طبيب"]
    assert found.problems == ()


def test_runs_of_white_space_become_one_space(project: Project) -> None:
    write(project, GOOD)
    assert read(project).examples == (Example("scope.jsonl:1", "a b c", True, "plain", None, "en"),)


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
    found = read(project)
    assert [example.place for example in found.examples] == ["scope.jsonl:1", "scope.jsonl:3"]
    assert [(p.file, p.line, p.is_error) for p in found.problems] == [(NAME, 2, True)]
    assert found.problems[0].value == bad[:60].decode("utf-8", "replace")
    assert found.problems[0].remedy.startswith(
        "one JSON object a line with text, answerable, kind, card, lang: "
    )
    assert why in found.problems[0].remedy


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [b"not json", b"{}", b"", b"[]", b"\xff"])
def test_damaged_line_of_any_file_is_told_in_its_place(
    project: Project, name: str, damage: bytes
) -> None:
    write(project, b"\n".join((FILES[name], damage, FILES[name])), name)
    damaged = [p for p in read(project).problems if p.remedy.startswith("one JSON object")]
    assert [(p.file, p.line) for p in damaged] == [(f"knowledge/questions/{name}", 2)]


@pytest.mark.parametrize("name", ["scope.jsonl", "alarms.jsonl"])
def test_empty_text_is_a_problem(project: Project, name: str) -> None:
    write(project, FILES[name] + b"\n" + FILES[name].replace(b"a  b\\n c", b" \\t "), name)
    file = f"knowledge/questions/{name}"
    assert read(project).problems == (Problem(file, 2, "", "the text is empty; fill or drop it"),)


def test_text_that_stands_twice_is_a_problem_that_names_the_first_line(project: Project) -> None:
    other = GOOD.replace(b"a  b\\n c", b"other")
    write(project, b"\n".join((other, GOOD, other, GOOD.replace(b"a  b\\n c", b"a b c"), GOOD)))
    assert read(project).problems == (
        Problem(NAME, 3, "other", "the same as scope.jsonl:1; drop one"),
        Problem(NAME, 4, "a b c", "the same as scope.jsonl:2; drop one"),
        Problem(NAME, 5, "a b c", "the same as scope.jsonl:2; drop one"),
    )


def test_text_that_stands_in_two_files_is_a_problem(project: Project) -> None:
    write(project, lines(QUESTION | {"question": "who won the match"}), "in_scope.jsonl")
    write(project, ALARM.replace(b"a  b\\n c", b"he has a knife"), "alarms.jsonl")
    write(project, lines(EMERGENCY), "emergencies.jsonl")
    assert [(p.file, p.line, p.remedy) for p in read(project).problems] == [
        ("knowledge/questions/in_scope.jsonl", 1, "the same as scope.jsonl:12; drop one"),
        ("knowledge/questions/emergencies.jsonl", 1, "the same as alarms.jsonl:1; drop one"),
    ]


def test_the_same_text_may_teach_scope_and_alarms(project: Project) -> None:
    write(project, ALARM.replace(b"a  b\\n c", b"who won the match"), "alarms.jsonl")
    assert read(project).problems == ()


def test_card_of_a_development_question_must_be_there(project: Project) -> None:
    write(project, lines(QUESTION | {"cards": ["nowhere"]}), "in_scope.jsonl")
    _, problems = read_and_check(project.folder / "knowledge")
    assert [(p.file, p.line, p.value) for p in problems] == [
        ("knowledge/questions/in_scope.jsonl", 1, "nowhere")
    ]


def test_further_cards_of_a_development_question_must_be_there(project: Project) -> None:
    write(project, lines(QUESTION | {"cards": ["gp-address", "nowhere"]}), "in_scope.jsonl")
    _, problems = read_and_check(project.folder / "knowledge")
    assert [p.value for p in problems] == ["nowhere"]


@pytest.mark.parametrize("name", FILES)
def test_folder_in_place_of_a_file_is_a_problem(project: Project, name: str) -> None:
    file = project.file(f"questions/{name}")
    file.unlink(missing_ok=True)
    file.mkdir()
    assert read(project).problems == (
        Problem(f"knowledge/questions/{name}", 1, name, "cannot be read: Is a directory"),
    )


@pytest.mark.parametrize("name", FILES)
def test_link_to_nowhere_is_a_problem(project: Project, name: str) -> None:
    file = project.file(f"questions/{name}")
    file.unlink(missing_ok=True)
    file.symlink_to("nowhere")
    assert [p.line for p in read(project).problems] == [1]
