"""What should be looked at again comes in the order in which people need it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from conftest import Project

from index.gold import Gold, read_gold
from index.knowledge import read_knowledge
from index.staleness import Stale, find_stale

# Everything in the small knowledge was looked at on this day.
CHECKED = date(2026, 11, 21)
# As the command asks; the small knowledge is due on 20 May 2027.
DAYS = 180
DUE = date(2027, 5, 20)
NO_GOLD = Gold((), (), (), (), ())
SOURCES = {"helpline", "practice-guide", "scottish-note"}
CARDS = {
    "gp-address",
    "help-immigration-lawyer",
    "register-without-papers",
    "who-can-help-me-for-free",
}


def ask(project: Project, until: date = DUE, days: int = DAYS) -> list[Stale]:
    knowledge, problems = read_knowledge(project.folder / "knowledge")
    assert problems == []
    return find_stale(knowledge, read_gold(project.folder / "knowledge"), until, days)


def add_questions(project: Project, **cards_and_sections: list[str]) -> None:
    """Write a gold question: what serves it by its id."""
    lines = []
    for name, serving in cards_and_sections.items():
        question = {
            "id": name,
            "part": "development",
            "question": "What does it cost?",
            "style": "plain",
            "topic": "help",
            "time": "now",
            "gist": "It is free.",
            "must_mention": [],
            "must_not_say": [],
            "cards": [its for its in serving if "#" not in its],
            "sections": [its for its in serving if "#" in its],
            "partly": False,
        }
        lines.append(json.dumps(question))
    project.file("questions/in_scope.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_nothing_is_due_a_day_too_early(project: Project) -> None:
    assert ask(project, date(2027, 5, 19)) == []


def test_everything_current_is_due_when_its_days_are_over(project: Project) -> None:
    found = ask(project)
    assert {its.id for its in found if its.kind == "source"} == SOURCES
    assert {its.id for its in found if its.kind == "card"} == CARDS
    assert {its.due for its in found} == {DUE}
    assert {(its.kind, its.why) for its in found} == {
        ("source", "checked 2026-11-21"),
        ("card", "as_of 2026-11-21"),
    }


def test_what_was_due_long_ago_is_still_due(project: Project) -> None:
    assert len(ask(project, date(2040, 1, 1))) == len(SOURCES | CARDS)


@pytest.mark.parametrize(("checked", "days"), [("9999-12-31", DAYS), ("2026-11-21", 10**9)])
def test_what_is_due_after_the_end_of_the_calendar_is_not_due(
    project: Project, checked: str, days: int
) -> None:
    project.replace("sources/helpline.md", "checked: 2026-11-21", f"checked: {checked}")
    assert "helpline" not in {its.id for its in ask(project, date(2100, 1, 1), days)}


def test_without_days_all_is_due_on_the_day_it_was_checked(project: Project) -> None:
    assert ask(project, date(2026, 11, 20), 0) == []
    assert len(ask(project, CHECKED, 0)) == len(SOURCES | CARDS)


def test_a_historical_source_is_not_asked_after(project: Project) -> None:
    assert "old-agreement" not in {its.id for its in ask(project, date(2040, 1, 1))}


def test_a_historical_source_with_a_day_of_its_own_is(project: Project) -> None:
    project.replace("sources/old-agreement.md", "evidence:", "review_by: 2027-01-01\nevidence:")
    assert ask(project, date(2027, 1, 1)) == [
        Stale("source", "old-agreement", date(2027, 1, 1), "review_by", 0)
    ]


@pytest.mark.parametrize("name", ["sources/helpline.md", "answers/gp-address.md"])
def test_its_own_day_comes_before_the_day_it_was_checked(project: Project, name: str) -> None:
    project.replace(name, "---\nid:", "---\nreview_by: 2029-01-01\nid:")
    id_ = name.partition("/")[2].removesuffix(".md")
    assert id_ not in {its.id for its in ask(project, date(2028, 12, 31))}
    (found,) = (its for its in ask(project, date(2029, 1, 1)) if its.id == id_)
    assert (found.due, found.why) == (date(2029, 1, 1), "review_by")


def test_its_own_day_may_be_earlier(project: Project) -> None:
    project.replace("sources/helpline.md", "---\nid:", "---\nreview_by: 2026-12-01\nid:")
    assert [its.id for its in ask(project, date(2026, 12, 1))] == ["helpline"]


def test_what_more_questions_rest_on_comes_first(project: Project) -> None:
    add_questions(
        project,
        q1=["gp-address"],
        q2=["gp-address", "help-immigration-lawyer"],
        q3=["scottish-note#summary"],
    )
    # gp-address cites practice-guide, old-agreement and helpline; help-immigration-lawyer helpline.
    found = [(its.id, its.rests) for its in ask(project)]
    assert found[:5] == [
        ("gp-address", 2),
        ("helpline", 2),
        ("practice-guide", 2),
        ("help-immigration-lawyer", 1),
        ("scottish-note", 1),
    ]
    assert {rests for _, rests in found[5:]} == {0}


def test_a_question_rests_on_a_source_once_however_often_it_is_cited(project: Project) -> None:
    add_questions(project, q1=["gp-address", "practice-guide#para-9", "practice-guide#para-12"])
    rests = {its.id: its.rests for its in ask(project)}
    assert rests["practice-guide"] == 1


def test_of_what_as_many_rest_on_the_longest_due_comes_first(project: Project) -> None:
    project.replace("sources/scottish-note.md", "checked: 2026-11-21", "checked: 2025-01-01")
    project.replace("answers/gp-address.md", "as_of: 2026-11-21", "as_of: 2026-01-01")
    found = [its.id for its in ask(project)]
    assert found[:2] == ["scottish-note", "gp-address"]
    assert found[2:] == sorted(found[2:])


def test_a_question_served_by_a_card_that_is_gone_counts_for_nothing(project: Project) -> None:
    add_questions(project, q1=["no-such-card", "no-such-source#para-1"])
    assert {its.rests for its in ask(project)} == {0}


def test_conversations_and_other_languages_count(project: Project) -> None:
    conversation = {
        "id": "c1",
        "part": "report",
        "turns": ["Hello", "What of Scotland?"],
        "needs_context": True,
        "topic": "help",
        "gist": "It is free.",
        "must_mention": [],
        "must_not_say": [],
        "cards": [],
        "sections": ["scottish-note#summary"],
    }
    said = {
        "id": "l1",
        "part": "report",
        "question": "Ile to kosztuje?",
        "english": "What does it cost?",
        "card": "help-immigration-lawyer",
        "kind": "plain",
        "lang": "pl",
        "latin": False,
    }
    unanswered = said | {"id": "l2", "card": None}
    project.file("questions/conversations.jsonl").write_text(json.dumps(conversation))
    project.file("questions/languages.jsonl").write_text(
        f"{json.dumps(said)}\n{json.dumps(unanswered)}\n"
    )
    assert {its.id: its.rests for its in ask(project) if its.rests} == {
        "help-immigration-lawyer": 1,
        "helpline": 1,
        "scottish-note": 1,
    }


def test_an_empty_knowledge_has_nothing_stale(project: Project) -> None:
    for file in (project.folder / "knowledge").glob("*/*.md"):
        file.unlink()
    knowledge, _ = read_knowledge(project.folder / "knowledge")
    assert find_stale(knowledge, NO_GOLD, date(2040, 1, 1), DAYS) == []
