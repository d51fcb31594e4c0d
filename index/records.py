"""Gold questions and the replies to them in, what came of each and the shares of it out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args

import msgspec

from index.gold import (
    Gold,
    GoldAlarm,
    GoldConversation,
    GoldInLanguage,
    GoldPersonalData,
    GoldQuestion,
    GoldRefusal,
    Part,
)
from index.intervals import Number, share
from index.measures import Expected, answered, judge, short_text, whole_text
from index.replies import Message, Reply

SetName = Literal[
    "in_scope", "out_of_scope", "emergencies", "personal_data", "conversations", "languages"
]
SETS: tuple[SetName, ...] = get_args(SetName)

# The scripts of languages that are not written in Latin letters, as Unicode names them.
_SCRIPTS = {
    "ar": "ARABIC",
    "bn": "BENGALI",
    "fa": "ARABIC",
    "ps": "ARABIC",
    "ti": "ETHIOPIC",
    "uk": "CYRILLIC",
    "ur": "ARABIC",
    "zh": "CJK",
}

# What came of one message: its outcome and card, and each check that applies to it.
Record = dict[str, str | bool]
# Set -> id -> record.
Records = dict[SetName, dict[str, Record]]

# What a release is measured by: its name, the set and the check that it is the share of.
HEADLINES: dict[str, tuple[SetName, str]] = {
    "answers right, whole reply": ("in_scope", "whole"),
    "answers right, short reply": ("in_scope", "short"),
    "nothing wrong said, whole reply": ("in_scope", "not_wrong"),
    "a card that serves comes first": ("in_scope", "first_card"),
    "out of scope declined": ("out_of_scope", "declined"),
    "follow-ups right, whole reply": ("conversations", "whole"),
    "follow-ups right, short reply": ("conversations", "short"),
    "emergencies found": ("emergencies", "found"),
    "no emergency, none seen": ("emergencies", "quiet"),
    "other languages, same answer as in English": ("languages", "same"),
    "other languages, answered at all": ("languages", "kept"),
    "other languages, out of scope declined": ("languages", "declined"),
    "other languages, answered in the language": ("languages", "in_language"),
    "personal data found": ("personal_data", "found"),
    "no personal data, none seen": ("personal_data", "quiet"),
}


class Detection(msgspec.Struct, frozen=True):
    """Shares found and falsely seen; `by` has what is found (or seen) by kind or language."""

    shares: dict[str, Number]
    by: dict[str, dict[str, Number]]


def of_part(gold: Gold, part: Part) -> Gold:
    """Return the gold questions of one part."""
    return Gold(*(tuple(it for it in gold_of(gold, name) if it.part == part) for name in SETS))


def gold_of(gold: Gold, name: SetName) -> tuple[Any, ...]:
    """Return the gold questions of one set."""
    return tuple(getattr(gold, name))


def messages(gold: Gold) -> list[Message]:
    """Return every gold question as a message to the bot; its id begins with its set's name."""
    return [
        *(Message(f"in_scope/{it.id}", it.question) for it in gold.in_scope),
        *(Message(f"out_of_scope/{it.id}", it.message) for it in gold.out_of_scope),
        *(Message(f"emergencies/{it.id}", it.message) for it in gold.emergencies),
        *(Message(f"personal_data/{it.id}", it.message) for it in gold.personal_data),
        *(
            Message(f"conversations/{it.id}", it.turns[-1], it.turns[:-1])
            for it in gold.conversations
        ),
        *(Message(f"languages/{it.id}", it.question) for it in gold.languages),
        *(Message(in_english(it), it.english) for it in gold.languages if it.card),
    ]


def in_english(gold: GoldInLanguage) -> str:
    """Return the id of the same question in English."""
    return f"languages/{gold.id}/english"


def replies_to(gold: Gold, name: SetName, replies: Mapping[str, Reply]) -> list[Reply]:
    """Return the replies to the messages of one set, in the order of its questions."""
    return [replies[f"{name}/{it.id}"] for it in gold_of(gold, name)]


