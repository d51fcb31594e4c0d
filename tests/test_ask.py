"""One message, one reply: true of every question, whatever is found for it."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

import msgspec
import pytest
from conftest import Project, _small_project
from msgspec.structs import replace

from bot import receipts, texts
from bot.ask import Reply, answer_again, ask, framed, give_receipt, is_same, nation_note
from bot.compose import Answer, compose
from bot.config import BotSettings
from bot.personal_data import KINDS
from bot.plan import Plan
from bot.render import plain_text
from bot.tongues import Tongue, speak
from index import ConfigError, Encoder, Library, Searcher

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
    "who won the football yesterday",
    "how do I renew my driving licence",
    "best recipe for jollof rice",
)

ENGLISH = speak("en")


def start(message: str, tongue: Tongue) -> str:
    """Return what a sentence of the bot begins with, before anything is put into it."""
    words = tongue(message).partition("{")[0]
    assert words
    return words


def with_a_date(message: str, tongue: Tongue, date: str) -> str:
    """Return a pattern of a sentence of the bot with a date that has the pattern `date`."""
    before, _, after = tongue(message).partition("{date}")
    if tongue.lang != "en":
        # Years stand elsewhere, and dates have other letters, and marks of their direction.
        date = r"[^()（）\n]*(?:19|20)\d\d[^()（）\n]*"
    return re.escape(before) + date + re.escape(after)


@dataclasses.dataclass(frozen=True)
class Patterns:
    """How replies in one language are taken apart."""

    heading_of_time: re.Pattern[str]
    sentence_end: re.Pattern[str]
    marked: re.Pattern[str]


@cache
def patterns_of(tongue: Tongue) -> Patterns:
    before = with_a_date(texts.BEFORE, tongue, r"[^)]*\b(?:19|20)\d\d")
    dated = with_a_date(texts.DATED, tongue, r"[\w, ]+")
    return Patterns(
        re.compile(rf"^({re.escape(tongue(texts.NOW))}|{before}): ", re.MULTILINE),
        re.compile(rf"[.?!。।۔።؟][\"'”’)]*(\[\d+\])*( {dated})?$"),
        re.compile(rf"([^\[\]\n]+)((?:\[\d+\])+)( {dated})?"),
    )


@pytest.fixture(scope="module")
def replies(searcher: Searcher, real: Project) -> dict[str, Reply]:
    return {question: ask(question, searcher, real.settings) for question in QUESTIONS}


@pytest.fixture
def small(built: Project, encoder: Encoder) -> Iterator[Searcher]:
    opened = Searcher(built.config, encoder, Library(built.config))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small project with sources for England only."""
    project = _small_project(tmp_path_factory.mktemp("england") / "project")
    for file in (project.folder / "knowledge" / "sources").glob("*.md"):
        words = re.sub(r"jurisdiction: .*", "jurisdiction: England", file.read_text("utf-8"))
        file.write_text(words, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def for_england(england: Project, encoder: Encoder) -> Iterator[Searcher]:
    searcher = opened(england, encoder)
    yield searcher
    searcher.close()


def timeless(reply: Reply) -> Reply:
    """Return a reply without what its stages took, which is never twice the same."""
    return dataclasses.replace(reply, stages={})


def marks_in(words: str) -> list[int]:
    return [int(mark) for mark in re.findall(r"\[(\d+)\]", words)]


def before_sources(text: str, tongue: Tongue = ENGLISH) -> str:
    body = text.partition(f"\n\n{tongue(texts.SOURCES)}\n")[0]
    return body.partition(f"\n\n{start(texts.RECEIPT, tongue)}")[0]


def without_notes(text: str, tongue: Tongue) -> str:
    """Return the reply without the lines that list marks instead of using them."""
    lines = before_sources(text, tongue).split("\n")
    note = start(texts.SOME_HISTORICAL, tongue)
    return "\n".join(line for line in lines if not line.startswith(note))


def broken_rules(fields: dict[str, Any], settings: BotSettings) -> list[str]:
    """Return what is wrong with a reply, by the names of the rules it breaks."""
    text, citations, tongue = fields["text"], fields["citations"], speak(fields["lang"])
    patterns, unnoted = patterns_of(tongue), without_notes(text, tongue)
    body = before_sources(text, tongue)
    sources = text.partition(f"\n\n{tongue(texts.SOURCES)}\n")[2]
    is_current = {citation["n"]: citation["status"] == "current" for citation in citations}
    past = [n for n, current in is_current.items() if not current]
    used = list(dict.fromkeys(marks_in(unnoted)))
    headings = list(patterns.heading_of_time.finditer(body))
    under = [
        (heading[1] == tongue(texts.NOW), set(marks_in(body[heading.end() :].split("\n\n")[0])))
        for heading in headings
    ]
    note = start(texts.SOME_HISTORICAL, tongue)
    notes = [line for line in body.split("\n") if line.startswith(note)]
    dates = [
        sentence
        for sentence, marks, dated in patterns.marked.findall(
            patterns.heading_of_time.split(unnoted)[0]
        )
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
        # Measured in English; in others up to 1.011 times as long, in 42 replies (2026-11-22).
        "before its sources it is not longer than set": len(body)
        <= settings.longest_reply * (1 if tongue.lang == "en" else 1.05),
        "short is short": 0 < len(fields["short"]) <= 600,
        "no sentence is said twice": [
            sentence
            for sentence, times in Counter(
                sentence.lstrip("- ").strip() for sentence, _, _ in patterns.marked.findall(unnoted)
            ).items()
            if times > 1
        ]
        == [],
        "short is its start": text.startswith(fields["short"]),
        "short ends with a sentence": bool(patterns.sentence_end.search(fields["short"])),
        "of one time stand together": len(list(groupby(now for now, _ in under)))
        == len({now for now, _ in under}),
        "headings tell the time of their sources": all(
            marks and all(is_current.get(n) == now for n in marks) for now, marks in under
        ),
        "the past is dated": dates == [],
        "a mixture names what is historical": [marks_in(note) for note in notes]
        == ([past] if past and len(past) < len(citations) else []),
        "the past alone says so": (tongue(texts.ALL_HISTORICAL) in body)
        == bool(past and len(past) == len(citations)),
        "historical sources are listed as such": sources.count(tongue(texts.HISTORICAL))
        == len(past),
        "estimates are listed as such": sources.count(
            tongue(texts.PUBLISHED_ABOUT).partition("{date}")[2]
        )
        == len(estimated),
        "a receipt is as long as a link can carry": len(fields["receipt"].replace("-", "")) <= 64,
        "it ends with its receipt": text.endswith(
            "\n\n" + tongue(texts.RECEIPT, receipt=fields["receipt"])
        ),
        "it is an answer or offers what it can": (
            fields["suggestions"] == [] and citations != []
            if fields["outcome"] in ("answer", "emergency")
            else len(fields["suggestions"]) <= settings.suggestions
            and fields["card"] is None
            and citations != []
            and tongue(texts.ASK_INSTEAD) in body
        ),
        "a card is the first thing shown": (fields["card"] is None)
        == (start(texts.AS_OF, tongue) not in body),
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
    kinds, langs = set(), set()
    for question, reply in replies.items():
        receipt = receipts.read(str(reply.receipt))
        again = answer_again(receipt, searcher.library, real.settings)
        assert again is not None
        lang = reply.answer.lang
        answer = compose(again.plan, searcher.library, real.settings, lang=lang)
        assert framed(answer, None) == reply.answer, question
        assert again == reply.answer or lang != "en", question
        assert is_same(receipt, again, searcher.library)
        kinds.add(again.plan.form)
        langs.add(lang)
    assert {"card", "no_answer"} <= kinds
    assert {"en", "es", "ar", "pl", "zh"} <= langs


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
    assert timeless(first) == timeless(second)
    assert first.text == second.text


def test_different_answers_have_different_receipts(
    replies: dict[str, Reply], searcher: Searcher, real: Project
) -> None:
    plans = {reply.answer.plan for reply in replies.values()}
    answers = {
        (plain_text(compose(plan, searcher.library, real.settings), None), plan) for plan in plans
    }
    assert len({reply.receipt for reply in replies.values()}) == len(answers)


# What is no question


@pytest.mark.parametrize("message", ["", "  \n ", "😀", "a\x00b", "caf\udcff", "x" * 4097])
def test_refused_message_has_no_receipt_and_cites_nothing(
    small: Searcher, built: Project, message: str
) -> None:
    reply = ask(message, small, built.settings)
    assert (reply.receipt, reply.found, reply.turn) == (None, None, "")
    assert (reply.fields["ranking"], reply.fields["scope_margin"]) == ([], None)
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
OTHER = "Can I register with a GP without papers?"
FOLLOW_UP = "and can they refuse it?"


def test_follow_up_is_understood_with_the_turn_before(small: Searcher, built: Project) -> None:
    alone = ask(FOLLOW_UP, small, built.settings)
    after = ask(FOLLOW_UP, small, built.settings, [FIRST])
    after_other = ask(FOLLOW_UP, small, built.settings, [OTHER])
    assert alone.answer.outcome == "no_answer"
    assert after.answer.card == "gp-address"
    assert after_other.answer.card == "register-without-papers"


def test_only_the_last_turn_counts(small: Searcher, built: Project) -> None:
    earlier = [OTHER, "bake bread", FIRST]
    with_all = ask(FOLLOW_UP, small, built.settings, earlier)
    with_last = ask(FOLLOW_UP, small, built.settings, earlier[-1:])
    assert timeless(with_all) == timeless(with_last)


def test_question_that_stands_alone_is_not_mixed_with_the_turn_before(
    small: Searcher, built: Project
) -> None:
    question = "Where can I get a free immigration lawyer?"
    alone = ask(question, small, built.settings)
    after = ask(question, small, built.settings, [FIRST])
    assert alone.answer.card == "help-immigration-lawyer"
    assert timeless(after) == timeless(alone)


def test_long_message_is_never_half_a_question(small: Searcher, built: Project) -> None:
    message = "is there a bus to the airport that goes every hour or two from the market place"
    after = ask(message, small, built.settings, [FIRST])
    assert timeless(after) == timeless(ask(message, small, built.settings))


@pytest.mark.parametrize("turn", ["", " ", "😀", "a\x00b", "caf\udcff", "x" * 4097])
def test_turn_before_that_was_no_question_is_left_alone(
    small: Searcher, built: Project, turn: str
) -> None:
    after = ask(FOLLOW_UP, small, built.settings, [turn])
    assert timeless(after) == timeless(ask(FOLLOW_UP, small, built.settings))


def test_turn_before_is_searched_with_without_its_personal_data(
    small: Searcher, built: Project
) -> None:
    told = ask(FOLLOW_UP, small, built.settings, [f"{FIRST} My NHS number is 943 476 5919."])
    plain = ask(FOLLOW_UP, small, built.settings, [FIRST])
    assert timeless(told) == timeless(plain)
    only = ask(FOLLOW_UP, small, built.settings, ["943 476 5919"])
    assert timeless(only) == timeless(ask(FOLLOW_UP, small, built.settings))


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


def words_in(answer: Answer) -> list[tuple[str, tuple[int, ...]]]:
    """Return the sentences of an answer with their marks, without headings and dates."""
    return [
        (line.text, line.marks)
        for part in answer.parts
        for its in part.paragraphs
        for line in its.lines
    ]


@pytest.mark.parametrize("lang", sorted(set(texts.LANGUAGES) - {"en"}))
def test_wish_for_another_language_adds_that_the_answer_is_in_english(
    small: Searcher, built: Project, lang: str
) -> None:
    english = ask(FIRST, small, built.settings)
    other = ask(FIRST, small, built.settings, lang=lang)
    in_frame = compose(english.answer.plan, small.library, built.settings, lang=lang)
    assert len(in_frame.notes) == len(english.answer.notes)
    assert other.answer.notes == (*in_frame.notes, speak(lang)(texts.NOT_TRANSLATED))
    assert other.fields["lang"] == other.answer.lang == lang
    assert other.receipt == english.receipt
    assert broken_rules(other.fields, built.settings) == []


@pytest.mark.parametrize("message", [OTHER, "how do i bake bread"])
def test_wish_for_another_language_changes_nothing_else(
    small: Searcher, built: Project, message: str
) -> None:
    english = ask(message, small, built.settings)
    polish = ask(message, small, built.settings, lang="pl")
    own = {texts.NO_ANSWER, texts.DID_YOU_MEAN}
    assert words_in(polish.answer) == [
        (speak("pl")(words) if words in own else words, marks)
        for words, marks in words_in(english.answer)
    ]
    for name in ("outcome", "card", "verdict", "citations", "suggestions", "plan"):
        assert getattr(polish.answer, name) == getattr(english.answer, name), name
    assert polish.receipt == english.receipt


# The main question as people ask it.
IN_THEIR_WORDS = {
    "ar": "هل يخبر طبيبي وزارة الداخلية أين أسكن؟",
    "bn": "আমার ডাক্তার কি হোম অফিসকে বলে আমি কোথায় থাকি?",
    "es": "mi médico le pasa mi dirección a inmigración?",
    "fa": "آیا دکترم به Home Office می‌گوید کجا زندگی می‌کنم؟",
    "fr": "Est-ce que mon médecin dit au Home Office où j'habite ?",
    "pl": "Czy mój lekarz powie Home Office, gdzie mieszkam?",
    "ps": "ایا زما ډاکټر Home Office ته وايي چې زه چیرته اوسېږم؟",
    "pt": "O meu médico diz ao Home Office onde eu moro?",
    "ro": "Medicul meu spune la Home Office unde locuiesc?",
    "so": "Dhakhtarkaygu ma u sheegaa Home Office meesha aan degganahay?",
    "ti": "ሓኪመይ ኣበይ ከም ዝነብር ንሆም ኦፊስ ይነግር ድዩ?",
    "uk": "Чи скаже мій лікар Home Office, де я живу?",
    "ur": "کیا میرا ڈاکٹر ہوم آفس کو بتاتا ہے کہ میں کہاں رہتا ہوں؟",
    "zh": "我的医生会告诉内政部我住在哪里吗？",
}


def test_main_question_is_asked_in_every_language() -> None:
    assert {"en", *IN_THEIR_WORDS} == set(texts.LANGUAGES)


@pytest.mark.parametrize("lang", list(IN_THEIR_WORDS))
def test_question_without_a_wish_is_answered_in_its_own_language(
    searcher: Searcher, real: Project, lang: str
) -> None:
    reply = ask(IN_THEIR_WORDS[lang], searcher, real.settings)
    tongue = speak(lang)
    assert (reply.answer.outcome, reply.answer.card) == ("answer", "gp-share-address-home-office")
    assert reply.answer.lang == reply.fields["lang"] == lang
    day = searcher.library.card("gp-share-address-home-office").as_of
    assert reply.answer.notes[0] == tongue(texts.AS_OF, date=tongue.date(day))
    assert reply.answer.standing == "unchecked"
    assert reply.answer.notes[-1] == tongue(texts.UNCHECKED)
    assert f"\n\n{tongue(texts.SOURCES)}\n[1] " in reply.text
    assert reply.text.endswith(f"\n\n{tongue(texts.RECEIPT, receipt=reply.receipt)}")
    for english in (texts.AS_OF[:5], texts.UNCHECKED, "\nReceipt ", "holds today"):
        assert english not in reply.text
    assert broken_rules(reply.fields, real.settings) == []


@pytest.mark.parametrize("lang", list(IN_THEIR_WORDS))
def test_receipt_of_an_answer_in_another_language_is_that_of_the_same_plan_in_english(
    searcher: Searcher, real: Project, lang: str
) -> None:
    library, settings = searcher.library, real.settings
    reply = ask(IN_THEIR_WORDS[lang], searcher, settings)
    english = compose(reply.answer.plan, library, settings)
    # Words of another language may be longer: then the last paragraphs go.
    assert {its.address for its in reply.answer.citations} <= set(english.passages)
    assert reply.receipt == give_receipt(english, library, settings)
    receipt = receipts.read(str(reply.receipt))
    assert answer_again(receipt, library, settings) == english
    assert is_same(receipt, english, library)


def test_wish_counts_more_than_the_language_of_the_message(small: Searcher, built: Project) -> None:
    for question in (IN_THEIR_WORDS["fr"], FIRST):
        for lang in ("en", "uk"):
            reply = ask(question, small, built.settings, lang=lang, expected="zh")
            assert reply.answer.lang == lang
    plain = ask(FIRST, small, built.settings)
    assert timeless(ask(FIRST, small, built.settings, lang="en")) == timeless(plain)


@pytest.mark.parametrize("expected", [None, *texts.LANGUAGES])
def test_language_that_is_expected_does_not_hide_that_of_the_message(
    small: Searcher, built: Project, expected: str | None
) -> None:
    plain = ask(FIRST, small, built.settings)
    assert timeless(ask(FIRST, small, built.settings, expected=expected)) == timeless(plain)
    french = ask(IN_THEIR_WORDS["fr"], small, built.settings, expected=expected)
    assert french.answer.lang == "fr"


@pytest.mark.parametrize("message", ["999", "?", "", "x" * 4097, "943 476 5919"])
def test_message_that_has_no_language_is_answered_in_the_one_that_is_expected(
    small: Searcher, built: Project, message: str
) -> None:
    tongue = speak("pl")
    polish = ask(message, small, built.settings, expected="pl")
    english = ask(message, small, built.settings)
    assert (polish.answer.lang, english.answer.lang) == ("pl", "en")
    assert polish.answer.outcome == english.answer.outcome
    assert (polish.answer.refusal is None) == (english.answer.refusal is None)
    assert polish.receipt == english.receipt
    assert polish.text != english.text
    if polish.answer.refusal:
        assert tongue(texts.TOO_LONG, length="4,097", most="4,096") in polish.text or (
            polish.text in {tongue(texts.EMPTY), tongue(texts.NO_WORDS)}
        )


@pytest.mark.parametrize("lang", [None, "en", "xx", ""])
def test_no_note_where_the_language_is_right_or_unknown(
    small: Searcher, built: Project, lang: str | None
) -> None:
    wished = ask(FIRST, small, built.settings, lang=lang)
    assert timeless(wished) == timeless(ask(FIRST, small, built.settings))


# Personal data


CANARIES = {
    "nhs_number": "my NHS number is 943 476 5919",
    "email": "write to ada.quillfeather@example.org",
    "name": "my name is Ada Quillfeather",
    "phone": "call me on 07700 900982",
    "date_of_birth": "born on 3 April 1987",
}


@pytest.mark.parametrize("kind", list(CANARIES))
def test_personal_data_is_left_out_told_of_and_never_repeated(
    small: Searcher, built: Project, kind: str
) -> None:
    reply = ask(f"{FIRST} {CANARIES[kind]}.", small, built.settings)
    assert reply.left_out == (kind,)
    assert (reply.answer.outcome, reply.answer.card) == ("personal_data", "gp-address")
    told = texts.LEFT_OUT.format(kinds=texts.PERSONAL_DATA[kind])
    assert reply.text.startswith(f"{told}\n\n{reply.answer.short}\n")
    fields = msgspec.json.encode(reply.fields).decode().lower()
    for canary in ("943 476", "5919", "quillfeather", "07700", "900982", "april", "1987"):
        assert canary not in fields


def test_question_goes_on_as_if_its_personal_data_had_not_been_there(
    small: Searcher, built: Project
) -> None:
    plain = ask(FIRST, small, built.settings)
    told = ask(f"{FIRST} {CANARIES['nhs_number']}.", small, built.settings)
    assert told.fields["ranking"] == plain.fields["ranking"] != []
    assert told.receipt == plain.receipt
    assert told.answer.parts == plain.answer.parts


def test_every_kind_is_named_once_in_the_order_of_the_message(
    small: Searcher, built: Project
) -> None:
    message = f"{CANARIES['email']}, {CANARIES['nhs_number']}, or ada@example.org. {FIRST}"
    reply = ask(message, small, built.settings)
    assert reply.left_out == ("email", "nhs_number")
    assert "personal data in it: an e-mail address, an NHS number. I left" in reply.text


def test_turn_is_the_message_without_personal_data_and_does_the_same_for_a_follow_up(
    small: Searcher, built: Project
) -> None:
    told = ask(f" {FIRST} {CANARIES['name']}. ", small, built.settings)
    assert told.turn.startswith(FIRST)
    assert "Quillfeather" not in told.turn
    assert ask(FIRST, small, built.settings).turn == FIRST
    after = ask(FOLLOW_UP, small, built.settings, [told.turn])
    assert timeless(after) == timeless(ask(FOLLOW_UP, small, built.settings, [FIRST]))


def test_message_of_personal_data_alone_is_told_so_and_not_searched(
    small: Searcher, built: Project
) -> None:
    reply = ask("943 476 5919", small, built.settings)
    assert (reply.answer.outcome, reply.receipt) == ("personal_data", None)
    assert (reply.found, reply.fields["scope_margin"], reply.turn) == (None, None, "")
    assert reply.text == texts.LEFT_OUT.format(kinds="an NHS number")
    assert reply.answer.refusal is None


def test_every_kind_of_personal_data_has_its_words() -> None:
    assert set(texts.PERSONAL_DATA) == set(KINDS)
    assert len(set(texts.PERSONAL_DATA.values())) == len(KINDS)


# Emergencies and small talk


EMERGENCIES = (
    "my father is not breathing",
    "help he cannot breathe now",
    "she collapsed and will not wake up",
    "blood everywhere and it does not stop",
    "i took all my tablets and want to die",
    "he has a knife at my door",
)
HARMLESS = (
    "who pays for an ambulance",
    "my inhaler prescription was shared",
    "the bill is killing me",
    "my phone died",
    "i was in hospital last year after an accident",
    "does the surgery keep emergency notes",
    "what is an emergency contact",
    "dead tired of waiting for my records",
    "the nurse took my blood last week",
    "this form will be the death of me",
    "my father died, may i see his records",
    "how loud may a neighbour be",
)
SMALL_TALK = {
    "greeting": ("hello", "hi there", "good morning", "hey", "salaam"),
    "thanks": ("thank you", "thanks a lot", "many thanks", "cheers"),
}
HELP_CARD = """---
id: help-danger
question: "Somebody is in danger now. What do I do?"
also_asked:
  - "my friend is dying"
  - "emergency now"
  - "life in danger"
topic: help
verdict: "Call 999"
as_of: 2026-11-21
---

If a life is in danger now, call 999.[helpline#danger]

## What you can do
- Call 999 and say where you are.[helpline#danger]

## Who can help
- The helpline: 020 7946 0000.[helpline#phone]
"""
IN_DOUBT = "he is not breathing, does my gp give my address to the home office?"


def with_help(project: Project, *, alarms: bool) -> Project:
    """Give a project a card of help, phrases, small talk and, if wished, messages to learn from."""
    project.file("answers/help-danger.md").write_text(HELP_CARD, encoding="utf-8")
    with project.file("sources/helpline.md").open("a", encoding="utf-8") as source:
        source.write("\n## Danger: a life in danger\n\nIf a life is in danger now, call 999.\n")
    project.file("emergencies.yaml").write_text(
        'danger-to-life:\n  en: ["cannot breathe", "not breathing"]\n', encoding="utf-8"
    )
    if alarms:
        lines = [
            {"text": text, "emergency": emergency, "kind": kind, "lang": "en"}
            for messages, emergency, kind in (
                (EMERGENCIES, True, "danger-to-life"),
                (HARMLESS, False, "figurative"),
            )
            for text in messages
        ]
        project.file("questions/alarms.jsonl").write_bytes(
            b"\n".join(map(msgspec.json.encode, lines))
        )
    with project.file("questions/scope.jsonl").open("ab") as examples:
        for kind, messages in SMALL_TALK.items():
            for text in messages:
                line = {"text": text, "answerable": False, "kind": f"small-talk:{kind}"}
                examples.write(msgspec.json.encode(line | {"card": None, "lang": "en"}) + b"\n")
    text, tables = re.subn(
        r"\[bot\.emergency_cards\]\n([\w-]+ = .*\n)+",
        '[bot.emergency_cards]\ndanger-to-life = "help-danger"\n',
        project.config_file.read_text(encoding="utf-8"),
    )
    assert tables == 1
    project.config_file.write_text(text, encoding="utf-8")
    return project


def opened(project: Project, encoder: Encoder) -> Searcher:
    project.build(encoder)
    return Searcher(project.config, encoder, Library(project.config))


@pytest.fixture(scope="module")
def helping_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with an emergency to recognise, by phrases and by what it has learned."""
    return with_help(_small_project(tmp_path_factory.mktemp("help") / "project"), alarms=True)


@pytest.fixture(scope="module")
def helping(helping_project: Project, encoder: Encoder) -> Iterator[Searcher]:
    searcher = opened(helping_project, encoder)
    yield searcher
    searcher.close()


@pytest.fixture(scope="module")
def doubting_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same with phrases only, which alone leave a doubt."""
    return with_help(_small_project(tmp_path_factory.mktemp("doubt") / "project"), alarms=False)


@pytest.fixture(scope="module")
def doubting(doubting_project: Project, encoder: Encoder) -> Iterator[Searcher]:
    searcher = opened(doubting_project, encoder)
    yield searcher
    searcher.close()


@pytest.mark.parametrize("message", EMERGENCIES[:3])
def test_emergency_is_answered_first_and_nothing_is_searched(
    helping: Searcher, helping_project: Project, message: str
) -> None:
    reply = ask(message, helping, helping_project.settings)
    assert (reply.answer.outcome, reply.answer.card) == ("emergency", "help-danger")
    assert reply.text.startswith("Call 999\n\nIf a life is in danger now, call 999.[1]\n")
    assert reply.found is None
    assert (reply.fields["ranking"], reply.fields["scope_margin"]) == ([], None)
    assert "search" not in reply.stages
    assert broken_rules(reply.fields, helping_project.settings) == []


def test_emergency_has_a_receipt_that_leads_back(
    helping: Searcher, helping_project: Project
) -> None:
    reply = ask(EMERGENCIES[0], helping, helping_project.settings)
    receipt = receipts.read(str(reply.receipt))
    again = answer_again(receipt, helping.library, helping_project.settings)
    assert again == reply.answer
    assert is_same(receipt, again, helping.library)


def test_emergency_comes_before_what_is_said_of_personal_data(
    helping: Searcher, helping_project: Project
) -> None:
    reply = ask(
        f"{EMERGENCIES[0]}, help. My NHS number is 943 476 5919.",
        helping,
        helping_project.settings,
        lang="ar",
    )
    assert (reply.answer.outcome, reply.left_out) == ("emergency", ("nhs_number",))
    assert reply.text.startswith("Call 999\n\nIf a life is in danger now, call 999.[1]\n")
    arabic = speak("ar")
    kinds = arabic(texts.PERSONAL_DATA["nhs_number"])
    assert arabic(texts.LEFT_OUT, kinds=kinds) in reply.text
    assert arabic(texts.NOT_TRANSLATED) in reply.text
    assert "5919" not in reply.text


def test_emergency_is_one_whatever_was_said_before(
    helping: Searcher, helping_project: Project
) -> None:
    settings = helping_project.settings
    plain = ask(EMERGENCIES[0], helping, settings)
    for history in ([FIRST], ["thank you"], [EMERGENCIES[1]], ["\x00"]):
        assert timeless(ask(EMERGENCIES[0], helping, settings, history)) == timeless(plain)


def test_emergency_before_does_not_make_one_of_what_follows(
    helping: Searcher, helping_project: Project
) -> None:
    reply = ask(FIRST, helping, helping_project.settings, [EMERGENCIES[0]])
    assert (reply.answer.outcome, reply.answer.card) == ("answer", "gp-address")
    assert reply.fields["alarm"] is False


@pytest.mark.parametrize("message", [FIRST, OTHER, "Who can help me for free?"])
def test_question_is_no_emergency(
    helping: Searcher, helping_project: Project, message: str
) -> None:
    reply = ask(message, helping, helping_project.settings)
    assert reply.answer.outcome == "answer"
    assert reply.answer.plan.alarm is None


def test_in_doubt_what_to_do_stands_above_the_answer(
    doubting: Searcher, doubting_project: Project
) -> None:
    reply = ask(IN_DOUBT, doubting, doubting_project.settings)
    assert (reply.answer.outcome, reply.answer.card) == ("answer", "gp-address")
    assert reply.fields["alarm"] is True
    assert str(reply.answer.parts[0]).startswith("If a life is in danger now, call 999.[1]\nNo, ")
    assert broken_rules(reply.fields, doubting_project.settings) == []
    receipt = receipts.read(str(reply.receipt))
    again = answer_again(receipt, doubting.library, doubting_project.settings)
    assert again == reply.answer


@pytest.mark.parametrize("message", [*EMERGENCIES[:2], "how do i bake bread, he is not breathing"])
def test_in_doubt_and_without_another_answer_it_is_an_emergency(
    doubting: Searcher, doubting_project: Project, message: str
) -> None:
    reply = ask(message, doubting, doubting_project.settings)
    assert (reply.answer.outcome, reply.answer.card) == ("emergency", "help-danger")
    assert reply.text.startswith("Call 999\n")


def test_in_doubt_small_talk_is_not_all_there_is_to_say(
    doubting: Searcher, doubting_project: Project
) -> None:
    message = "thanks, not breathing"
    _, vector = doubting.read(message)
    assert doubting.small_talk(vector) == "thanks"
    reply = ask(message, doubting, doubting_project.settings)
    assert "call 999" in reply.text


def test_kind_of_emergency_without_a_card_is_no_emergency(
    doubting: Searcher, doubting_project: Project
) -> None:
    settings = replace(doubting_project.settings, emergency_cards={"violence": "help-danger"})
    reply = ask(IN_DOUBT, doubting, settings)
    assert (reply.answer.outcome, reply.answer.plan.alarm) == ("answer", None)


def test_card_of_help_that_is_not_there_is_a_mistake_of_the_settings(
    helping: Searcher, helping_project: Project
) -> None:
    settings = replace(helping_project.settings, emergency_cards={"danger-to-life": "help-dnger"})
    with pytest.raises(ConfigError) as caught:
        ask(EMERGENCIES[0], helping, settings)
    assert "[bot] emergency_cards names 'help-dnger', which is no card" in str(caught.value)
    assert "breathing" not in str(caught.value)


@pytest.mark.parametrize(
    ("message", "kind"), [("hello", "greeting"), ("hi hello", "greeting"), ("thank you", "thanks")]
)
def test_small_talk_gets_a_fixed_reply_without_sources(
    helping: Searcher, helping_project: Project, message: str, kind: str
) -> None:
    reply = ask(message, helping, helping_project.settings)
    assert reply.text == reply.answer.short == texts.SMALL_TALK[kind]
    assert (reply.answer.outcome, reply.answer.citations) == ("small_talk", ())
    assert (reply.receipt, reply.answer.refusal) == (None, None)
    assert "search" not in reply.stages


def test_small_talk_with_a_name_in_it_is_told_so(
    helping: Searcher, helping_project: Project
) -> None:
    reply = ask("hello my name is Ada Quillfeather", helping, helping_project.settings)
    assert (reply.answer.outcome, reply.left_out) == ("small_talk", ("name",))
    said = texts.LEFT_OUT.format(kinds="a name")
    assert reply.text == f"{said}\n\n{texts.SMALL_TALK['greeting']}"


def test_greeting_before_a_question_does_not_hide_it(
    helping: Searcher, helping_project: Project
) -> None:
    reply = ask(f"hello. {FIRST}", helping, helping_project.settings)
    assert (reply.answer.outcome, reply.answer.card) == ("answer", "gp-address")


def test_every_kind_of_small_talk_that_is_learned_has_its_words(real: Project) -> None:
    lines = real.file("questions/scope.jsonl").read_bytes().splitlines()
    kinds = {msgspec.json.decode(line)["kind"] for line in lines}
    learned = {kind.removeprefix("small-talk:") for kind in kinds if kind.startswith("small-talk:")}
    assert learned == set(texts.SMALL_TALK)


def test_stages_say_what_each_of_them_took(small: Searcher, built: Project) -> None:
    reply = ask(FIRST, small, built.settings)
    assert list(reply.stages) == [
        "screen",
        "personal data",
        "language",
        "spelling",
        "encode",
        "emergency",
        "small talk",
        "search",
        "plan",
        "compose",
        "receipt",
    ]
    assert all(milliseconds >= 0 for milliseconds in reply.fields["stages"].values())


# The real knowledge


@pytest.mark.parametrize(
    ("message", "card"),
    [
        ("my mum is not breathing", "help-medical-emergency"),
        ("i want to kill myself tonight", "help-mental-health-crisis"),
        ("immigration officers are at my door now", "help-detained-now"),
    ],
)
def test_real_emergency_is_answered_with_the_card_for_it(
    searcher: Searcher, real: Project, message: str, card: str
) -> None:
    reply = ask(message, searcher, real.settings, [GP_QUESTION])
    assert (reply.answer.outcome, reply.answer.card) == ("emergency", card)
    assert broken_rules(reply.fields, real.settings) == []


@pytest.mark.parametrize("message", ["hello", "thank you so much", "who are you?"])
def test_real_small_talk_gets_a_fixed_reply(
    searcher: Searcher, real: Project, message: str
) -> None:
    reply = ask(message, searcher, real.settings)
    assert reply.answer.outcome == "small_talk"
    assert reply.text in texts.SMALL_TALK.values()


# Place


@pytest.mark.parametrize(
    ("nation", "of", "said"),
    [
        ("Scotland", ("England",), True),
        ("Scotland", ("England", "Scotland"), False),
        ("Wales", ("England and Wales",), False),
        ("Northern Ireland", ("UK",), False),
        (None, ("England",), False),
    ],
)
def test_answer_for_england_says_so_to_somebody_elsewhere(
    small: Searcher, built: Project, nation: str | None, of: tuple[str, ...], said: bool
) -> None:
    answer = ask("Does my GP give my address to the Home Office?", small, built.settings).answer
    cited = tuple(dataclasses.replace(answer.citations[0], jurisdiction=place) for place in of)
    note = nation_note(nation, dataclasses.replace(answer, citations=cited))
    assert note == (speak("en")(texts.FOR_ENGLAND, nation=nation) if said else "")


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("nation", ["Scotland", "Wales", "Northern Ireland"])
def test_answer_for_england_says_so_in_the_language_of_the_answer(
    small: Searcher, built: Project, nation: str, lang: str
) -> None:
    answer = compose(Plan("card", "gp-address"), small.library, built.settings, lang=lang)
    cited = tuple(dataclasses.replace(its, jurisdiction="England") for its in answer.citations)
    tongue = speak(lang)
    note = nation_note(nation, dataclasses.replace(answer, citations=cited))
    assert note == tongue(texts.FOR_ENGLAND, nation=tongue(texts.NATIONS[nation]))
    assert tongue(texts.NATIONS[nation]) in note


def test_person_in_scotland_finds_what_names_scotland(searcher: Searcher, real: Project) -> None:
    question = "do I pay for hospital treatment"
    here = ask(question, searcher, real.settings)
    there = ask(question, searcher, real.settings, nation="Scotland")
    assert here.answer.card == "nhs-care-free-for-everyone"
    assert there.answer.card == "hospital-charges-scotland-wales-ni"
    assert "Scotland" in there.answer.short
    assert any("Scotland" in citation.jurisdiction for citation in there.answer.citations)
    assert texts.FOR_ENGLAND[:20] not in there.text
    assert broken_rules(there.fields, real.settings) == []


def test_person_in_scotland_finds_what_is_for_scotland_or_is_told_that_it_is_not(
    replies: dict[str, Reply], searcher: Searcher, real: Project
) -> None:
    note = speak("en")(texts.FOR_ENGLAND, nation="Scotland")
    answered = [its for its in QUESTIONS if replies[its].answer.plan.form in {"card", "sentences"}]
    assert len(answered) > 25
    for question in answered:
        there = ask(question, searcher, real.settings, lang="en", nation="Scotland")
        marks = set(map(int, re.findall(r"\[(\d+)\]", str(there.answer.parts[0]))))
        places = {its.jurisdiction for its in there.answer.citations if its.n in marks}
        is_for = any(place == "UK" or "Scotland" in place for place in places)
        named = "Northern Ireland" in question
        assert there.answer.plan.form in {"card", "sentences"}, question
        assert (note in there.text) == (not is_for and not named), question
        assert broken_rules(there.fields, real.settings) == [], question


@pytest.mark.parametrize("nation", ["Scotland", "Wales", "Northern Ireland"])
def test_nation_that_is_named_counts_more_than_where_somebody_lives(
    searcher: Searcher, real: Project, nation: str
) -> None:
    question = "do I pay for hospital treatment in Wales"
    there = ask(question, searcher, real.settings, nation=nation)
    assert timeless(there) == timeless(ask(question, searcher, real.settings))


@pytest.mark.parametrize("nation", ["Scotland", "Wales", "Northern Ireland"])
def test_person_elsewhere_is_told_where_an_answer_is_for_england(
    for_england: Searcher, england: Project, nation: str
) -> None:
    note = speak("en")(texts.FOR_ENGLAND, nation=nation)
    reply = ask(FIRST, for_england, england.settings, nation=nation)
    assert reply.answer.card == "gp-address"
    assert reply.answer.notes.count(note) == 1
    assert note in before_sources(reply.text)
    french = ask(FIRST, for_england, england.settings, lang="fr", nation=nation)
    tongue = speak("fr")
    assert tongue(texts.FOR_ENGLAND, nation=tongue(texts.NATIONS[nation])) in french.answer.notes
    assert french.answer.notes[-1] == tongue(texts.NOT_TRANSLATED)
    for its in (reply, french):
        receipt = receipts.read(str(its.receipt))
        again = answer_again(receipt, for_england.library, england.settings)
        assert again is not None
        assert is_same(receipt, again, for_england.library)
        assert note not in again.notes


@pytest.mark.parametrize("message", [FIRST, OTHER, FOLLOW_UP, "must i pay in hospital in scotland"])
def test_nobody_who_lives_nowhere_in_particular_is_told_of_england(
    for_england: Searcher, england: Project, message: str
) -> None:
    settings = england.settings
    for history in ([], [FIRST]):
        plain = ask(message, for_england, settings, history)
        assert timeless(ask(message, for_england, settings, history, nation=None)) == timeless(
            plain
        )
        assert (texts.FOR_ENGLAND[:20] in plain.text) == ("scotland" in message)


@pytest.mark.parametrize("message", ["how do i bake bread", "who won the match"])
def test_where_somebody_lives_makes_no_answer_of_what_has_none(
    small: Searcher, built: Project, message: str
) -> None:
    reply = ask(message, small, built.settings, nation="Scotland")
    assert reply.answer.outcome == "no_answer"
    assert texts.FOR_ENGLAND[:20] not in reply.text


def test_emergency_is_one_wherever_somebody_lives(
    helping: Searcher, helping_project: Project
) -> None:
    settings = helping_project.settings
    there = ask(EMERGENCIES[0], helping, settings, nation="Scotland")
    assert timeless(there) == timeless(ask(EMERGENCIES[0], helping, settings))


def test_question_of_another_nation_with_sources_for_england_only_is_told_so(
    for_england: Searcher, england: Project
) -> None:
    question = "Does my GP give my address to the Home Office in Wales?"
    reply = ask(question, for_england, england.settings)
    assert speak("en")(texts.FOR_ENGLAND, nation="Wales") in before_sources(reply.text)
