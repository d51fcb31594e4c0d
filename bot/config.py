"""The [bot] table of config.toml, checked; secrets are not here but in the environment."""

from __future__ import annotations

from typing import Annotated

import msgspec

from index import Config, EmergencyKind, PositiveInt, read_table


class BotSettings(msgspec.Struct, frozen=True):
    """[bot]: limits of a question and a reply, and whom to name when we do not know.

    `emergency_cards` gives the card that answers each kind of emergency.
    """

    longest_question: PositiveInt
    longest_reply: PositiveInt
    passages: PositiveInt
    suggestions: PositiveInt
    help_cards: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    emergency_cards: dict[EmergencyKind, str]


def bot_settings(config: Config) -> BotSettings:
    """Return the [bot] settings of a loaded config.toml.

    Raises:
        ConfigError: a key is unknown or has a bad value.
    """
    return read_table(config.file, config.tables, "bot", BotSettings)
