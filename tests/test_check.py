"""What is wrong between files stops a build; what is doubtful is only told."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from conftest import Project

from index import Encoder
from index.check import find_doubts, find_near_duplicates, read_and_check
from index.passages import Knowledge, Problem

LAWYER = "answers/help-immigration-lawyer.md"
ADDRESS = "answers/gp-address.md"
HELPLINE = "sources/helpline.md"
GUIDE = "sources/practice-guide.md"
AGREEMENT = "sources/old-agreement.md"
NOTE = "sources/scottish-note.md"
EXAMPLES = "questions/scope.jsonl"

# The day on which every small source was looked at.
CHECKED = date(2026, 11, 21)


def check(project: Project) -> list[Problem]:
    return read_and_check(project.folder / "knowledge")[1]


def assert_problems(
    problems: list[Problem], *expected: tuple[str, int, str], remedy: str, is_error: bool = True
) -> None:
    """Assert that these are the problems: file, line and value of each, and words of the remedy."""
    assert [(p.file.removeprefix("knowledge/"), p.line, p.value) for p in problems] == [*expected]
    assert all(remedy in problem.remedy for problem in problems)
    assert all(problem.is_error == is_error for problem in problems)


def doubts(project: Project, today: date = CHECKED, review_after_days: int = 365) -> list[Problem]:
    folder = project.folder / "knowledge"
    return find_doubts(read_and_check(folder)[0], folder, today, review_after_days)


def near_duplicates(project: Project, encoder: Encoder, closest: float = 0.97) -> list[Problem]:
    folder = project.folder / "knowledge"
    knowledge, problems = read_and_check(folder)
    assert problems == []
    vectors = encoder.encode_queries(questions(knowledge))
    return find_near_duplicates(knowledge, folder, vectors, closest)


def questions(knowledge: Knowledge) -> list[str]:
    return [question for card in knowledge.cards.values() for question in card.questions]


def test_small_project_has_no_errors_and_no_doubts(project: Project) -> None:
    knowledge, problems = read_and_check(project.folder / "knowledge")
    assert problems == []
    assert doubts(project) == []
    assert (len(knowledge.sources), len(knowledge.passages), len(knowledge.cards)) == (4, 8, 4)
    assert len(knowledge.examples) == 16


# Citations


def test_citation_of_an_unknown_source_is_refused(project: Project) -> None:
    project.replace(LAWYER, "its list.[helpline#law]", "its list.[hotline#law]")
    assert_problems(check(project), (LAWYER, 16, "hotline#law"), remedy="no source has this id")


def test_citation_of_an_unknown_section_is_refused_with_those_there_are(project: Project) -> None:
    project.replace(LAWYER, "its list.[helpline#law]", "its list.[helpline#lawyers]")
    problems = check(project)
    assert_problems(problems, (LAWYER, 16, "helpline#lawyers"), remedy="has no such section")
    assert problems[0].remedy.endswith("; it has: helpline#phone, helpline#law")


def test_citation_that_does_not_resolve_is_refused_beside_one_that_does(project: Project) -> None:
    project.replace(LAWYER, "its list.[helpline#law]", "its list.[helpline#law][helpline#fax]")
    assert_problems(check(project), (LAWYER, 16, "helpline#fax"), remedy="it has: helpline#phone")


def test_renamed_section_is_missed_by_every_card_that_cites_it(project: Project) -> None:
    project.replace(HELPLINE, "## Phone: ", "## Telephone: ")
    assert_problems(
        check(project),
        (ADDRESS, 26, "helpline#phone"),
        (LAWYER, 19, "helpline#phone"),
        ("answers/register-without-papers.md", 22, "helpline#phone"),
        ("answers/who-can-help-me-for-free.md", 13, "helpline#phone"),
        remedy="it has: helpline#telephone, helpline#law",
    )


def test_card_that_rests_only_on_sources_nobody_read_is_refused(project: Project) -> None:
    project.replace(HELPLINE, "evidence: read in part", "evidence: not read (closed)")
    assert_problems(
        check(project),
        (LAWYER, 2, "help-immigration-lawyer"),
        ("answers/who-can-help-me-for-free.md", 2, "who-can-help-me-for-free"),
        remedy="rests only on sources marked 'not read'; cite one that was read",
    )


def test_one_source_that_was_read_is_enough_for_a_card(project: Project) -> None:
    project.replace(HELPLINE, "evidence: read in part", "evidence: not read")
    for card in (LAWYER, "answers/who-can-help-me-for-free.md"):
        project.replace(card, "[helpline#phone]", "[helpline#phone][old-agreement#terms]")
    assert check(project) == []


# Supersession


def test_successor_that_is_not_there_is_refused(project: Project) -> None:
    project.replace(NOTE, "superseded_by: []", "superseded_by: [helpline, new-rules]")
    assert_problems(
        check(project), (NOTE, 10, "new-rules"), remedy="superseded_by names no source here"
    )


def test_source_that_replaced_itself_is_refused(project: Project) -> None:
    project.replace(NOTE, "superseded_by: []", "superseded_by: [scottish-note]")
    assert_problems(
        check(project),
        (NOTE, 10, "scottish-note -> scottish-note"),
        remedy="goes round in a circle",
    )


def test_circle_of_two_is_refused_at_both(project: Project) -> None:
    project.replace(GUIDE, "superseded_by: []", "superseded_by: [old-agreement]")
    assert_problems(
        check(project),
        (AGREEMENT, 11, "old-agreement -> practice-guide -> old-agreement"),
        (GUIDE, 10, "practice-guide -> old-agreement -> practice-guide"),
        remedy="goes round in a circle; take out the step that is wrong",
    )


def test_circle_of_three_is_refused_at_each_but_not_at_the_way_into_it(project: Project) -> None:
    project.replace(GUIDE, "superseded_by: []", "superseded_by: [helpline]")
    project.replace(HELPLINE, "superseded_by: []", "superseded_by: [old-agreement]")
    project.replace(NOTE, "superseded_by: []", "superseded_by: [helpline]")
    assert_problems(
        check(project),
        (HELPLINE, 9, "helpline -> old-agreement -> practice-guide -> helpline"),
        (AGREEMENT, 11, "old-agreement -> practice-guide -> helpline -> old-agreement"),
        (GUIDE, 10, "practice-guide -> helpline -> old-agreement -> practice-guide"),
        remedy="goes round in a circle",
    )


def test_two_ways_to_one_successor_are_no_circle(project: Project) -> None:
    project.replace(AGREEMENT, "[practice-guide]", "[practice-guide, helpline]")
    project.replace(GUIDE, "superseded_by: []", "superseded_by: [scottish-note]")
    project.replace(HELPLINE, "superseded_by: []", "superseded_by: [scottish-note]")
    assert check(project) == []


# Examples


def test_example_of_an_unknown_card_is_refused(project: Project) -> None:
    project.replace(EXAMPLES, '"card": "register-without-papers"', '"card": "register"')
    assert_problems(
        check(project), (EXAMPLES, 4, "register"), (EXAMPLES, 5, "register"), remedy="no card has"
    )


def test_example_with_a_card_that_must_not_be_answered_is_refused(project: Project) -> None:
    project.replace(
        EXAMPLES,
        'bread", "answerable": false, "kind": "chat", "card": null',
        'bread", "answerable": false, "kind": "chat", "card": "gp-address"',
    )
    assert_problems(
        check(project), (EXAMPLES, 9, "gp-address"), remedy="not answerable, so no card: use null"
    )


@pytest.mark.parametrize("kept", [b"true", b"false"])
def test_examples_of_one_kind_only_are_refused(project: Project, kept: bytes) -> None:
    file = project.file(EXAMPLES)
    file.write_bytes(b"\n".join(ln for ln in file.read_bytes().splitlines() if kept in ln))
    assert_problems(
        check(project), (EXAMPLES, 1, "8 examples of one kind"), remedy="examples of both kinds"
    )


def test_knowledge_without_examples_is_accepted(project: Project) -> None:
    project.file(EXAMPLES).unlink()
    assert check(project) == []


def test_knowledge_without_any_card_is_refused(project: Project) -> None:
    project.file(EXAMPLES).unlink()
    for file in project.file("answers").iterdir():
        file.unlink()
    assert_problems(check(project), ("answers", 1, "no card"), remedy="write one card or more")


def test_line_that_is_no_example_is_refused(project: Project) -> None:
    project.replace(EXAMPLES, '"lang": "en"}\n{"text": "who won', '"lang": "en"\n{"text": "who won')
    problems = check(project)
    assert [(p.file, p.line) for p in problems] == [(f"knowledge/{EXAMPLES}", 11)]


# All together


def test_problems_come_in_the_order_of_files_and_lines(project: Project) -> None:
    project.replace(EXAMPLES, '"card": "gp-address"', '"card": "gp"')
    project.replace(NOTE, "kind: health-body", "kind: board")
    project.replace(NOTE, "superseded_by: []", "superseded_by: [new-rules]")
    project.replace(NOTE, "## Summary: ", "## ")
    project.replace(ADDRESS, "[practice-guide#para-12]", "[practice-guide#page-12]")
    project.replace(ADDRESS, "verdict:", "answer:")
    assert [(p.file.removeprefix("knowledge/"), p.line) for p in check(project)] == [
        (ADDRESS, 1),
        (ADDRESS, 9),
        (ADDRESS, 17),
        (EXAMPLES, 1),
        (EXAMPLES, 2),
        (EXAMPLES, 3),
        (NOTE, 5),
        (NOTE, 10),
        (NOTE, 16),
    ]


def test_source_that_cannot_be_read_is_missed_by_those_who_need_it(project: Project) -> None:
    project.replace(GUIDE, 'title: "Guide', "title: [Guide")
    values = [(p.file.removeprefix("knowledge/"), p.value) for p in check(project)]
    assert (AGREEMENT, "practice-guide") in values
    assert (ADDRESS, "practice-guide#para-9") in values
    assert [value for file, value in values if file == GUIDE] != []


def test_folder_that_is_missing_gives_problems(project: Project) -> None:
    knowledge, problems = read_and_check(project.folder / "nowhere")
    assert knowledge == Knowledge({}, {}, {})
    assert [p.file for p in problems] == ["nowhere/answers", "nowhere/sources"]


def test_damaged_files_are_accepted_or_refused_and_never_break_the_check(project: Project) -> None:
    folder = project.folder / "knowledge"
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    random = np.random.default_rng(20261121)
    accepted = 0
    for _ in range(300):
        file = files[random.integers(len(files))]
        whole = file.read_bytes()
        damaged = whole
        for _ in range(random.integers(1, 4)):
            damaged = damage(damaged, random)
        file.write_bytes(damaged)
        knowledge, problems = read_and_check(folder)
        found = find_doubts(knowledge, folder, CHECKED, 365)
        for problem in (*problems, *found):
            there = (project.folder / problem.file).read_bytes()
            assert 1 <= problem.line <= there.count(b"\n") + there.count(b"\r") + 1, str(problem)
        accepted += not problems
        file.write_bytes(whole)
    assert 10 < accepted < 150
    assert check(project) == []


def damage(data: bytes, random: np.random.Generator) -> bytes:
    """Return `data` with some bytes deleted, put in or replaced, or with two lines swapped."""
    start = int(random.integers(len(data) + 1))
    end = start + int(random.integers(1, 20))
    marks = [b"---", b"[", b"]", b"\n", b"\r", b"- ", b": ", b"#", b"```\n", b'"', b"> ", b"&a "]
    way = random.integers(5)
    if way == 0:
        return data[:start] + data[end:]
    if way == 1:
        return data[:start] + random.bytes(end - start) + data[start:]
    if way == 2:
        return data[:start] + marks[random.integers(len(marks))] + data[start:]
    if way == 3:
        return data[:start] + random.bytes(2) + data[start + 2 :]
    lines = data.split(b"\n")
    one, other = random.integers(len(lines), size=2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


# Doubts


def test_card_that_cites_only_the_past_is_doubtful(project: Project) -> None:
    for old in ("[helpline#law]", "[helpline#phone]"):
        project.replace(LAWYER, old, "[old-agreement#terms]")
    assert check(project) == []
    assert_problems(
        doubts(project),
        (LAWYER, 2, "help-immigration-lawyer"),
        remedy="cites only historical sources; word it as past, or cite one that holds today",
        is_error=False,
    )


def test_card_that_cites_past_and_present_is_not_doubtful(project: Project) -> None:
    project.replace(LAWYER, "[helpline#law]", "[old-agreement#terms]")
    assert doubts(project) == []


def test_source_becomes_doubtful_the_day_after_its_time_is_over(project: Project) -> None:
    project.replace(HELPLINE, "published: 2025-05-20", "published: 2026-11-01")
    project.replace(HELPLINE, "checked: 2026-11-21", "checked: 2026-11-01")
    last_day = date(2026, 11, 1) + timedelta(days=10)
    assert doubts(project, last_day, review_after_days=10) == []
    assert_problems(
        doubts(project, last_day + timedelta(days=1), review_after_days=10),
        (HELPLINE, 11, "2026-11-01"),
        remedy="not looked at since; compare it with https://example.org/helpline and set the day",
        is_error=False,
    )


def test_a_day_to_look_again_comes_before_the_usual_time(project: Project) -> None:
    project.replace(
        "sources/helpline.md", "checked: 2026-11-21", "checked: 2026-11-21\nreview_by: 2027-01-10"
    )
    project.replace(
        "answers/gp-address.md", "as_of: 2026-11-21", "as_of: 2026-11-21\nreview_by: 2027-01-11"
    )
    knowledge, _ = read_and_check(project.config.knowledge)
    folder = project.config.knowledge
    before, first, second = (
        [its.file for its in find_doubts(knowledge, folder, date(2027, 1, day), 365)]
        for day in (9, 10, 11)
    )
    assert before == []
    assert first == ["knowledge/sources/helpline.md"]
    assert second == ["knowledge/sources/helpline.md", "knowledge/answers/gp-address.md"]
    # And instead of it: what was put off until then is not asked for earlier.
    late = [its.file for its in find_doubts(knowledge, folder, date(2028, 11, 21), 365)]
    assert late.count("knowledge/sources/helpline.md") == 1


def test_what_a_program_took_over_is_doubtful_until_a_person_has_read_it(
    project: Project,
) -> None:
    project.replace("sources/helpline.md", "evidence: read in part", "evidence: not read")
    project.replace(
        "sources/helpline.md",
        "evidence: not read",
        "evidence: not read\nlicence: unknown\ntaken: [phone 0a1b2c3d]",
    )
    knowledge, _ = read_and_check(project.config.knowledge)
    today = date(2026, 11, 22)
    (doubt,) = find_doubts(knowledge, project.config.knowledge, today, 365)
    assert (doubt.file, doubt.value) == ("knowledge/sources/helpline.md", "not read")
    assert "compare it with the original" in doubt.remedy


def test_every_source_becomes_doubtful_in_time(project: Project) -> None:
    later = CHECKED + timedelta(days=366)
    assert [(p.file, p.line) for p in doubts(project, later)] == [
        ("knowledge/sources/helpline.md", 11),
        ("knowledge/sources/old-agreement.md", 13),
        ("knowledge/sources/practice-guide.md", 12),
        ("knowledge/sources/scottish-note.md", 12),
    ]


# Near duplicates


def test_different_questions_are_no_near_duplicates(project: Project, encoder: Encoder) -> None:
    assert near_duplicates(project, encoder) == []


def test_almost_the_same_question_on_two_cards_is_doubtful(
    project: Project, encoder: Encoder
) -> None:
    project.replace(ADDRESS, "is my address safe at the surgery", "free lawyer for a visa")
    found = near_duplicates(project, encoder)
    assert_problems(
        found,
        (ADDRESS, 6, "free lawyer for a visa"),
        remedy="almost the same as 'free lawyer for visa' of knowledge/answers/help-immigration-la",
        is_error=False,
    )
    assert "(cosine 0.99" in found[0].remedy


def test_almost_the_same_question_on_one_card_is_not_doubtful(
    project: Project, encoder: Encoder
) -> None:
    project.replace(
        ADDRESS,
        "is my address safe at the surgery",
        "will the doctor tell immigration where I live",
    )
    assert near_duplicates(project, encoder) == []


def test_each_pair_of_near_duplicates_is_told_once(project: Project, encoder: Encoder) -> None:
    project.replace(ADDRESS, "is my address safe at the surgery", "free lawyer for visa")
    project.replace(
        "answers/register-without-papers.md",
        "no passport can i get a doctor",
        "free lawyer for visa",
    )
    assert_problems(
        near_duplicates(project, encoder),
        (ADDRESS, 6, "free lawyer for visa"),
        (ADDRESS, 6, "free lawyer for visa"),
        (LAWYER, 5, "free lawyer for visa"),
        remedy="almost the same as 'free lawyer for visa' of knowledge/answers/",
        is_error=False,
    )


def test_how_near_is_too_near_is_a_setting(project: Project, encoder: Encoder) -> None:
    assert near_duplicates(project, encoder, closest=0.8) != []
    assert near_duplicates(project, encoder, closest=0.95) == []
