"""The [bot] table is read as written; what is misspelt, missing or impossible is refused."""

from __future__ import annotations

import re

import msgspec
import pytest
from conftest import REPOSITORY, Project

from bot.config import BotSettings, bot_settings
from index import ConfigError, load_config


def refusal(project: Project) -> str:
    config = project.config
    with pytest.raises(ConfigError) as caught:
        bot_settings(config)
    return str(caught.value)


def test_every_setting_is_read_as_written(project: Project) -> None:
    project.configure("longest_question = 4096", "longest_question = 11")
    project.configure("longest_reply = 2600", "longest_reply = 12")
    project.configure("passages = 3", "passages = 13")
    project.configure("suggestions = 3", "suggestions = 14")
    project.configure(
        '["who-can-help-me-for-free", "help-immigration-lawyer"]', '["help-immigration-lawyer"]'
    )
    assert project.settings == BotSettings(11, 12, 13, 14, ("help-immigration-lawyer",))


def test_the_settings_of_the_project_itself_are_valid() -> None:
    settings = bot_settings(load_config(REPOSITORY / "config.toml"))
    assert settings.longest_question == 4096
    assert settings.help_cards


def test_every_setting_is_explained_in_config_toml() -> None:
    text = (REPOSITORY / "config.toml").read_text(encoding="utf-8")
    table = text.partition("\n[bot]\n")[2].partition("\n[")[0]
    explained = re.findall(r"^(?:#[^\n]*\n(\w+) = |(\w+) = [^#\n]*#)", table, re.MULTILINE)
    names = [before or after for before, after in explained]
    assert names == [field.name for field in msgspec.structs.fields(BotSettings)]


def test_misspelt_key_is_refused_with_the_known_ones(project: Project) -> None:
    project.configure("longest_reply = 2600", "longest_replay = 2600")
    assert refusal(project) == (
        "config.toml: [bot] has unknown keys ['longest_replay']; known: ['help_cards',"
        " 'longest_question', 'longest_reply', 'passages', 'suggestions']"
    )


@pytest.mark.parametrize("name", [field.name for field in msgspec.structs.fields(BotSettings)])
def test_missing_key_is_refused_by_name(project: Project, name: str) -> None:
    text = project.config_file.read_text(encoding="utf-8")
    project.config_file.write_text(
        re.sub(rf"^{name} = .*\n", "", text, flags=re.MULTILINE), encoding="utf-8"
    )
    message = refusal(project)
    assert message.startswith("config.toml: [bot] ")
    assert f"`{name}`" in message


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("longest_question = 4096", "longest_question = 0", "0"),
        ("longest_question = 4096", "longest_question = -1", "-1"),
        ("longest_reply = 2600", 'longest_reply = "2600"', "'2600'"),
        ("longest_reply = 2600", "longest_reply = 2600.5", "2600.5"),
        ("passages = 3 ", "passages = true ", "True"),
        ("suggestions = 3 ", "suggestions = [3] ", "[3]"),
        ("help_cards = [", 'help_cards = "help-immigration-lawyer" #', "'help-immigration-lawyer'"),
        ("help_cards = [", "help_cards = [1, ", "1"),
    ],
)
def test_impossible_value_is_refused_with_its_line_and_itself(
    project: Project, old: str, new: str, value: str
) -> None:
    project.configure(old, new)
    lines = project.config_file.read_text(encoding="utf-8").splitlines()
    name = new.partition(" ")[0]
    line = 1 + next(n for n, text in enumerate(lines) if text.startswith(f"{name} ="))
    message = refusal(project)
    assert message.startswith(f"config.toml: line {line}: [bot] ")
    assert f"$.{name}" in message
    assert value in message


def test_file_without_the_table_is_refused(project: Project) -> None:
    text = project.config_file.read_text(encoding="utf-8")
    project.config_file.write_text(text.partition("\n[bot]\n")[0], encoding="utf-8")
    assert refusal(project) == "config.toml: there is no table [bot]; add it"


def test_settings_cannot_be_changed_by_who_reads_them(project: Project) -> None:
    with pytest.raises(AttributeError):
        project.settings.passages = 9  # type: ignore[misc]
