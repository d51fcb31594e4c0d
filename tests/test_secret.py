"""A chat is named so that only who has the secret can tell which one it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.telegram.secret import VARIABLE, Secret, open_secret
from index import ConfigError

KEY = "correct-horse-battery-staple"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without a secret."""
    monkeypatch.delenv(VARIABLE, raising=False)
    return monkeypatch


@pytest.fixture
def umask_of_nothing() -> Iterator[None]:
    """Let every file be open to everybody that does not say who may read it."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def written(folder: Path, key: str, mode: int = 0o600) -> Path:
    file = folder / "secret"
    file.write_text(key, encoding="utf-8")
    file.chmod(mode)
    return file


# Where it comes from


def test_secret_of_the_environment_is_taken_and_no_file_made(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(VARIABLE, KEY)
    assert open_secret(tmp_path).name_of("chat", 7) == Secret(KEY).name_of("chat", 7)
    assert list(tmp_path.iterdir()) == []


def test_secret_of_the_environment_goes_before_that_of_the_file(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, "another-secret-of-the-file")
    environment.setenv(VARIABLE, KEY)
    assert open_secret(tmp_path).name_of("chat", 7) == Secret(KEY).name_of("chat", 7)
    assert file.read_text(encoding="utf-8") == "another-secret-of-the-file"


def test_empty_secret_of_the_environment_is_none(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    written(tmp_path, KEY)
    environment.setenv(VARIABLE, "")
    assert open_secret(tmp_path).name_of("chat", 7) == Secret(KEY).name_of("chat", 7)


def test_secret_is_made_once_and_then_stays(tmp_path: Path) -> None:
    first = open_secret(tmp_path)
    content = (tmp_path / "secret").read_bytes()
    assert open_secret(tmp_path).name_of("chat", 7) == first.name_of("chat", 7)
    assert (tmp_path / "secret").read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_secret_that_is_made_is_long_and_never_the_same(tmp_path: Path) -> None:
    made = set()
    for n in range(20):
        folder = tmp_path / str(n)
        folder.mkdir()
        open_secret(folder)
        made.add((folder / "secret").read_text(encoding="utf-8").strip())
    assert len(made) == 20
    assert min(map(len, made)) >= 43


def test_line_break_of_an_editor_is_no_part_of_the_secret(tmp_path: Path) -> None:
    written(tmp_path, f"{KEY}\n")
    assert open_secret(tmp_path).name_of("chat", 7) == Secret(KEY).name_of("chat", 7)


# Who may read it


@pytest.mark.usefixtures("umask_of_nothing")
def test_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    open_secret(tmp_path)
    assert mode_of(tmp_path / "secret") == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o602, 0o777])
def test_file_that_others_may_open_is_refused(tmp_path: Path, mode: int) -> None:
    file = written(tmp_path, KEY, mode)
    with pytest.raises(ConfigError) as refused:
        open_secret(tmp_path)
    assert str(refused.value) == (
        f"{file}: others can read the secret; make it yours: chmod 600 {file}"
    )
    assert mode_of(file) == mode


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_file_of_its_owner_alone_is_taken(tmp_path: Path, mode: int) -> None:
    written(tmp_path, KEY, mode)
    assert open_secret(tmp_path).name_of("chat", 7) == Secret(KEY).name_of("chat", 7)


# What is refused


@pytest.mark.parametrize("key", ["x", "x" * 21, " "])
def test_short_secret_of_the_environment_is_refused_by_its_name(
    tmp_path: Path, environment: pytest.MonkeyPatch, key: str
) -> None:
    environment.setenv(VARIABLE, key)
    with pytest.raises(ConfigError) as refused:
        open_secret(tmp_path)
    assert str(refused.value).startswith(f"BOT_SECRET: the secret has {len(key)} characters, ")
    assert "at least 22 are needed" in str(refused.value)


def test_short_secret_of_the_file_is_refused_by_its_place(tmp_path: Path) -> None:
    file = written(tmp_path, "x" * 21 + "\n")
    with pytest.raises(ConfigError) as refused:
        open_secret(tmp_path)
    assert str(refused.value).startswith(f"{file}: the secret has 21 characters, ")


def test_file_that_was_made_and_not_written_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    with pytest.raises(ConfigError, match="the secret has 0 characters"):
        open_secret(tmp_path)
    assert file.read_bytes() == b""


def test_refusal_never_repeats_the_secret(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv(VARIABLE, "hunter2")
    with pytest.raises(ConfigError) as refused:
        open_secret(tmp_path)
    assert "hunter2" not in str(refused.value)


def test_shortest_secret_that_is_long_enough_is_taken(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(VARIABLE, "x" * 22)
    assert open_secret(tmp_path).name_of("chat", 7) == Secret("x" * 22).name_of("chat", 7)


def test_file_that_is_no_text_is_refused_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(bytes(range(128, 192)))
    file.chmod(0o600)
    with pytest.raises(ConfigError) as refused:
        open_secret(tmp_path)
    assert str(refused.value).startswith(f"{file}: ")


# Names


def test_name_of_a_chat_stays_from_version_to_version() -> None:
    """Otherwise every choice that is remembered would be forgotten by an update."""
    secret = Secret("x" * 22)
    assert secret.name_of("chat", 123456789) == "ab096ff0946c744dbdf593d69f91eef5"
    assert secret.name_of("caseworker", 123456789) == "5d9325477868a60d60c5bf7acc962cc9"


def test_same_chat_has_the_same_name() -> None:
    assert Secret(KEY).name_of("chat", -100123) == Secret(KEY).name_of("chat", -100123)


def test_another_kind_has_another_name() -> None:
    secret = Secret(KEY)
    kinds = ("chat", "caseworker", "webhook path", "webhook token")
    assert len({secret.name_of(kind, 7) for kind in kinds}) == len(kinds)


def test_another_secret_gives_another_name() -> None:
    assert Secret(KEY).name_of("chat", 7) != Secret(f"{KEY}.").name_of("chat", 7)


def test_ten_thousand_chats_have_as_many_names_of_32_digits() -> None:
    secret = Secret(KEY)
    names = {secret.name_of("chat", number) for number in range(-5000, 5000)}
    assert len(names) == 10_000
    assert {len(name) for name in names} == {32}
    assert set("".join(names)) == set("0123456789abcdef")


def test_kind_and_number_do_not_run_into_each_other() -> None:
    secret = Secret(KEY)
    assert secret.name_of("chat1", 23) != secret.name_of("chat12", 3)
    assert secret.name_of("chat", 123) != secret.name_of("chat1", 23)


# What it says of itself


def test_secret_says_nothing_of_its_key() -> None:
    @dataclass
    class Bot:
        secret: Secret

    secret = Secret(KEY)
    assert repr(secret) == "Secret(...)"
    for said in (str(secret), f"{secret}", repr([secret]), repr(Bot(secret))):
        assert KEY not in said
