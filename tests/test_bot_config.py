"""The [bot] table is read as written; what is misspelt, missing or impossible is refused."""

from __future__ import annotations

import re
from typing import get_args

import msgspec
import pytest
from conftest import REPOSITORY, Project

from bot.config import BotSettings, bot_settings
from index import ConfigError, EmergencyKind, load_config


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
    text = project.config_file.read_text(encoding="utf-8")
    head = text.partition("[bot.emergency_cards]")[0]
    project.config_file.write_text(
        f'{head}[bot.emergency_cards]\nviolence = "gp-address"\n', encoding="utf-8"
    )
    assert project.settings == BotSettings(
        longest_question=11,
        longest_reply=12,
        passages=13,
        suggestions=14,
        help_cards=("help-immigration-lawyer",),
        emergency_cards={"violence": "gp-address"},
    )


def test_the_settings_of_the_project_itself_are_valid() -> None:
    settings = bot_settings(load_config(REPOSITORY / "config.toml"))
    assert settings.longest_question == 4096
    assert settings.help_cards
    assert set(settings.emergency_cards) == set(get_args(EmergencyKind))


def test_every_card_that_the_settings_name_is_there() -> None:
    settings = bot_settings(load_config(REPOSITORY / "config.toml"))
    named = {*settings.help_cards, *settings.emergency_cards.values()}
    cards = {file.stem for file in (REPOSITORY / "knowledge" / "answers").glob("*.md")}
    assert named - cards == set()


def test_every_setting_is_explained_in_config_toml() -> None:
    text = (REPOSITORY / "config.toml").read_text(encoding="utf-8")
    table = text.partition("\n[bot]\n")[2].partition("\n[")[0]
    explained = re.findall(r"^(?:#[^\n]*\n(\w+) = |(\w+) = [^#\n]*#)", table, re.MULTILINE)
    names = [before or after for before, after in explained]
    # The cards of emergencies have a table of their own, which says what it is for.
    assert "\n# The card that answers each kind of emergency" in text
    assert [*names, "emergency_cards"] == [
        field.name for field in msgspec.structs.fields(BotSettings)
    ]


def test_misspelt_key_is_refused_with_the_known_ones(project: Project) -> None:
    project.configure("longest_reply = 2600", "longest_replay = 2600")
    assert refusal(project) == (
        "config.toml: [bot] has unknown keys ['longest_replay']; known: ['emergency_cards',"
        " 'help_cards',"
        " 'longest_question', 'longest_reply', 'passages', 'suggestions']"
    )


@pytest.mark.parametrize("name", [field.name for field in msgspec.structs.fields(BotSettings)])
def test_missing_key_is_refused_by_name(project: Project, name: str) -> None:
    text = project.config_file.read_text(encoding="utf-8")
    without = text.partition(f"[bot.{name}]")[0]
    project.config_file.write_text(
        re.sub(rf"^{name} = .*\n", "", without, flags=re.MULTILINE), encoding="utf-8"
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


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("violence = ", "violance = ", "'violance'"),
        ('violence = "help-domestic-abuse"', "violence = 999", "Expected `str`, got `int`"),
        ("[bot.emergency_cards]", "[bot.emergency_card]", "['emergency_card']"),
    ],
)
def test_impossible_emergency_is_refused(project: Project, old: str, new: str, value: str) -> None:
    project.configure(old, new)
    message = refusal(project)
    assert message.startswith("config.toml: ")
    assert value in message


def test_file_without_the_table_is_refused(project: Project) -> None:
    text = project.config_file.read_text(encoding="utf-8")
    project.config_file.write_text(text.partition("\n[bot]\n")[0], encoding="utf-8")
    assert refusal(project) == "config.toml: there is no table [bot]; add it"


def test_settings_cannot_be_changed_by_who_reads_them(project: Project) -> None:
    with pytest.raises(AttributeError):
        project.settings.passages = 9  # type: ignore[misc]
