"""The [bot] table is read as written; what is misspelt, missing or impossible is refused."""

from __future__ import annotations

import re
from typing import get_args

import msgspec
import pytest
from conftest import REPOSITORY, Project

from bot.config import BotSettings, TelegramSettings, Webhook, bot_settings
from index import ConfigError, EmergencyKind, load_config

TELEGRAM = """
[bot.telegram]
operator = "A charity"
caseworkers = ["one", "two"]
example_cards = ["gp-address"]
folder = "elsewhere"
remember_days = 21
conversation_minutes = 22
most_waiting = 23
most_waiting_of_one = 24
status_port = 25

[bot.telegram.webhook]
url = "https://bot.example.org"
listen = "0.0.0.0"
port = 26
certificate = "ours.pem"
key = "ours.key"
"""


def names_of(kind: type[msgspec.Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(kind)]


def refusal(project: Project) -> str:
    config = project.config
    with pytest.raises(ConfigError) as caught:
        bot_settings(config)
    return str(caught.value)


def test_every_setting_is_read_as_written(project: Project) -> None:
    project.configure("longest_question = 4096", "longest_question = 11")
    project.configure("longest_reply = 2600", "longest_reply = 12")
    project.configure("passages = 3", "passages = 13")
    project.configure("quoted_words = 60", "quoted_words = 15")
    project.configure("suggestions = 3", "suggestions = 14")
    project.configure(
        '["who-can-help-me-for-free", "help-immigration-lawyer"]', '["help-immigration-lawyer"]'
    )
    text = project.config_file.read_text(encoding="utf-8")
    head = text.partition("[bot.emergency_cards]")[0]
    project.config_file.write_text(
        f'{head}[bot.emergency_cards]\nviolence = "gp-address"\n{TELEGRAM}', encoding="utf-8"
    )
    assert project.settings == BotSettings(
        longest_question=11,
        longest_reply=12,
        passages=13,
        quoted_words=15,
        suggestions=14,
        help_cards=("help-immigration-lawyer",),
        emergency_cards={"violence": "gp-address"},
        telegram=TelegramSettings(
            operator="A charity",
            caseworkers=("one", "two"),
            example_cards=("gp-address",),
            folder="elsewhere",
            remember_days=21,
            conversation_minutes=22,
            most_waiting=23,
            most_waiting_of_one=24,
            status_port=25,
            webhook=Webhook(
                url="https://bot.example.org",
                listen="0.0.0.0",  # noqa: S104 - nothing listens
                port=26,
                certificate="ours.pem",
                key="ours.key",
            ),
        ),
    )


def test_a_server_behind_a_proxy_needs_no_certificate_and_no_key(project: Project) -> None:
    text = project.config_file.read_text(encoding="utf-8")
    without = re.sub(r"^(certificate|key) = .*\n", "", text, flags=re.MULTILINE)
    assert without.count("\n") == text.count("\n") - 2
    project.config_file.write_text(without, encoding="utf-8")
    webhook = project.settings.telegram.webhook
    assert (webhook.certificate, webhook.key) == ("", "")


def test_the_settings_of_the_project_itself_are_valid() -> None:
    settings = bot_settings(load_config(REPOSITORY / "config.toml"))
    assert settings.longest_question == 4096
    assert settings.help_cards
    assert set(settings.emergency_cards) == set(get_args(EmergencyKind))


def test_every_card_that_the_settings_name_is_there() -> None:
    settings = bot_settings(load_config(REPOSITORY / "config.toml"))
    named = {
        *settings.help_cards,
        *settings.emergency_cards.values(),
        *settings.telegram.example_cards,
    }
    cards = {file.stem for file in (REPOSITORY / "knowledge" / "answers").glob("*.md")}
    assert named - cards == set()


def test_every_setting_is_explained_in_config_toml() -> None:
    text = (REPOSITORY / "config.toml").read_text(encoding="utf-8")
    table = text.partition("\n[bot]\n")[2].partition("\n[")[0]
    explained = re.findall(r"^(?:#[^\n]*\n(\w+) = |(\w+) = [^#\n]*#)", table, re.MULTILINE)
    names = [before or after for before, after in explained]
    # The cards of emergencies have a table of their own, which says what it is for.
    assert "\n# The card that answers each kind of emergency" in text
    assert [*names, "emergency_cards", "telegram"] == names_of(BotSettings)
    for header, kind, tables in (
        ("[bot.telegram]", TelegramSettings, ["webhook"]),
        ("[bot.telegram.webhook]", Webhook, []),
    ):
        before, _, after = text.partition(f"\n{header}\n")
        assert before.rpartition("\n")[2].startswith("# "), header
        table = after.partition("\n[")[0]
        explained = re.findall(r"^(?:#[^\n]*\n(\w+) = |(\w+) = [^#\n]*#)", table, re.MULTILINE)
        assert [*map("".join, explained), *tables] == names_of(kind)


def test_misspelt_key_is_refused_with_the_known_ones(project: Project) -> None:
    project.configure("longest_reply = 2600", "longest_replay = 2600")
    assert refusal(project) == (
        "config.toml: [bot] has unknown keys ['longest_replay']; known: ['emergency_cards',"
        " 'help_cards',"
        " 'longest_question', 'longest_reply', 'passages', 'quoted_words', 'suggestions',"
        " 'telegram']"
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
        ("quoted_words = 60", "quoted_words = 0", "0"),
        ("quoted_words = 60", 'quoted_words = "all"', "'all'"),
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


@pytest.mark.parametrize(
    ("old", "new", "place", "value"),
    [
        ('operator = ""', 'oparator = "A charity"', "$.telegram", "oparator"),
        ('operator = ""', "operator = 999", "$.telegram.operator", "999"),
        ("caseworkers = []", 'caseworkers = "kumquat"', "$.telegram.caseworkers", "'kumquat'"),
        ("caseworkers = []", "caseworkers = [999]", "$.telegram.caseworkers[0]", "999"),
        ("example_cards = [", "example_cards = [999, ", "$.telegram.example_cards[0]", "999"),
        ('folder = "var/bot"', 'folder = ""', "$.telegram.folder", "''"),
        ("remember_days = 180", "remember_days = 0", "$.telegram.remember_days", "0"),
        ("remember_days = 180", "remember_days = 99999", "$.telegram.remember_days", "99999"),
        (
            "conversation_minutes = 30",
            "conversation_minutes = -999",
            "$.telegram.conversation_minutes",
            "-999",
        ),
        ("most_waiting = 400", "most_waiting = 99.5", "$.telegram.most_waiting", "99.5"),
        ("status_port = 9464", "status_port = -999", "$.telegram.status_port", "-999"),
        ("status_port = 9464", "status_port = 65536", "$.telegram.status_port", "65536"),
        ("[bot.telegram.webhook]", "[bot.telegram.webhok]", "$.telegram", "webhok"),
        ("listen = ", "lissten = ", "$.telegram.webhook", "lissten"),
        ("port = 8443", "prot = 8443", "$.telegram.webhook", "prot"),
        ("port = 8443", "port = 0", "$.telegram.webhook.port", "0"),
        ("port = 8443", "port = -999", "$.telegram.webhook.port", "-999"),
        ("port = 8443", "port = 65536", "$.telegram.webhook.port", "65536"),
        ("port = 8443", 'port = "8443"', "$.telegram.webhook.port", "'8443'"),
        ("port = 8443", "port = true", "$.telegram.webhook.port", "True"),
        *(
            ('url = ""', f'url = "{url}"', "$.telegram.webhook.url", f"'{url}'")
            for url in (
                "http://bot.example.org",
                "bot.example.org",
                "HTTPS://bot.example.org",
                "https://",
                "https://bot.example.org and more",
                " https://bot.example.org",
            )
        ),
    ],
)
def test_impossible_setting_of_telegram_is_refused_with_its_place_and_itself(
    project: Project, old: str, new: str, place: str, value: str
) -> None:
    project.configure(f"\n{old}", f"\n{new}")
    message = refusal(project)
    assert message.startswith("config.toml: line ")
    assert f" - at `{place}`" in message
    # The value as it stands in the file, alone or beside the others of its table.
    shown = message.replace(f"`{place}`", "").partition(" - at ")
    assert re.search(rf"(: |is |\[|['`]){re.escape(value)}[],)}}'`]", shown[0] + shown[2])


@pytest.mark.parametrize("port", [1, 443, 65535])
def test_every_port_there_is_may_be_set(project: Project, port: int) -> None:
    project.configure("\nport = 8443", f"\nport = {port}")
    project.configure("\nstatus_port = 9464", f"\nstatus_port = {port}")
    telegram = project.settings.telegram
    assert (telegram.webhook.port, telegram.status_port) == (port, port)


def test_status_may_be_shown_on_no_port(project: Project) -> None:
    project.configure("\nstatus_port = 9464", "\nstatus_port = 0")
    assert project.settings.telegram.status_port == 0


@pytest.mark.parametrize(
    ("header", "kind"), [("[bot.telegram]", TelegramSettings), ("[bot.telegram.webhook]", Webhook)]
)
def test_missing_setting_of_telegram_is_refused_by_name(
    project: Project, header: str, kind: type[msgspec.Struct]
) -> None:
    text = project.config_file.read_text(encoding="utf-8")
    before, _, table = text.partition(f"\n{header}\n")
    needed = [its.name for its in msgspec.structs.fields(kind) if its.required]
    assert len(needed) >= 3
    for name in needed:
        without = re.sub(rf"^{name} = .*\n", "", table, count=1, flags=re.MULTILINE)
        if name == "webhook":
            without = table.partition("[bot.telegram.webhook]")[0]
        assert without != table
        project.config_file.write_text(f"{before}\n{header}\n{without}", encoding="utf-8")
        message = refusal(project)
        assert message.startswith("config.toml: ")
        assert f"missing required field `{name}` - at `$.{header[5:-1]}`" in message


def test_file_without_the_table_is_refused(project: Project) -> None:
    text = project.config_file.read_text(encoding="utf-8")
    project.config_file.write_text(text.partition("\n[bot]\n")[0], encoding="utf-8")
    assert refusal(project) == "config.toml: there is no table [bot]; add it"


def test_settings_cannot_be_changed_by_who_reads_them(project: Project) -> None:
    with pytest.raises(AttributeError):
        project.settings.passages = 9  # type: ignore[misc]
