"""What somebody asked in, the reply to it in her chat out: the route of a question in Telegram."""

from __future__ import annotations

import asyncio
from time import perf_counter

from bot import texts
from bot.ask import Reply, asking, known_lang
from bot.buttons import DeleteMessage
from bot.telegram.conversations import Turn
from bot.telegram.incoming import Asked
from bot.telegram.outgoing import edit, reply, show_typing
from bot.telegram.people import Choices
from bot.telegram.service import Service
from bot.tongues import Tongue, speak
from bot.views import Button, Message, Shown, answer_message, plain_message, with_rows

# Tasks that nobody waits for are kept here until they are done: the loop itself may forget them.
_BESIDE: set[asyncio.Task[None]] = set()
_CARDS_IN_DETAILS = 5


async def answer(
    service: Service,
    asked: Asked,
    *,
    question: str | None = None,
    lang: str | None = None,
    place: int | None = None,
    notice: str = "",
) -> None:
    """Answer a message, or the `question` of a button that was pressed, which is in `lang`.

    `place` is a reply of ours that the answer takes the place of; `notice` stands above it.
    """
    started = perf_counter()
    choices = await choices_of(service, asked)
    conversation = service.conversations.of(asked.key)
    expected = conversation.lang or known_lang(asked.app_lang)
    history = () if question else conversation.before(asked.message_id)
    if not service.worker.is_busy:
        beside(show_typing(service.bot, asked))
    if service.worker.is_full:
        service.counts.waits.inc()
        place = place or await _ask_to_wait(service, asked, speak(choices.lang or expected or "en"))
    replied = await service.worker.follow(
        lambda searcher: asking(
            question or asked.text,
            searcher,
            service.settings,
            history,
            choices.lang or lang,
            expected=expected,
            nation=choices.nation,
        )
    )
    service.counts.asking.observe(perf_counter() - started)
    message = _message(service, asked, replied, choices, notice or question or "")
    reply_id = place if place and await edit(service.bot, asked.chat_id, place, message) else None
    reply_id = reply_id or await reply(service.bot, asked, message)
    service.counts.answering.observe(perf_counter() - started)
    service.counts.replies.labels(replied.answer.outcome).inc()
    if replied.turn:
        # A question that was pressed was said when its answer was sent.
        number = (reply_id or 0) if question else asked.message_id
        turn = Turn(number, replied.turn, reply_id)
        if question:
            service.conversations.begin(asked.key)
        service.conversations.add(asked.key, turn, replied.answer.lang)


async def choices_of(service: Service, asked: Asked) -> Choices:
    """Return what somebody chose; in a group nobody's choices count."""
    return await service.choices(asked.chat_id) if asked.is_private else Choices()


async def tongue_for(service: Service, asked: Asked) -> Tongue:
    """Return the language to speak where there is no question to tell it from."""
    choices = await choices_of(service, asked)
    expected = service.conversations.of(asked.key).lang or known_lang(asked.app_lang)
    return speak(choices.lang or expected or "en")


def beside(coroutine: object) -> None:
    """Begin something that the answer does not wait for."""
    task = asyncio.ensure_future(coroutine)  # type: ignore[call-overload]
    _BESIDE.add(task)
    task.add_done_callback(_BESIDE.discard)


async def beside_done(seconds: float = 5.0) -> None:
    """Give what was begun beside the answers a little time to end."""
    if _BESIDE:
        await asyncio.wait(_BESIDE, timeout=seconds)


def details_of(replied: Reply, tongue: Tongue) -> tuple[str, ...]:
    """Return what a caseworker sees besides: scores, evidence, why nothing was answered."""
    lines = [tongue(texts.FOR_CASEWORKERS)]
    if found := replied.found:
        margin = f"{found.scope_margin:+.1f}"
        withheld = replied.answer.outcome == "no_answer"
        lines.append(tongue(texts.WITHHELD if withheld else texts.MARGIN, margin=margin))
        lines.append(tongue(texts.CHANCE, chance=f"{found.card_chance:.2f}"))
        lines.append(tongue(texts.FOUND))
        lines += [
            f"{hit.rank}. {hit.id} {hit.score:.2f}" for hit in found.cards[:_CARDS_IN_DETAILS]
        ]
    lines += evidence_of(replied, tongue)
    return tuple(lines)


def evidence_of(replied: Reply, tongue: Tongue) -> list[str]:
    """Return the evidence line of each source of an answer, by number."""
    return [
        f"[{its.n}] {tongue(texts.EVIDENCE, evidence=its.evidence)}"
        for its in replied.answer.citations
    ]


def _message(
    service: Service, asked: Asked, replied: Reply, choices: Choices, notice: str
) -> Message:
    tongue = speak(replied.answer.lang)
    is_caseworker = asked.is_private and service.is_caseworker(asked.person_id)
    shown = Shown(
        replied.answer,
        replied.receipt,
        choices.nation,
        notice,
        details_of(replied, tongue) if is_caseworker else (),
    )
    message = answer_message(shown)
    if replied.left_out and asked.is_private:
        button = Button(tongue(texts.DELETE_MY_MESSAGE), DeleteMessage(asked.message_id))
        return with_rows(message, (button,))
    return message


async def _ask_to_wait(service: Service, asked: Asked, tongue: Tongue) -> int | None:
    """Tell somebody to wait; the answer will take the place of this."""
    return await reply(service.bot, asked, plain_message(tongue(texts.BUSY)))
