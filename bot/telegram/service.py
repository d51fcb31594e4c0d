"""What every handler needs, in one typed object."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot

from bot.config import BotSettings
from bot.telegram.conversations import Conversations
from bot.telegram.counts import Counts
from bot.telegram.people import Choices, People
from bot.telegram.secret import Secret
from bot.telegram.worker import Thread, Worker
from index import Config


@dataclass(frozen=True, slots=True)
class Service:
    """A running bot: its settings, the index, what is remembered, what is being said."""

    config: Config
    settings: BotSettings
    worker: Worker
    people: People
    memory: Thread
    conversations: Conversations
    secret: Secret
    counts: Counts
    bot: Bot

    async def choices(self, chat_id: int) -> Choices:
        """Return what was chosen in a chat."""
        name = self.secret.name_of("chat", chat_id)
        return await self.memory.run(lambda: self.people.choices(name))

    async def remember(self, chat_id: int, choices: Choices) -> None:
        """Remember what was chosen in a chat."""
        name = self.secret.name_of("chat", chat_id)
        await self.memory.run(lambda: self.people.remember(name, choices))

    async def forget(self, chat_id: int) -> None:
        """Forget what was chosen in a chat."""
        name = self.secret.name_of("chat", chat_id)
        await self.memory.run(lambda: self.people.forget(name))

    def key_of(self, person_id: int) -> str:
        """Return the key by which config.toml names a caseworker."""
        return self.secret.name_of("caseworker", person_id)

    def is_caseworker(self, person_id: int) -> bool:
        """Return whether config.toml lists a person."""
        return self.key_of(person_id) in self.settings.telegram.caseworkers
