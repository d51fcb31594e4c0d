"""The gold questions in knowledge/questions hold together and with the knowledge."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY

from index import KnowledgeError
from index.check import read_and_check
from index.gold import Gold, GoldQuestion, mentions, read_gold
from index.passages import Knowledge

FOLDER = REPOSITORY / "knowledge" / "questions"
FIELDS = {
    "in_scope": {
        *("id", "question", "style", "topic", "time", "gist", "must_mention", "must_not_say"),
        *("cards", "sections", "partly", "part"),
    },
    "out_of_scope": {"id", "message", "kind", "expected", "lang", "part"},
    "emergencies": {"id", "message", "emergency", "kind", "lang", "part"},
    "personal_data": {"id", "message", "kinds", "lang", "part"},
    "conversations": {
        *("id", "turns", "needs_context", "topic", "gist", "must_mention", "must_not_say"),
        *("cards", "sections", "part"),
    },
}


# What is learned from beside the development part of gold questions.
LEARNED = {
    "scope": {"text", "answerable", "kind", "card", "lang"},
    "alarms": {"text", "emergency", "kind", "lang"},
}


def rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def said(row: dict[str, Any]) -> str:
    return str(row.get("question") or row.get("message") or row.get("text") or row["turns"])


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_and_check(REPOSITORY / "knowledge")[0]


@pytest.mark.parametrize("name", FIELDS)
def test_every_line_has_the_fields_of_its_file_and_an_id_of_its_own(name: str) -> None:
    for row in rows(name):
        assert set(row) == FIELDS[name], row["id"]
        assert row["part"] in ("development", "report"), row["id"]
    assert len({row["id"] for row in rows(name)}) == len(rows(name))


@pytest.mark.parametrize("name", FIELDS)
def test_no_message_stands_twice(name: str) -> None:
    messages = [said(row) for row in rows(name)]
    assert len(set(messages)) == len(messages)


@pytest.mark.parametrize("name", ["in_scope", "conversations"])
def test_cards_and_sections_that_serve_exist(name: str, knowledge: Knowledge) -> None:
    for row in rows(name):
        assert [c for c in row["cards"] if c not in knowledge.cards] == [], row["id"]
        assert [s for s in row["sections"] if s not in knowledge.passages] == [], row["id"]
        assert row["cards"] or row["sections"], row["id"]


@pytest.mark.parametrize("name", ["in_scope", "conversations"])
def test_what_must_be_mentioned_stands_in_what_serves(name: str, knowledge: Knowledge) -> None:
    missing = []
    for row in rows(name):
        if row["part"] == "development" and name == "in_scope":
            continue
        cards = (knowledge.cards[card_id] for card_id in row["cards"])
        passages = (knowledge.passages[address] for address in row["sections"])
        texts = [f"{card.question} {card.verdict} {card.text}" for card in cards]
        texts += [f"{passage.heading} {passage.text}" for passage in passages]
        everything = " ".join(texts).lower().replace("’", "'")
        for entry in row["must_mention"]:
            if not any(alternative.lower() in everything for alternative in entry.split("|")):
                missing.append((row["id"], entry))
    assert missing == []


@pytest.mark.parametrize("name", LEARNED)
def test_every_line_to_learn_from_has_its_fields(name: str) -> None:
    assert [row for row in rows(name) if set(row) != LEARNED[name]] == []


def test_nothing_that_is_only_reported_was_learned_from() -> None:
    learned = {words(said(row)) for name in LEARNED for row in rows(name)}
    for name in FIELDS:
        learned |= {words(said(row)) for row in rows(name) if row["part"] == "development"}
    for name in FIELDS:
        reported = {words(said(row)) for row in rows(name) if row["part"] == "report"}
        assert (name, reported & learned - {""}) == (name, set())


def words(text: str) -> str:
    """Return the words of a message alone: small letters, no punctuation."""
    return " ".join(re.findall(r"\w+", text.lower()))


def test_there_are_enough_of_every_kind() -> None:
    in_scope, emergencies = rows("in_scope"), rows("emergencies")
    personal = rows("personal_data")
    assert len(in_scope) >= 500
    assert sum(row["part"] == "report" for row in in_scope) >= 200
    not_answerable = [row for row in rows("scope") if not row["answerable"]]
    assert len(not_answerable) + len(rows("out_of_scope")) >= 900
    assert len(rows("out_of_scope")) >= 150
    assert sum(row["emergency"] for row in emergencies) >= 60
    assert sum(not row["emergency"] for row in emergencies) >= 120
    assert sum(bool(row["kinds"]) for row in personal) >= 80
    assert sum(not row["kinds"] for row in personal) >= 120
    assert len(rows("conversations")) >= 60


# index/gold.py


def gold_line(**fields: Any) -> bytes:
    line = {
        "id": "q1", "part": "report", "question": "is it free", "style": "plain", "topic": None,
        "time": "now", "gist": "", "must_mention": ["yes|free"], "must_not_say": [], "cards": [],
        "sections": ["helpline#phone"], "partly": False,
    }  # fmt: skip
    return json.dumps(line | fields).encode()


def write(folder: Path, *lines: bytes) -> Path:
    (folder / "questions").mkdir()
    (folder / "questions" / "in_scope.jsonl").write_bytes(b"\n".join(lines))
    return folder


def test_the_real_gold_questions_are_read_whole() -> None:
    gold = read_gold(REPOSITORY / "knowledge")
    for name in FIELDS:
        assert [its.id for its in getattr(gold, name)] == [row["id"] for row in rows(name)]


def test_a_gold_question_is_read_field_by_field(tmp_path: Path) -> None:
    (question,) = read_gold(write(tmp_path, gold_line())).in_scope
    assert question == GoldQuestion(
        id="q1",
        part="report",
        question="is it free",
        style="plain",
        topic=None,
        time="now",
        gist="",
        must_mention=("yes|free",),
        must_not_say=(),
        cards=(),
        sections=("helpline#phone",),
        partly=False,
    )


def test_missing_files_have_no_gold_questions(tmp_path: Path) -> None:
    assert read_gold(tmp_path) == Gold((), (), (), (), ())


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"", "truncated"),
        (b"not json", "malformed"),
        (gold_line(part="test"), "Invalid enum value 'test'"),
        (gold_line(time="soon"), "Invalid enum value 'soon'"),
        (gold_line(must_mention="yes"), "Expected `array`, got `str`"),
        (gold_line(remark="?"), "unknown field `remark`"),
        (b"\xff", "malformed"),
    ],
)
def test_a_line_of_another_form_is_refused_with_its_place(
    tmp_path: Path, bad: bytes, why: str
) -> None:
    write(tmp_path, gold_line(), bad, gold_line(id="q3"))
    with pytest.raises(KnowledgeError, match=re.escape("in_scope.jsonl:2: ")) as caught:
        read_gold(tmp_path)
    assert why in str(caught.value)
    assert str(caught.value).endswith("; correct the line")


@pytest.mark.parametrize(
    ("reply", "must_mention", "found"),
    [
        ("It is free.", ("free",), [True]),
        ("It is FREE.", ("no cost|free",), [True]),
        ("It costs £5.", ("no cost|free", "£5"), [False, True]),
        ("You don’t pay.", ("don't",), [True]),
        ("You don't pay.", ("don’t pay | nothing",), [True]),
        ("", ("free",), [False]),
        ("It is free.", (), []),
    ],
)
def test_a_reply_mentions_an_entry_by_any_of_its_alternatives(
    reply: str, must_mention: tuple[str, ...], found: list[bool]
) -> None:
    assert mentions(reply, must_mention) == found
