"""One message, one reply: true of every question, whatever is found for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from conftest import Project
from msgspec.structs import replace

from bot import receipts, texts
from bot.ask import Reply, answer_again, ask, is_same
from bot.config import BotSettings
from index import Encoder, Library, Searcher

GP_QUESTION = "Will my GP share my address with the Home Office?"

# Varied on purpose: subject, length, spelling, language, of today and of the past, of Scotland,
# answered by cards, by passages, by nothing.
QUESTIONS = (
    GP_QUESTION,
    "can i see a doctor without papers",
    "they want passport at reception",
    "hospital says i must pay before treatment",
    "who looked at my medical record",
    "How do I opt out of my data being used for research?",
    "what did the 2017 memorandum of understanding say",
    "is the agreement between NHS Digital and the Home Office still in force",
    "how many people were traced through the NHS in 2016",
    "why did doctors of the world oppose the data sharing deal",
    "When was the memorandum narrowed, and to what?",
    "what is care.data",
    "what happened to GPDPR",
    "Does Palantir see my GP record?",
    "federated data platform opt out",
    "police asked my gp for my address",
    "I was stabbed, will the hospital call the police",
    "my husband must not know i was at the clinic",
    "can my boss see my health record",
    "is abortion free if i have no visa",
    "hiv test without giving my name",
    "my child has no papers can she get vaccinated",
    "i am 15 will doctor tell my parents",
    "how long must they take to send me my records",
    "what does it cost to get a copy of my notes",
    "complaint about a receptionist who told others",
    "do I pay for hospital in Scotland as an asylum seeker",
    "Northern Ireland GP registration and immigration",
    "Is NHS debt reported to the Home Office? I owe £600",
    "section 261 Health and Social Care Act 2012 disclosure",
    "Caldicott principles",
    "what is a Type 1 opt-out",
    "need an interpreter for my gp appointment",
    "am homeless, what adress do i give",
    "¿Mi médico dará mi dirección al Ministerio del Interior?",
    "هل يخبر الطبيب وزارة الداخلية عن عنواني؟",
    "Czy lekarz poda mój adres urzędowi imigracyjnemu?",
    "医生会把我的地址告诉内政部吗",
    "what is the capital of peru",
    "write me a poem about my cat",
    "how many paracetamol can i take",
    "asdfgh qwerty",
    "help",
)

HEADING_OF_TIME = re.compile(r"^(Now|Before \([^)]*\b(?:19|20)\d\d, historical\)): ", re.MULTILINE)
SENTENCE_END = re.compile(r"[.?!][\"'”’)]*(\[\d+\])*( \(source of [\w, ]+\))?$")
MARKED = re.compile(r"([^\[\]\n]+)((?:\[\d+\])+)( \(source of [\w, ]+\))?")


@pytest.fixture(scope="module")
def replies(searcher: Searcher, real: Project) -> dict[str, Reply]:
    return {question: ask(question, searcher, real.settings) for question in QUESTIONS}


@pytest.fixture
def small(built: Project, encoder: Encoder) -> Iterator[Searcher]:
    opened = Searcher(built.config, encoder, Library(built.config))
    yield opened
    opened.close()


def marks_in(words: str) -> list[int]:
    return [int(mark) for mark in re.findall(r"\[(\d+)\]", words)]


def before_sources(text: str) -> str:
    return text.partition("\n\nSources\n")[0].partition("\n\nReceipt ")[0]


def without_notes(text: str) -> str:
    """Return the reply without the lines that list marks instead of using them."""
    return "\n".join(
        line for line in before_sources(text).split("\n") if not line.startswith("Historical, ")
    )


def broken_rules(fields: dict[str, Any], settings: BotSettings) -> list[str]:
    """Return what is wrong with a reply, by the names of the rules it breaks."""
    text, citations = fields["text"], fields["citations"]
    body, sources = before_sources(text), text.partition("\n\nSources\n")[2]
    is_current = {citation["n"]: citation["status"] == "current" for citation in citations}
    past = [n for n, current in is_current.items() if not current]
    used = list(dict.fromkeys(marks_in(without_notes(text))))
    headings = list(HEADING_OF_TIME.finditer(body))
    under = [
        (heading[1] == "Now", set(marks_in(body[heading.end() :].split("\n\n")[0])))
        for heading in headings
    ]
    notes = [line for line in body.split("\n") if line.startswith("Historical, ")]
    dates = [
        sentence
        for sentence, marks, dated in MARKED.findall(HEADING_OF_TIME.split(without_notes(text))[0])
        if not any(is_current.get(n) for n in marks_in(marks))
        and not dated
        and not re.search(r"\b(19|20)\d\d\b", sentence)
    ]
    estimated = [c for c in citations if c["published_estimated"]]
    rules = {
        "marks count from 1 in order of first use": used == list(range(1, len(used) + 1)),
        "what is marked is cited, and the other way round": used == list(is_current),
        "passages are the addresses cited": fields["passages"] == [c["address"] for c in citations],
        "no passage is cited twice": len(set(fields["passages"])) == len(citations),
        "sources are listed once, in order": [
            int(n) for n in re.findall(r"^\[(\d+)\] ", sources, re.MULTILINE)
        ]
        == list(is_current),
        "each link is shown": all(f"\n    {c['url']}\n" in f"{sources}\n" for c in citations),
        "before its sources it is not longer than set": len(body) <= settings.longest_reply,
        "short is short": 0 < len(fields["short"]) <= 600,
        "short is its start": text.startswith(fields["short"]),
        "short ends with a sentence": bool(SENTENCE_END.search(fields["short"])),
        "of one time stand together": len(list(groupby(now for now, _ in under)))
        == len({now for now, _ in under}),
        "headings tell the time of their sources": all(
            marks and all(is_current.get(n) == now for n in marks) for now, marks in under
        ),
        "the past is dated": dates == [],
        "a mixture names what is historical": [marks_in(note) for note in notes]
        == ([past] if past and len(past) < len(citations) else []),
        "the past alone says so": (texts.ALL_HISTORICAL in body)
        == bool(past and len(past) == len(citations)),
        "historical sources are listed as such": sources.count("HISTORICAL") == len(past),
        "estimates are listed as such": sources.count("(an estimate)") == len(estimated),
        "it ends with its receipt": text.endswith(f"\n\nReceipt {fields['receipt']}"),
        "it is an answer or offers what it can": (
            fields["suggestions"] == [] and citations != []
            if fields["outcome"] == "answer"
            else len(fields["suggestions"]) <= settings.suggestions
            and fields["card"] is None
            and citations != []
            and texts.ASK_INSTEAD in body
        ),
        "a card is the first thing shown": (fields["card"] is None) == ("As of " not in body),
    }
    return [rule for rule, holds in rules.items() if not holds]


def test_every_rule_holds_for_varied_questions(replies: dict[str, Reply], real: Project) -> None:
    broken = {
        question: broken_rules(reply.fields, real.settings) for question, reply in replies.items()
    }
    assert {question: rules for question, rules in broken.items() if rules} == {}


def test_varied_questions_get_every_kind_of_reply(replies: dict[str, Reply]) -> None:
    kinds = Counter((r.answer.outcome, r.answer.card is not None) for r in replies.values())
    assert kinds["answer", True] >= 15
    assert kinds["answer", False] >= 1
    assert kinds["no_answer", False] >= 4
    mixed = [r for r in replies.values() if "Historical, true then" in r.text]
    assert len(mixed) >= 5
    assert any(texts.MORE_FROM_SOURCES in r.text for r in replies.values())


def test_year_in_brackets_in_a_source_is_not_taken_for_a_mark(
    searcher: Searcher, real: Project
) -> None:
    reply = ask(
        "the3million Court of Appeal immigration exemption judgment", searcher, real.settings
    )
    assert "EWCA" in reply.text
    assert set(marks_in(reply.text)) == {citation.n for citation in reply.answer.citations}


# The question that this project is for


def test_main_question_is_answered_by_its_card(replies: dict[str, Reply]) -> None:
    fields = replies[GP_QUESTION].fields
    assert (fields["outcome"], fields["card"]) == ("answer", "gp-share-address-home-office")
    assert fields["short"].startswith("Not normally\n\nNot normally.[1] ")


@pytest.mark.parametrize(
    "words", ["9 November 2018", "court", "public interest", "hospital", "debt", "not known"]
)
def test_main_answer_mentions_what_must_not_be_left_out(
    replies: dict[str, Reply], words: str
) -> None:
    assert words in before_sources(replies[GP_QUESTION].text)


def test_main_answer_tells_2017_only_as_past(replies: dict[str, Reply]) -> None:
    sentences = re.findall(r"[^.\n]*\b2017\b[^.\n]*\.", before_sources(replies[GP_QUESTION].text))
    assert sentences
    present = r"\b(is|are|can|may|will|has|have|does|do|gives|shares|must|today|now)\b"
    assert [sentence for sentence in sentences if re.search(present, sentence)] == []


def test_main_answer_rests_on_more_than_the_past(replies: dict[str, Reply]) -> None:
    citations = replies[GP_QUESTION].answer.citations
    assert sum(citation.is_current for citation in citations) > len(citations) / 2
    assert {"regulator", "government"} <= {citation.kind for citation in citations}


@pytest.mark.parametrize(
    "question",
    [
        "does my doctor tell immigration where i live",
        "WILL MY GP SHARE MY ADDRESS WITH THE HOME OFFICE",
        "Why must my GP report my address to the Home Office?",
    ],
)
def test_main_question_put_otherwise_is_not_answered_with_a_yes(
    searcher: Searcher, real: Project, question: str
) -> None:
    reply = ask(question, searcher, real.settings)
    assert reply.answer.outcome == "answer"
    assert not reply.answer.verdict.lower().startswith("yes")


# The same answer again


def test_receipt_leads_back_to_the_very_same_answer(
    replies: dict[str, Reply], searcher: Searcher, real: Project
) -> None:
    kinds = set()
    for question, reply in replies.items():
        receipt = receipts.read(str(reply.receipt))
        again = answer_again(receipt, searcher.library, real.settings)
        assert again == reply.answer, question
        assert is_same(receipt, again, searcher.library)
        kinds.add(receipt.kind)
    assert kinds == {"1", "2", "3"}


def test_receipt_vouches_for_the_words_of_reply_and_passages(
    small: Searcher, built: Project
) -> None:
    reply = ask("Does my GP give my address to the Home Office?", small, built.settings)
    receipt = receipts.read(str(reply.receipt))
    other = ask("Who can help me for free?", small, built.settings).answer
    assert is_same(receipt, reply.answer, small.library)
    assert not is_same(receipt, other, small.library)


def test_same_question_gets_the_same_reply(searcher: Searcher, real: Project) -> None:
    first, second = (ask(GP_QUESTION, searcher, real.settings) for _ in range(2))
    assert first == second
    assert first.text == second.text


def test_different_answers_have_different_receipts(replies: dict[str, Reply]) -> None:
    answers = {reply.text.rpartition("\n\nReceipt ")[0] for reply in replies.values()}
    assert len({reply.receipt for reply in replies.values()}) == len(answers)


# What is no question


@pytest.mark.parametrize("message", ["", "  \n ", "😀", "a\x00b", "caf\udcff", "x" * 4097])
def test_refused_message_has_no_receipt_and_cites_nothing(
    small: Searcher, built: Project, message: str
) -> None:
    reply = ask(message, small, built.settings)
    assert reply.receipt is None
    assert reply.answer.refusal == reply.text == reply.answer.short
    assert (reply.answer.outcome, reply.answer.citations) == ("no_answer", ())


def test_longest_question_is_the_one_that_is_set(small: Searcher, built: Project) -> None:
    settings = replace(built.settings, longest_question=10)
    assert ask("a" * 10, small, settings).answer.refusal is None
    assert ask("a" * 11, small, settings).answer.refusal


@pytest.mark.parametrize(
    "question",
    [
        '" OR NEAR( * ^',
        "address* AND (home OR NOT office)",
        "'; DROP TABLE cards; --",
        '"unclosed',
        "heading:text {address}: ^gp + -office",
        "%s %n %x {0} {question} ${HOME}",
        "\\ \\n \\u0000 \t\n mixed",
        'home-office\'s "address"',
        "\ufeffWho can help?\u200f",
        "word " * 800,
    ],
)
def test_question_is_never_read_as_anything_but_words(
    small: Searcher, built: Project, question: str
) -> None:
    reply = ask(question, small, built.settings)
    assert reply.answer.refusal is None
    assert reply.answer.citations
    assert broken_rules(reply.fields, built.settings) == []


# The turn before


FIRST = "Does my GP give my address to the Home Office?"


def test_follow_up_is_understood_with_the_turn_before(small: Searcher, built: Project) -> None:
    alone = ask("and how do they do it?", small, built.settings)
    after = ask("and how do they do it?", small, built.settings, [FIRST])
    assert alone.answer.card != "gp-address"
    assert after.answer.card == "gp-address"


def test_only_the_last_turn_counts(small: Searcher, built: Project) -> None:
    earlier = ["Can I register with a GP without papers?", "bake bread", FIRST]
    with_all = ask("what about them?", small, built.settings, earlier)
    with_last = ask("what about them?", small, built.settings, earlier[-1:])
    assert with_all == with_last


def test_question_that_stands_alone_is_not_mixed_with_the_turn_before(
    small: Searcher, built: Project
) -> None:
    question = "Where can I get a free immigration lawyer?"
    alone = ask(question, small, built.settings)
    after = ask(question, small, built.settings, [FIRST])
    assert alone.answer.card == "help-immigration-lawyer"
    assert after == alone


def test_long_message_is_never_half_a_question(small: Searcher, built: Project) -> None:
    message = "is there a bus to the airport that goes every hour or two from the market place"
    assert ask(message, small, built.settings, [FIRST]) == ask(message, small, built.settings)


@pytest.mark.parametrize(
    "message", ["how do i bake bread", "who won the match", "what is the capital of peru"]
)
def test_message_out_of_scope_is_not_answered_with_the_answer_before(
    small: Searcher, built: Project, message: str
) -> None:
    assert ask(message, small, built.settings).answer.outcome == "no_answer"
    assert ask(message, small, built.settings, [FIRST]).answer.outcome == "no_answer"


@pytest.mark.parametrize(
    "message",
    [
        "is it going to rain on saturday",
        "is my mole cancer? it is dark and bigger than last year",
        "is it legal to record a phone call with my boss",
    ],
)
def test_message_on_another_matter_is_not_half_a_question_for_saying_it(
    searcher: Searcher, real: Project, message: str
) -> None:
    assert ask(message, searcher, real.settings).answer.outcome == "no_answer"
    after = ask(message, searcher, real.settings, [GP_QUESTION])
    assert after.answer.outcome == "no_answer"


# The language wished for


def test_wish_for_another_language_adds_that_it_is_in_english(
    small: Searcher, built: Project
) -> None:
    english = ask(FIRST, small, built.settings)
    arabic = ask(FIRST, small, built.settings, lang="ar")
    note = "This answer is in English: it has not been translated into Arabic yet."
    assert arabic.answer.notes == (*english.answer.notes, note)
    assert arabic.fields["lang"] == "en"
    assert arabic.receipt == english.receipt


@pytest.mark.parametrize("lang", [None, "en", "xx", ""])
def test_no_note_where_the_language_is_right_or_unknown(
    small: Searcher, built: Project, lang: str | None
) -> None:
    assert ask(FIRST, small, built.settings, lang=lang) == ask(FIRST, small, built.settings)
