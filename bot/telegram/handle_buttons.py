"""Buttons that were pressed in: another part of an answer, a question, a choice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot import receipts, texts, views
from bot.ask import (
    Steps,
    answer_again,
    framed,
    give_receipt,
    is_same,
    known_lang,
    searching,
)
from bot.buttons import (
    AskCard,
    ChooseLanguage,
    ChooseNation,
    DeleteMessage,
    HowToDelete,
    ShowLanguages,
    View,
    read_data,
)
from bot.compose import compose
from bot.telegram.answering import answer, beside, tongue_for
from bot.telegram.incoming import Asked, lang_of_app
from bot.telegram.outgoing import edit, reply
from bot.telegram.service import Service
from bot.tongues import Tongue, speak
from bot.translated import Translated
from index import Library, ReceiptError, Searcher

_RELATED = 4


class Buttons:
    """Handler of buttons."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def pressed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button stands for."""
        query = update.callback_query
        if query is None:
            return
        self._service.counts.updates.labels("callback_query").inc()
        tap = read_data(query.data or "")
        under = query.message if isinstance(query.message, Message) else None
        if tap is None or under is None:
            await self._say(query, texts.OLD_BUTTON)
            return
        asked = _asked(query, under)
        if not asked.is_private and isinstance(tap, DeleteMessage | ChooseLanguage | ChooseNation):
            # We give no such button to a group; somebody made this one.
            await self._say(query, texts.PRIVATELY)
            return
        match tap:
            case View():
                await self._view(query, under, asked, tap)
            case AskCard():
                await self._ask(query, asked, tap)
            case DeleteMessage():
                await self._delete(query, under, tap)
            case ChooseLanguage():
                await self._choose_language(query, asked, under, tap.lang)
            case ChooseNation():
                await self._choose_nation(query, asked, under, tap.nation)
            case HowToDelete():
                beside(_done(query))
                text = speak(tap.lang)(texts.DELETING)
                await reply(self._service.bot, asked, views.plain_message(text))
            case ShowLanguages():
                beside(_done(query))
                tongue = await tongue_for(self._service, asked)
                await reply(self._service.bot, asked, views.language_message(tongue))

    async def _view(self, query: CallbackQuery, under: Message, asked: Asked, view: View) -> None:
        """Open a part of an answer in the place of the one that is open."""
        evidence = asked.is_private and self._service.is_caseworker(asked.person_id)
        delete = _delete_row(under)
        message = await self._service.worker.follow(
            lambda searcher: _opened(
                self._service, searcher, view, evidence=evidence, personal=bool(delete)
            )
        )
        if message is None:
            await self._say(query, texts.ANSWER_GONE)
            return
        beside(_done(query))
        if delete:
            message = views.with_rows(message, delete)
        own = (await tongue_for(self._service, asked)).lang if view.lang == "en" else "en"
        if own != "en":
            # Who looks at the English finds the way back.
            back = views.Button(texts.OWN_NAMES[own], replace(view, sight="answer", lang=own))
            message = views.with_rows(message, (back,))
        if not await edit(self._service.bot, asked.chat_id, under.message_id, message):
            await reply(self._service.bot, asked, message)

    async def _ask(self, query: CallbackQuery, asked: Asked, tap: AskCard) -> None:
        """Answer the question of a card."""
        found = await self._service.worker.run(
            lambda searcher: _question_of(searcher.library, tap.mark, speak(tap.lang))
        )
        if found is None:
            await self._say(query, texts.ANSWER_GONE)
            return
        beside(_done(query))
        question, said = found
        await answer(self._service, asked, question=question, lang=tap.lang, notice=said)

    async def _delete(self, query: CallbackQuery, under: Message, tap: DeleteMessage) -> None:
        """Delete somebody's own message, as Telegram lets us in a private chat for two days."""
        try:
            await self._service.bot.delete_message(under.chat.id, tap.message_id)
        except BadRequest:
            await self._say(query, texts.CANNOT_DELETE)
            return
        await self._say(query, texts.DELETED)
        if under.reply_markup:
            rows = [
                row
                for row in under.reply_markup.inline_keyboard
                if not any(_is_delete(button) for button in row)
            ]
            with suppress(BadRequest):
                await self._service.bot.edit_message_reply_markup(
                    under.chat.id, under.message_id, reply_markup=InlineKeyboardMarkup(rows)
                )

    async def _choose_language(
        self, query: CallbackQuery, asked: Asked, under: Message, lang: str | None
    ) -> None:
        choices = await self._service.choices(asked.chat_id)
        await self._service.remember(asked.chat_id, replace(choices, lang=lang))
        said = texts.LANGUAGE_SET if lang else texts.LANGUAGE_FOLLOWS
        tongue = speak(lang) if lang else await tongue_for(self._service, asked)
        beside(_done(query))
        await self._put(asked, under, views.plain_message(tongue(said)))

    async def _choose_nation(
        self, query: CallbackQuery, asked: Asked, under: Message, nation: str
    ) -> None:
        choices = await self._service.choices(asked.chat_id)
        kept = None if nation == "England" else nation
        await self._service.remember(asked.chat_id, replace(choices, nation=kept))
        tongue = await tongue_for(self._service, asked)
        said = tongue(texts.NATION_SET, nation=tongue(texts.NATIONS[nation]))
        beside(_done(query))
        await self._put(asked, under, views.plain_message(said))

    async def _put(self, asked: Asked, under: Message, message: views.Message) -> None:
        """Show a message in the place of the buttons that were pressed."""
        if not await edit(self._service.bot, asked.chat_id, under.message_id, message):
            await reply(self._service.bot, asked, message)

    async def _say(self, query: CallbackQuery, text: str) -> None:
        """Show a sentence over the chat until it is closed."""
        tongue = speak(known_lang(lang_of_app(query.from_user)) or "en")
        if isinstance(query.message, Message):
            tongue = await tongue_for(self._service, _asked(query, query.message))
        await _done(query, tongue(text))


