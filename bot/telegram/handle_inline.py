"""Inline queries in (`@bot question` in any chat), cards with their short answers out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from bot import texts
from bot.ask import (
    Steps,
    card_of_help,
    framed,
    give_receipt,
    known_lang,
    without_personal_data_in,
)
from bot.compose import compose
from bot.languages import language_of
from bot.plan import Plan
from bot.screen import screen
from bot.telegram.handle_commands import QUESTION_LINK
from bot.telegram.incoming import lang_of_app
from bot.telegram.outgoing import NO_PREVIEW, keyboard
from bot.telegram.service import Service
from bot.tongues import Tongue, speak
from bot.translated import Translated
from bot.views import Button, Shown, answer_message
from index import Searcher

_MOST_RESULTS = 10
# The same question has the same answers until the documents change.
_CACHE_SECONDS = 300


class Inline:
    """Handler of inline queries."""

    def __init__(self, service: Service) -> None:
        self._service = service
        # Telegram asks again with every letter; only the newest query of a person is answered.
        self._newest: dict[int, str] = {}

    async def asked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the cards nearest to what is being typed."""
        query = update.inline_query
        if query is None:
            return
        service = self._service
        service.counts.updates.labels("inline_query").inc()
        person = query.from_user.id
        self._newest[person] = query.id
        expected = known_lang(lang_of_app(query.from_user))
        try:
            results = await service.worker.follow(
                lambda searcher: _results(
                    service,
                    searcher,
                    query.query,
                    expected,
                    is_given_up=lambda: self._newest.get(person) != query.id,
                )
            )
        finally:
            if self._newest.get(person) == query.id:
                del self._newest[person]
        if results is None:
            return
        tongue = speak(expected or "en")
        # A query that has been given up is no error: the person has typed on.
        with suppress(BadRequest):
            await service.bot.answer_inline_query(
                query.id,
                results,
                cache_time=_CACHE_SECONDS,
                # The frame is in the language of the person's app.
                is_personal=True,
                button=InlineQueryResultsButton(tongue(texts.ASK_PRIVATELY), start_parameter="ask"),
            )


def _results(
    service: Service,
    searcher: Searcher,
    text: str,
    expected: str | None,
    is_given_up: Callable[[], bool],
) -> Steps[list[InlineQueryResultArticle] | None]:
    """Return the cards that answer what was typed, best first; the examples where it is nothing.

    None where the person has typed on.
    """
    if is_given_up():
        return None
    settings = service.settings
    message = without_personal_data_in(text.strip())[0]
    tongue = speak(expected or "en")
    if not message or screen(message, settings.longest_question, tongue):
        examples = settings.telegram.example_cards
        cards = [card_id for card_id in examples if card_id in searcher.library.units()]
    else:
        tongue = speak(searcher.language_of(message, language_of(message, expected)))
        cards = yield from _cards(service, searcher, message, tongue.lang)
    return [_article(service, searcher, card_id, tongue) for card_id in cards]


def _cards(service: Service, searcher: Searcher, message: str, lang: str) -> Steps[list[str]]:
    """Return the cards nearest to a message in `lang`; that of an emergency first."""
    read = searcher.spell(message, lang)
    vector = yield read
    alarm = searcher.alarm(message, vector)
    helping = card_of_help(alarm, searcher.library, service.settings)
    found = [hit.id for hit in searcher.search_with(read, vector, lang).cards]
    return list(dict.fromkeys(([helping] if helping else []) + found))[:_MOST_RESULTS]


def _article(
    service: Service, searcher: Searcher, card_id: str, tongue: Tongue
) -> InlineQueryResultArticle:
    library, settings = searcher.library, service.settings
    said = Translated(library, tongue)
    answer = compose(Plan("card", card_id), library, settings, lang=tongue.lang)
    receipt = give_receipt(answer, library, settings)
    message = answer_message(Shown(framed(answer, None), receipt, notice=said.question(card_id)))
    link = create_deep_linked_url(service.bot.username, f"{QUESTION_LINK}{card_id}")
    return InlineQueryResultArticle(
        id=card_id,
        title=said.question(card_id),
        description=f"{answer.verdict}. {answer.parts[0].paragraphs[0].lines[0].text}",
        input_message_content=InputTextMessageContent(
            message.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=keyboard(((Button(tongue(texts.OPEN_IN_BOT), url=link),),)),
    )
