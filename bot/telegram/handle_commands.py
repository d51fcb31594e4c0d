"""Commands in: what this is, what is remembered, a language, a receipt."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import ContextTypes

from bot import receipts, texts
from bot.buttons import AskCard, ChooseNation, HowToDelete, ShowLanguages
from bot.telegram.answering import answer, tongue_for
from bot.telegram.checking import check
from bot.telegram.incoming import Asked, as_asked
from bot.telegram.outgoing import reply
from bot.telegram.people import Choices
from bot.telegram.service import Service
from bot.tongues import Tongue
from bot.views import Button, Message, language_message, plain_message
from index import Library, ReceiptError

# A deep link to a question: https://t.me/NAME?start=q_CARD; one to an answer: ?start=RECEIPT.
QUESTION_LINK = "q_"
_GLOBE = "\U0001f310"
_EXAMPLE_RECEIPT = "A1B2C-3D4E5-6F7G8"

Command = Callable[[Asked, str], Coroutine[Any, Any, None]]


class Commands:
    """Handlers of commands, by name; `in_groups` are those that are for everybody."""

    in_groups = frozenset(("start", "help", "new", "check", "privacy"))

    def __init__(self, service: Service) -> None:
        self._service = service
        self.by_name: dict[str, Command] = {
            "start": self._start,
            "help": self._help,
            "new": self._new,
            "language": self._language,
            "where": self._where,
            "check": self._check,
            "privacy": self._privacy,
            "forget": self._forget,
            "id": self._id,
        }

    async def given(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Carry out a command."""
        message = update.effective_message
        asked = as_asked(message) if message else None
        if message is None or asked is None:
            return
        self._service.counts.updates.labels("command").inc()
        name = (message.text or "").split()[0].removeprefix("/").partition("@")[0].lower()
        if not asked.is_private and name not in self.in_groups:
            await self._say(asked, plain_message((await self._tongue(asked))(texts.PRIVATELY)))
            return
        await self.by_name[name](asked, " ".join(context.args or ()))

    async def _start(self, asked: Asked, payload: str) -> None:
        if not asked.is_private:
            await self._say(asked, self._hello(await self._tongue(asked)))
            return
        if payload.startswith(QUESTION_LINK):
            card_id = payload.removeprefix(QUESTION_LINK)
            question = await self._service.worker.run(
                lambda searcher: _question_of(searcher.library, card_id)
            )
            if question:
                tongue = await self._tongue(asked)
                await answer(
                    self._service,
                    asked,
                    question=question,
                    lang=tongue.lang,
                    notice=self._notice(tongue),
                )
                return
        elif payload and _is_receipt(payload):
            await check(self._service, asked, payload)
            return
        await self._say(asked, await self._first_message(await self._tongue(asked)))

    async def _first_message(self, tongue: Tongue) -> Message:
        lines = (
            tongue(texts.START),
            self._run_by(tongue),
            tongue(texts.KEEPS_NOTHING),
            tongue(texts.NOT_A_LAWYER),
        )
        blocks = ("\n".join(lines), tongue(texts.TELEGRAM_SEES), tongue(texts.ASK_NOW))
        examples = await self._service.worker.run(
            lambda searcher: self._examples(searcher.library, tongue)
        )
        # Recognised by who cannot read the language of the app.
        languages = (Button(f"{_GLOBE} {tongue(texts.COMMANDS['language'])}", ShowLanguages()),)
        return plain_message("\n\n".join(blocks), *examples, languages)

    def _examples(self, library: Library, tongue: Tongue) -> list[tuple[Button, ...]]:
        """Return a button for each question of config.toml that there is a card for."""
        rows: list[tuple[Button, ...]] = []
        for card_id in self._service.settings.telegram.example_cards:
            question = _question_of(library, card_id)
            if question:
                text = tongue(texts.EXAMPLES.get(card_id, question))
                rows.append((Button(text, AskCard(receipts.unit_mark(card_id), tongue.lang)),))
        return rows

    async def _help(self, asked: Asked, _: str) -> None:
        tongue = await self._tongue(asked)
        minutes = str(self._service.settings.telegram.conversation_minutes)
        await self._say(asked, plain_message(tongue(texts.HELP, minutes=minutes)))

    async def _new(self, asked: Asked, _: str) -> None:
        tongue = await self._tongue(asked)
        lang = self._service.conversations.of(asked.key).lang
        self._service.conversations.begin(asked.key, lang)
        await self._say(asked, plain_message(tongue(texts.NEW)))

    async def _language(self, asked: Asked, _: str) -> None:
        tongue = await self._tongue(asked)
        await self._say(asked, language_message(tongue))

    async def _where(self, asked: Asked, _: str) -> None:
        tongue = await self._tongue(asked)
        rows = [(Button(tongue(said), ChooseNation(its)),) for its, said in texts.NATIONS.items()]
        await self._say(asked, plain_message(tongue(texts.CHOOSE_NATION), *rows))

    async def _check(self, asked: Asked, code: str) -> None:
        if code:
            await check(self._service, asked, receipts.found_in(code) or code)
            return
        tongue = await self._tongue(asked)
        await self._say(asked, plain_message(tongue(texts.HOW_TO_CHECK, example=_EXAMPLE_RECEIPT)))

    async def _privacy(self, asked: Asked, _: str) -> None:
        tongue, settings = await self._tongue(asked), self._service.settings.telegram
        blocks = (
            tongue(
                texts.PRIVACY,
                minutes=str(settings.conversation_minutes),
                days=str(settings.remember_days),
            ),
            tongue(texts.TELEGRAM_SEES),
            self._run_by(tongue),
        )
        row = (Button(tongue(texts.HOW_TO_DELETE), HowToDelete(tongue.lang)),)
        await self._say(asked, plain_message("\n\n".join(blocks), row))

    async def _forget(self, asked: Asked, _: str) -> None:
        """Show what is remembered of the chat, and drop it."""
        tongue = await self._tongue(asked)
        choices = await self._service.choices(asked.chat_id)
        await self._service.forget(asked.chat_id)
        talked = self._service.conversations.forget_chat(asked.chat_id)
        lines = _remembered(choices, tongue)
        if talked:
            lines.append(tongue(texts.CONVERSATION_IS))
        if not lines:
            await self._say(asked, plain_message(tongue(texts.NOTHING_REMEMBERED)))
            return
        listed = "\n".join(f"• {line}" for line in lines)
        await self._say(asked, plain_message(f"{tongue(texts.FORGOTTEN)}\n{listed}"))

    async def _id(self, asked: Asked, _: str) -> None:
        tongue, key = await self._tongue(asked), self._service.key_of(asked.person_id)
        await self._say(asked, Message(f"{tongue(texts.YOUR_KEY)}\n<code>{key}</code>"))

    def _hello(self, tongue: Tongue) -> Message:
        return plain_message(tongue(texts.GROUP_HELLO, name=f"@{self._service.bot.username}"))

    def _run_by(self, tongue: Tongue) -> str:
        operator = self._service.settings.telegram.operator
        return tongue(texts.RUN_BY, operator=operator) if operator else tongue(texts.RUN_BY_NOBODY)

    def _notice(self, tongue: Tongue) -> str:
        """Return what somebody must know whose first message is a link to a question."""
        return " ".join((tongue(texts.NOT_A_LAWYER), tongue(texts.TELEGRAM_SEES)))

    async def _tongue(self, asked: Asked) -> Tongue:
        return await tongue_for(self._service, asked)

    async def _say(self, asked: Asked, message: Message) -> None:
        await reply(self._service.bot, asked, message)


def _remembered(choices: Choices, tongue: Tongue) -> list[str]:
    lines = []
    if choices.lang:
        lines.append(tongue(texts.LANGUAGE_IS, language=texts.OWN_NAMES[choices.lang]))
    if choices.nation:
        lines.append(tongue(texts.NATION_IS, nation=tongue(texts.NATIONS[choices.nation])))
    return lines


def _question_of(library: Library, card_id: str) -> str | None:
    return library.card(card_id).question if card_id in library.units() else None


def _is_receipt(payload: str) -> bool:
    try:
        receipts.read(payload)
    except ReceiptError:
        return False
    return True
