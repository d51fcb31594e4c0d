"""Of a chat only what was chosen is remembered, for as long as it is used, and then no byte."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.telegram.people import Choices, People

NAME = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.sqlite"


@pytest.fixture
def people(file: Path) -> Iterator[People]:
    opened = People(file)
    yield opened
    opened.close()


@pytest.fixture
def umask_of_nothing() -> Iterator[None]:
    """Let every file be open to everybody that does not say who may read it."""
    before = os.umask(0)
    yield
    os.umask(before)


def rows_of(file: Path) -> list[tuple[str, str | None, str | None, str]]:
    """Return what another program reads in the file, chat by chat."""
    with closing(sqlite3.connect(file)) as database:
        return database.execute("select * from people order by chat").fetchall()


def write(file: Path, statement: str, *values: str) -> None:
    """Change the file as another program would."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(statement, values)


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()


def bytes_beside(file: Path) -> bytes:
    """Return all that is on the disk: the file, and whatever SQLite keeps beside it."""
    return b"".join(its.read_bytes() for its in sorted(file.parent.iterdir()))


# What makes a row


def test_whoever_chooses_nothing_leaves_no_row(file: Path, people: People) -> None:
    assert people.choices(NAME) == Choices(None, None)
    assert rows_of(file) == []
    assert NAME.encode() not in bytes_beside(file)


@pytest.mark.parametrize(
    "choices", [Choices("fr"), Choices(nation="Scotland"), Choices("ar", "Northern Ireland")]
)
def test_choice_is_remembered_as_it_was_made(people: People, choices: Choices) -> None:
    people.remember(NAME, choices)
    assert people.choices(NAME) == choices