def record_all(gold: Gold, replies: Mapping[str, Reply]) -> Records:
    """Return what came of each message: `whole` and `short` right, `declined`, and so on.

    A question that the documents only come near has `partly_whole` and `partly_short`
    instead, where no answer is right too.
    """
    return {
        name: {
            it.id: judged(reply, it)
            for it, reply in zip(gold_of(gold, name), replies_to(gold, name, replies), strict=True)
        }
        for name, judged in _JUDGED.items()
    } | {
        "languages": {
            it.id: _record_in_language(
                replies[f"languages/{it.id}"], replies.get(in_english(it)), it
            )
            for it in gold.languages
        }
    }


def headlines(records: Records) -> dict[str, Number]:
    """Return each of HEADLINES that there are messages for."""
    found = {name: checks(records[kind], check) for name, (kind, check) in HEADLINES.items()}
    return {name: share(its) for name, its in found.items() if its}


def checks(records: Mapping[str, Record], check: str) -> list[bool]:
    """Return how one check came out, of the messages that it applies to."""
    return [bool(its[check]) for its in records.values() if check in its]


def declined(gold: Sequence[GoldRefusal], records: Mapping[str, Record]) -> Detection | None:
    """Return how often what the documents do not answer was declined; None without messages."""
    if not records:
        return None
    kinds = _by(gold, records, "declined", lambda it: (it.kind,))
    languages = _by(gold, records, "declined", lambda it: (it.lang,))
    all_declined = share(checks(records, "declined"))
    return Detection(
        shares={"declined": all_declined},
        by={"declined by kind": kinds, "declined by language": languages},
    )


def emergencies(gold: Sequence[GoldAlarm], records: Mapping[str, Record]) -> Detection | None:
    """Return how often emergencies were found, and seen where there are none."""
    if not records:
        return None
    return Detection(
        shares=_rates(
            records,
            {
                "found": ("found", True),
                "answered first": ("first", True),
                "number shown above": ("above", True),
                "false alarms": ("quiet", False),
                "mild false alarms": ("mild", True),
            },
        ),
        by={
            "found by kind": _by(gold, records, "found", lambda it: (it.kind,)),
            "quiet by kind": _by(gold, records, "quiet", lambda it: (it.kind,)),
            "found by language": _by(gold, records, "found", lambda it: (it.lang,)),
            "quiet by language": _by(gold, records, "quiet", lambda it: (it.lang,)),
        },
    )


def personal_data(
    gold: Sequence[GoldPersonalData], records: Mapping[str, Record]
) -> Detection | None:
    """Return how often personal data was found, and seen where there is none."""
    if not records:
        return None
    return Detection(
        shares=_rates(
            records,
            {
                "found": ("found", True),
                "the very kinds, where found": ("exact", True),
                "false alarms": ("quiet", False),
            },
        ),
        by={
            "found by kind": _by(gold, records, "found", lambda it: it.kinds),
            "found by language": _by(gold, records, "found", lambda it: (it.lang,)),
            "quiet by language": _by(gold, records, "quiet", lambda it: (it.lang,)),
        },
    )


def languages(gold: Sequence[GoldInLanguage], records: Mapping[str, Record]) -> Detection | None:
    """Return how other languages fare beside English; None without messages."""
    if not records:
        return None
    shown = {
        "same answer as in English": ("same", True),
        "the card meant": ("right", True),
        "in scope withheld": ("kept", False),
        "out of scope declined": ("declined", True),
        "answered in the language": ("in_language", True),
    }
    by = {
        f"{name} by language": _by(gold, records, check, lambda it: (it.lang,))
        for name, (check, wanted) in shown.items()
        if wanted
    }
    by["answered at all by language"] = _by(gold, records, "kept", lambda it: (it.lang,))
    by["same answer by style"] = _by(gold, records, "same", lambda it: (it.kind,))
    letters = {True: "in Latin letters", False: "in its own letters"}
    by["same answer by letters"] = _by(gold, records, "same", lambda it: (letters[it.latin],))
    return Detection(shares=_rates(records, shown), by=by)


