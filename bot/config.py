"""The [bot] table of config.toml, checked; secrets are not here but in the environment."""

from __future__ import annotations

from typing import Annotated

import msgspec

from index import Config, Days, EmergencyKind, PositiveInt, read_table

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class Webhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[bot.telegram.webhook]: where Telegram brings updates, and where we listen for them.

    Without `url` updates are fetched instead. `certificate` and `key` are files, relative to
    config.toml, for a server that is behind no proxy.
    """

    url: Annotated[str, msgspec.Meta(pattern=r"^(https://\S+)?\Z")]
    listen: str
    port: Port
    certificate: str = ""
    key: str = ""


class TelegramSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[bot.telegram]: who runs the bot, what it remembers and for how long, its limits."""

    operator: str
    caseworkers: tuple[str, ...]
    example_cards: tuple[str, ...]
    folder: Annotated[str, msgspec.Meta(min_length=1)]
    remember_days: Days
    conversation_minutes: PositiveInt
    most_waiting: PositiveInt
    most_waiting_of_one: PositiveInt
    status_port: Annotated[int, msgspec.Meta(ge=0, le=65535)]
    webhook: Webhook


class BotSettings(msgspec.Struct, frozen=True):
    """[bot]: limits of a question and a reply, and whom to name when we do not know.

    `emergency_cards` gives the card that answers each kind of emergency.
    """

    longest_question: PositiveInt
    longest_reply: PositiveInt
    passages: PositiveInt
    quoted_words: PositiveInt
    suggestions: PositiveInt
    help_cards: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    emergency_cards: dict[EmergencyKind, str]
    telegram: TelegramSettings


def bot_settings(config: Config) -> BotSettings:
    """Return the [bot] settings of a loaded config.toml.

    Raises:
        ConfigError: a key is unknown or has a bad value.
    """
    return read_table(config.file, config.tables, "bot", BotSettings)