def test_row_has_the_choice_and_the_day_and_nothing_else(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr", "Wales"))
    assert rows_of(file) == [(NAME, "fr", "Wales", days_ago(0))]
    with closing(sqlite3.connect(file)) as database:
        tables = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        columns = database.execute("select name from pragma_table_info('people')").fetchall()
    assert tables == [("people",)]
    assert columns == [("chat",), ("lang",), ("nation",), ("used",)]


def test_choice_is_that_of_one_chat_only(people: People) -> None:
    people.remember(NAME, Choices("fr"))
    people.remember(OTHER, Choices(nation="Wales"))
    assert people.choices(NAME) == Choices("fr", None)
    assert people.choices(OTHER) == Choices(None, "Wales")


def test_new_choice_takes_the_place_of_the_old_one(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr", "Wales"))
    people.remember(NAME, Choices("so"))
    assert rows_of(file) == [(NAME, "so", None, days_ago(0))]


def test_choice_of_nothing_takes_the_row_away(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr", "Wales"))
    people.remember(NAME, Choices())
    assert rows_of(file) == []
    assert NAME.encode() not in bytes_beside(file)


def test_choice_is_still_known_after_a_restart(file: Path) -> None:
    with closing(People(file)) as first:
        first.remember(NAME, Choices("uk", "Scotland"))
    with closing(People(file)) as second:
        assert second.choices(NAME) == Choices("uk", "Scotland")


def test_choice_is_on_the_disk_at_once(file: Path, people: People) -> None:
    """A program that is killed has closed nothing."""
    people.remember(NAME, Choices("uk"))
    with closing(People(file)) as second:
        assert second.choices(NAME) == Choices("uk")


def test_name_with_a_quotation_mark_is_a_name(file: Path, people: People) -> None:
    people.remember("a' or 'a' = 'a", Choices("fr"))
    people.remember(NAME, Choices("pl"))
    people.forget("a' or 'a' = 'a")
    assert [row[0] for row in rows_of(file)] == [NAME]


# What is no longer known


def test_language_that_is_no_longer_known_is_none_that_was_chosen(
    file: Path, people: People
) -> None:
    write(file, "insert into people values (?, 'tlh', 'Scotland', ?)", NAME, days_ago(0))
    assert people.choices(NAME) == Choices(None, "Scotland")


def test_nation_that_is_no_longer_known_is_none_that_was_chosen(file: Path, people: People) -> None:
    write(file, "insert into people values (?, 'fr', 'Atlantis', ?)", NAME, days_ago(0))
    assert people.choices(NAME) == Choices("fr", None)


# Forgetting


def test_what_is_forgotten_is_forgotten_on_the_disk_at_once(file: Path, people: People) -> None:
    people.remember(NAME, Choices("uk"))
    people.forget(NAME)
    assert people.choices(NAME) == Choices()
    assert rows_of(file) == []


def test_forgetting_leaves_no_byte_of_the_name(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr", "Scotland"))
    assert NAME.encode() in bytes_beside(file)
    people.forget(NAME)
    assert [
        NAME[n : n + 8] for n in range(25) if NAME[n : n + 8].encode() in file.read_bytes()
    ] == []
    assert NAME.encode() not in bytes_beside(file)
    assert b"Scotland" not in bytes_beside(file)


def test_forgetting_some_of_many_leaves_no_byte_of_them_and_all_of_the_others(
    file: Path, people: People
) -> None:
    chance = random.Random(20261122)
    names = [f"{chance.getrandbits(128):032x}" for _ in range(600)]
    for name in names:
        people.remember(name, Choices(chance.choice(["fr", "ar", "so"]), "Wales"))
    gone = set(chance.sample(names, 300))
    for name in gone:
        people.forget(name)
    content = bytes_beside(file)
    assert [name for name in gone if name.encode() in content] == []
    assert [name for name in names if name not in gone and name.encode() not in content] == []


def test_old_choice_leaves_no_byte_where_another_took_its_place(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr", "Northern Ireland"))
    people.remember(NAME, Choices("fr", "Wales"))
    assert b"Northern Ireland" not in bytes_beside(file)


def test_nothing_is_left_in_a_file_beside(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr"))
    people.remember(NAME, Choices("ar"))
    people.forget(NAME)
    beside = [its for its in file.parent.iterdir() if its != file]
    assert [its.name for its in beside if its.stat().st_size > 0] == []


def test_forgetting_who_is_not_known_does_nothing(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr"))
    people.forget(OTHER)
    assert [row[0] for row in rows_of(file)] == [NAME]


# What is not used any more


@pytest.mark.parametrize(("unused", "is_kept"), [(0, True), (179, True), (180, True), (181, False)])
def test_choice_is_forgotten_after_the_days_set_and_not_sooner(
    file: Path, people: People, unused: int, is_kept: bool
) -> None:
    people.remember(NAME, Choices("fr"))
    write(file, "update people set used = ?", days_ago(unused))
    assert people.forget_unused(180) == int(not is_kept)
    assert len(rows_of(file)) == int(is_kept)
    assert (NAME.encode() in bytes_beside(file)) == is_kept


def test_choice_that_is_used_counts_its_days_from_then_on(file: Path, people: People) -> None:
    people.remember(NAME, Choices("fr"))
    people.remember(OTHER, Choices("fr"))
    write(file, "update people set used = ?", days_ago(500))
    people.choices(NAME)
    assert rows_of(file)[0] == (NAME, "fr", None, days_ago(0))
    assert people.forget_unused(180) == 1
    assert [row[0] for row in rows_of(file)] == [NAME]


def test_number_of_those_forgotten_is_told(file: Path, people: People) -> None:
    for n in range(7):
        people.remember(f"{n:032x}", Choices("fr"))
        write(file, "update people set used = ? where chat = ?", days_ago(n), f"{n:032x}")
    assert people.forget_unused(3) == 3
    assert [row[0] for row in rows_of(file)] == [f"{n:032x}" for n in range(4)]
    assert people.forget_unused(3) == 0


# The file


@pytest.mark.usefixtures("umask_of_nothing")
def test_file_is_for_its_owner_alone(file: Path) -> None:
    with closing(People(file)) as people:
        people.remember(NAME, Choices("fr"))
        assert {stat.S_IMODE(its.stat().st_mode) for its in file.parent.iterdir()} == {0o600}


def test_file_that_others_could_read_becomes_its_owners(file: Path) -> None:
    People(file).close()
    file.chmod(0o644)
    People(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