def _rates(
    records: Mapping[str, Record], wanted: Mapping[str, tuple[str, bool]]
) -> dict[str, Number]:
    """Return shares of records whose check has the value wanted, of those that have the check."""
    found = {name: checks(records, check) for name, (check, _) in wanted.items()}
    return {
        name: share([it == wanted[name][1] for it in its]) for name, its in found.items() if its
    }


def _by(
    gold: Sequence[Any],
    records: Mapping[str, Record],
    check: str,
    groups_of: Callable[[Any], Sequence[str]],
) -> dict[str, Number]:
    members: dict[str, list[bool]] = {}
    for it in gold:
        if check in records[it.id]:
            for group in groups_of(it):
                members.setdefault(group, []).append(bool(records[it.id][check]))
    return {group: share(members[group]) for group in sorted(members)}


def _record(reply: Reply, **checks: str | bool) -> Record:
    card: Record = {"card": reply.card} if reply.card else {}
    return {"outcome": reply.outcome} | card | checks


def _rightness(reply: Reply, expected: Expected) -> Record:
    whole = judge(reply, whole_text(reply), expected)
    short = judge(reply, short_text(reply), expected)
    return {"judged": whole, "whole": whole == "right", "short": short == "right"}


def _record_refusal(reply: Reply, _: GoldRefusal) -> Record:
    return _record(reply, declined=not answered(reply))


def _record_conversation(reply: Reply, gold: GoldConversation) -> Record:
    return _record(reply, **_rightness(reply, gold))


def _record_question(reply: Reply, gold: GoldQuestion) -> Record:
    found = _rightness(reply, gold)
    if gold.partly:
        withheld = reply.outcome == "no_answer"
        whole, short = found["whole"] or withheld, found["short"] or withheld
        return _record(reply, judged=found["judged"], partly_whole=whole, partly_short=short)
    found["not_wrong"] = found["judged"] != "wrong"
    if gold.cards and reply.ranking is not None:
        found["first_card"] = bool(reply.ranking) and reply.ranking[0] in gold.cards
    return _record(reply, **found)


def _record_alarm(reply: Reply, gold: GoldAlarm) -> Record:
    first = reply.outcome == "emergency"
    above = bool(reply.alarm) and not first
    if gold.emergency:
        return _record(reply, found=first or above, first=first, above=above)
    # The number above an ordinary answer is the mild form of a false alarm, counted apart.
    return _record(reply, quiet=not first, mild=above)


def _record_in_language(reply: Reply, english: Reply | None, gold: GoldInLanguage) -> Record:
    if gold.card is None or english is None:
        return _record(reply, declined=not answered(reply))
    return _record(
        reply,
        same=answered(reply) and reply.card is not None and reply.card == english.card,
        right=answered(reply) and reply.card == gold.card,
        kept=answered(reply),
        in_language=reply.lang == gold.lang and is_in_script(reply.short, gold.lang),
    )


def is_in_script(text: str, lang: str) -> bool:
    """Return whether most letters of a text are those that its language is written in."""
    script = _SCRIPTS.get(lang, "LATIN")
    letters = [unicodedata.name(its, "") for its in text if its.isalpha()]
    return 2 * sum(name.startswith(script) for name in letters) > len(letters)


def _record_personal_data(reply: Reply, gold: GoldPersonalData) -> Record:
    found = reply.outcome == "personal_data" or bool(reply.left_out)
    if not gold.kinds:
        return _record(reply, quiet=not found)
    exact: Record = {"exact": set(reply.left_out) == set(gold.kinds)} if reply.left_out else {}
    return _record(reply, found=found, **exact)


_JUDGED: dict[SetName, Callable[[Reply, Any], Record]] = {
    "in_scope": _record_question,
    "out_of_scope": _record_refusal,
    "emergencies": _record_alarm,
    "personal_data": _record_personal_data,
    "conversations": _record_conversation,
}