def _asked(query: CallbackQuery, under: Message) -> Asked:
    """Return a button that was pressed as a message would be: where, by whom, how to answer."""
    return Asked(
        chat_id=under.chat.id,
        person_id=query.from_user.id,
        message_id=under.message_id,
        thread_id=under.message_thread_id if under.is_topic_message else None,
        text="",
        app_lang=lang_of_app(query.from_user),
        is_private=under.chat.type == ChatType.PRIVATE,
    )


def _opened(
    service: Service, searcher: Searcher, view: View, *, evidence: bool, personal: bool
) -> Steps[views.Message | None]:
    """Return a part of the answer behind a button's receipt, None where nothing of it is left.

    Where the documents have changed it is the new answer that is shown, from its beginning.
    """
    library, settings = searcher.library, service.settings
    try:
        receipt = receipts.read(view.receipt)
        answer = answer_again(receipt, library, settings)
    except ReceiptError:
        return None
    if answer is None:
        return None
    same = is_same(receipt, answer, library)
    code = view.receipt if same else give_receipt(answer, library, settings)
    tongue = speak(view.lang)
    if view.lang != "en":
        answer = compose(answer.plan, library, settings, lang=view.lang)
    preface = tongue(texts.LEFT_OUT_BEFORE) if personal else ""
    notice = "" if same else tongue(texts.ANSWER_CHANGED)
    shown = views.Shown(framed(answer, view.nation, preface), code, view.nation, notice)
    if not same:
        return views.answer_message(shown)
    match view.sight:
        case "section":
            return views.section_message(shown, view.number, view.page)
        case "sources":
            return views.sources_message(shown, view.page)
        case "passage":
            return views.passage_message(shown, view.number, view.page, library, evidence=evidence)
        case "related":
            related = yield from _related(searcher, answer.card, tongue)
            return views.related_message(shown, related)
        case "answer":
            return views.answer_message(shown)


def _related(
    searcher: Searcher, card_id: str | None, tongue: Tongue
) -> Steps[list[tuple[str, str]]]:
    """Return the cards nearest to a card's question, each with its own."""
    if card_id is None:
        return []
    library = searcher.library
    found = yield from searching(library.card(card_id).question, searcher)
    others = [hit.id for hit in found.cards if hit.id != card_id][:_RELATED]
    said = Translated(library, tongue)
    return [(other, said.question(other)) for other in others]


def _question_of(library: Library, mark: int, tongue: Tongue) -> tuple[str, str] | None:
    """Return the question of the card that a button names, in English and as it is shown.

    None where there is no such card any more.
    """
    cards = (unit for unit in library.units() if "#" not in unit)
    card_id = next((unit for unit in cards if receipts.unit_mark(unit) == mark), None)
    if card_id is None:
        return None
    return library.card(card_id).question, Translated(library, tongue).question(card_id)


def _delete_row(under: Message) -> tuple[views.Button, ...]:
    """Return the button that deletes the person's message, as it stands under ours, if it does."""
    markup = under.reply_markup
    for button in (its for row in markup.inline_keyboard for its in row) if markup else ():
        tap = read_data(str(button.callback_data or ""))
        if isinstance(tap, DeleteMessage):
            return (views.Button(button.text, tap),)
    return ()


def _is_delete(button: InlineKeyboardButton) -> bool:
    return isinstance(read_data(str(button.callback_data or "")), DeleteMessage)


async def _done(query: CallbackQuery, text: str | None = None) -> None:
    """Tell Telegram that a button was seen to; it matters to nobody if that comes too late."""
    with suppress(TelegramError):
        await query.answer(text, show_alert=bool(text))
