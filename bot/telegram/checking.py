"""A receipt in, the answer behind it in a chat out, with what has changed since."""

from __future__ import annotations

from dataclasses import replace

from bot import receipts, texts
from bot.ask import Reply, framed
from bot.compose import compose
from bot.telegram.answering import evidence_of, tongue_for
from bot.telegram.incoming import Asked
from bot.telegram.outgoing import reply
from bot.telegram.service import Service
from bot.tongues import Tongue
from bot.verify import Verified, verify
from bot.views import Message, Shown, answer_message, plain_message
from index import ReceiptError, Searcher


async def check(service: Service, asked: Asked, code: str) -> None:
    """Show the answer behind a receipt, and say whether it is still the same."""
    tongue = await tongue_for(service, asked)
    is_caseworker = asked.is_private and service.is_caseworker(asked.person_id)
    message = await service.worker.run(
        lambda searcher: _checked(service, searcher, code, tongue, is_caseworker=is_caseworker)
    )
    service.counts.replies.labels("check").inc()
    await reply(service.bot, asked, message)


def _checked(
    service: Service, searcher: Searcher, code: str, tongue: Tongue, *, is_caseworker: bool
) -> Message:
    try:
        receipts.read(code)
    except ReceiptError:
        return plain_message(tongue(texts.NOT_A_RECEIPT))
    try:
        verified = verify(code, service.config, service.settings, searcher.library)
    except ReceiptError:
        return plain_message(tongue(texts.RECEIPT_GONE))
    replied = _in_language(verified, service, searcher, tongue)
    shown = Shown(
        replied.answer,
        replied.receipt,
        notice=verified.headline(tongue),
        details=_changes(verified, replied, tongue, is_caseworker=is_caseworker),
    )
    return answer_message(shown)


def _in_language(verified: Verified, service: Service, searcher: Searcher, tongue: Tongue) -> Reply:
    """Return the reply as somebody reads it who speaks `tongue`; an old one stays in English."""
    replied = verified.reply
    if tongue.lang == "en" or not verified.is_live:
        return replied
    plan = replied.answer.plan
    answer = compose(plan, searcher.library, service.settings, lang=tongue.lang)
    return replace(replied, answer=framed(answer, None))


def _changes(
    verified: Verified, replied: Reply, tongue: Tongue, *, is_caseworker: bool
) -> tuple[str, ...]:
    """Return in lines what has changed since, and for a caseworker the evidence."""
    lines: list[str] = []
    if verified.changes:
        # What changed is told in English; to others only where.
        is_whole = tongue.lang == "en" or is_caseworker
        told = [its if is_whole else its.partition(" has ")[0] for its in verified.changes]
        lines += [tongue(texts.SINCE_THEN), *(f"- {its}" for its in told)]
    elif verified.is_same:
        lines.append(tongue(texts.UNCHANGED))
    if verified.superseded:
        lines += [tongue(texts.SUPERSEDED), *(f"- {its}" for its in verified.superseded)]
    if is_caseworker:
        lines += [tongue(texts.FOR_CASEWORKERS), *evidence_of(replied, tongue)]
    return tuple(lines)
