"""The gold questions in knowledge/questions hold together and with the knowledge."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import REPOSITORY

from index.check import read_and_check
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


def test_nothing_that_is_only_reported_was_learned_from() -> None:
    learned = {" ".join(row["text"].lower().split()) for row in rows("scope")}
    for name in FIELDS:
        reported = {
            " ".join(said(row).lower().split()) for row in rows(name) if row["part"] == "report"
        }
        assert reported & learned == set()


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
