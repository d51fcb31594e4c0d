"""Behind a receipt are the very words of the reply, and what has happened to them since."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import Project

from bot import receipts, texts
from bot.ask import Reply, ask, give_receipt
from bot.compose import compose
from bot.plan import Plan, Quote
from bot.render import as_fields
from bot.tongues import speak
from bot.verify import Verified, verify
from index import Encoder, Library, ReceiptError, Searcher, kept_generations

GP = "Does my GP give my address to the Home Office?"
REGISTER = "Can I register with a GP without papers?"
SCOTLAND = "must i pay in hospital in scotland"
BREAD = "how do i bake bread"
CARD = "answers/register-without-papers.md"
GUIDE = "sources/practice-guide.md"
SECTION = "practice-guide#section-3-1"

Question = Callable[[str], Reply]


@pytest.fixture
def reply_to(built: Project, encoder: Encoder) -> Question:
    """Ask the live generation."""

    def reply_to(question: str) -> Reply:
        searcher = Searcher(built.config, encoder, Library(built.config))
        reply = ask(question, searcher, built.settings)
        searcher.close()
        return reply

    return reply_to


def reply_of(project: Project, plan: Plan) -> Reply:
    """Return the reply that the live generation makes of a plan."""
    library = Library(project.config)
    answer = compose(plan, library, project.settings)
    receipt = give_receipt(answer, library, project.settings)
    library.close()
    return Reply(answer, receipt)


def check(project: Project, code: str | None) -> Verified:
    assert code
    return verify(code, project.config, project.settings)


def take_out_the_card(project: Project) -> None:
    project.file(CARD).unlink()
    examples = project.file("questions/scope.jsonl")
    text = examples.read_text(encoding="utf-8")
    examples.write_text(
        text.replace('"card": "register-without-papers"', '"card": null'), encoding="utf-8"
    )


def take_out_the_section(project: Project) -> None:
    """Take out a section together with every citation of it."""
    text = project.file(GUIDE).read_text(encoding="utf-8")
    project.file(GUIDE).write_text(text.partition("## Section 3(1)")[0], encoding="utf-8")
    for card in ("gp-address", "register-without-papers"):
        project.replace(f"answers/{card}.md", SECTION, "practice-guide#para-9")


# Nothing has changed


@pytest.mark.parametrize("question", [GP, REGISTER, SCOTLAND, BREAD])
def test_reply_of_the_live_generation_is_the_very_same(
    built: Project, reply_to: Question, question: str
) -> None:
    reply = reply_to(question)
    verified = check(built, reply.receipt)
    assert verified.reply == Reply(reply.answer, reply.receipt)
    assert verified.reply.text == reply.text
    assert (verified.is_same, verified.is_live) == (True, True)
    assert [verified.generation] == kept_generations(built.config)


IN_SHORT = Quote("scottish-note#summary", 0, in_short=True)
BELOW = Quote("old-agreement#terms", 1, in_short=False)
HELP = "who-can-help-me-for-free"


@pytest.mark.parametrize(
    "plan",
    [
        Plan("card", "gp-address"),
        Plan("card", "gp-address", says_question=True),
        Plan("card", "gp-address", (Quote("gp-address", 4, in_short=True), IN_SHORT, BELOW)),
        Plan("card", "gp-address", (BELOW,), alarm=HELP),
        Plan("sentences", quotes=(IN_SHORT, BELOW)),
        Plan("sentences", quotes=(BELOW,), alarm=HELP),
        Plan("no_answer"),
        Plan("no_answer", suggested=("gp-address", HELP), near=True, alarm=HELP),
        Plan("emergency", HELP),
    ],
)
def test_reply_of_every_form_is_the_very_same(built: Project, plan: Plan) -> None:
    reply = reply_of(built, plan)
    verified = check(built, reply.receipt)
    assert verified.reply == reply
    assert (verified.is_same, verified.is_live) == (True, True)


def test_reply_cut_to_its_length_is_the_very_same(built: Project) -> None:
    built.configure("longest_reply = 2600", "longest_reply = 450")
    reply = reply_of(built, Plan("card", "gp-address", (IN_SHORT, BELOW)))
    assert reply.answer.plan.quotes == (IN_SHORT,)
    assert "Who can help" not in reply.text
    verified = check(built, reply.receipt)
    assert verified.reply == reply
    assert (verified.is_same, verified.is_live) == (True, True)


def test_receipt_shows_the_answer_and_nothing_that_was_said_of_the_message(
    built: Project, reply_to: Question
) -> None:
    told = reply_to(f"{REGISTER} My name is Ada Quillfeather.")
    assert told.left_out == ("name",)
    verified = check(built, told.receipt)
    assert (verified.is_same, verified.is_live) == (True, True)
    assert verified.reply.answer.parts == told.answer.parts
    assert verified.reply.answer.preface == ""
    assert "personal data" not in str(verified)


def test_source_without_an_address_has_no_line_for_it(built: Project, encoder: Encoder) -> None:
    built.replace(GUIDE, "https://example.org/practice-guide", "none")
    built.build(encoder)
    verified = check(built, reply_of(built, Plan("card", "register-without-papers")).receipt)
    assert (verified.is_same, verified.is_live) == (True, True)
    assert "    Evidence: read in full\n\n    A person may register" in str(verified)


def test_nothing_is_reported_where_nothing_has_changed(built: Project, reply_to: Question) -> None:
    verified = check(built, reply_to(REGISTER).receipt)
    assert verified.changes == ()
    assert "\n\nNothing in it has been changed since.\n\n" in str(verified)


def test_passages_are_shown_in_full_with_all_that_a_caseworker_judges_by(
    built: Project, reply_to: Question
) -> None:
    verified = check(built, reply_to(REGISTER).receipt)
    text = (
        "A person may register with a practice without a passport. The practice asks every new"
        " patient for the same things and may use its own address for somebody who has none."
    )
    assert verified.texts[0] == text
    assert (
        f"[1] {SECTION}\n"
        "    Test Council: Guide for practices (invented for tests), Section 3(1) (regulator, UK)\n"
        "    published 1 March 2019; updated 2024; holds today, looked at 21 November 2026\n"
        "    Evidence: read in full\n"
        "    https://example.org/practice-guide\n\n"
        f"    {text}"
    ) in str(verified)


def test_check_starts_with_how_far_it_is_the_same_and_shows_the_reply(
    built: Project, reply_to: Question
) -> None:
    reply = reply_to(GP)
    headline, _, rest = str(check(built, reply.receipt)).partition("\n\n")
    assert re.fullmatch(
        r"The very same answer, from the documents of \d{1,2} \w+ \d{4}\. The answer of today is"
        r" the same\. \([\w-]+\)",
        headline,
    )
    assert rest.startswith(reply.text)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_headline_says_the_same_in_every_language(
    built: Project, reply_to: Question, lang: str
) -> None:
    verified, tongue = check(built, reply_to(GP).receipt), speak(lang)
    day = tongue.date(verified.built[:10])
    others = (
        replace(verified, is_live=False),
        replace(verified, is_same=False),
        replace(verified, is_same=False, is_live=False),
    )
    same, other, *changed = (its.headline(tongue) for its in (verified, *others))
    assert (same, other) == tuple(
        tongue(said, date=day) for said in (texts.CHECK_SAME, texts.CHECK_OTHER)
    )
    assert changed == [tongue(texts.CHECK_CHANGED, date=day)] * 2
    assert len({same, other, *changed}) == 3
    assert all(day in its for its in (same, other, *changed))


@pytest.mark.parametrize("lang", ["fr", "ar", "zh"])
def test_receipt_of_an_answer_in_another_language_shows_the_same_in_english(
    built: Project, encoder: Encoder, lang: str
) -> None:
    searcher = Searcher(built.config, encoder, Library(built.config))
    reply, english = (ask(GP, searcher, built.settings, lang=its) for its in (lang, "en"))
    searcher.close()
    assert reply.answer.lang == lang
    verified = check(built, reply.receipt)
    assert (verified.is_same, verified.is_live) == (True, True)
    assert verified.reply.answer == english.answer
    assert verified.reply.text == english.text


def test_fields_are_those_of_a_reply_and_how_it_stands(built: Project, reply_to: Question) -> None:
    reply = reply_to(GP)
    verified = check(built, reply.receipt)
    assert verified.fields == as_fields(reply.answer, reply.receipt) | {
        "same": True,
        "live": True,
        "generation": verified.generation,
        "built": Library(built.config).manifest.built,
        "changes": list(verified.changes),
        "superseded": list(verified.superseded),
        "passages_in_full": [
            {"n": n, "address": address, "text": text}
            for n, (address, text) in enumerate(
                zip(reply.answer.passages, verified.texts, strict=True), start=1
            )
        ],
    }


def test_superseded_source_of_a_reply_is_always_named(built: Project, reply_to: Question) -> None:
    by = "has been superseded by: Guide for practices (invented for tests)"
    assert check(built, reply_to(GP).receipt).superseded == (
        f"[2] old-agreement#withdrawal-notice {by}",
        f"[4] old-agreement#terms {by}",
    )


def test_what_was_superseded_before_did_not_happen_since_then(
    built: Project, reply_to: Question
) -> None:
    assert "Since then" not in str(check(built, reply_to(GP).receipt))


# Something has changed, and the old generation is still here


@pytest.mark.parametrize(
    ("question", "file", "old", "new", "change"),
    [
        (
            REGISTER,
            CARD,
            "you need no passport",
            "a passport is not needed",
            "the card register-without-papers has been rewritten",
        ),
        (
            REGISTER,
            GUIDE,
            "asks every new patient",
            "asks each new patient",
            f"[1] {SECTION} has been rewritten",
        ),
        (
            REGISTER,
            GUIDE,
            "status: current",
            "status: historical",
            f"[1] {SECTION} has become his",
        ),
        (
            REGISTER,
            GUIDE,
            "status: current\nsuperseded_by: []",
            "status: historical\nsuperseded_by: [helpline]",
            f"[1] {SECTION} has been superseded by: Test Helpline (invented for tests)",
        ),
    ],
    ids=["card", "passage", "historical", "superseded"],
)
def test_old_words_are_kept_and_what_happened_to_them_is_named(
    built: Project,
    encoder: Encoder,
    reply_to: Question,
    question: str,
    file: str,
    old: str,
    new: str,
    change: str,
) -> None:
    reply = reply_to(question)
    built.replace(file, old, new)
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert verified.reply == Reply(reply.answer, reply.receipt)
    assert verified.reply.text == reply.text
    assert (verified.is_same, verified.is_live) == (True, False)
    assert verified.generation == kept_generations(built.config)[1]
    assert any(its.startswith(change) for its in verified.changes)
    assert f" The answer of today is another one. ({verified.generation})\n\n" in str(verified)
    assert f"\n\nSince then\n- {verified.changes[0]}\n" in str(verified)


@pytest.mark.parametrize(
    "plan",
    [
        Plan("sentences", quotes=(IN_SHORT,)),
        Plan("card", "gp-address", (IN_SHORT,)),
        Plan("card", "gp-address", (Quote("scottish-note#summary", 0, in_short=False),)),
    ],
    ids=["alone", "in the short reply", "below"],
)
def test_old_words_of_a_passage_are_kept_and_their_change_is_named(
    built: Project, encoder: Encoder, plan: Plan
) -> None:
    reply = reply_of(built, plan)
    built.replace("sources/scottish-note.md", "nobody is asked to pay", "nobody has to pay")
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert verified.reply == reply
    assert (verified.is_same, verified.is_live) == (True, False)
    n = reply.answer.passages.index("scottish-note#summary") + 1
    assert f"[{n}] scottish-note#summary has been rewritten" in verified.changes


def test_sentence_before_the_one_quoted_changes_nothing_that_is_shown_but_the_passage(
    built: Project, encoder: Encoder
) -> None:
    """A position means another sentence once one is put before it; so the words decide."""
    reply = reply_of(built, Plan("sentences", quotes=(IN_SHORT,)))
    built.replace("sources/scottish-note.md", "In Scotland nobody", "A new one. In Scotland nobody")
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert verified.reply == reply
    assert (verified.is_same, verified.is_live) == (True, False)


def test_sentence_that_is_no_more_there_is_not_taken_for_another(
    built: Project, encoder: Encoder
) -> None:
    last = Quote("scottish-note#summary", 1, in_short=True)
    reply = reply_of(built, Plan("sentences", quotes=(last,)))
    built.configure("generations_kept = 3", "generations_kept = 1")
    built.replace(
        "sources/scottish-note.md",
        " A person who has claimed asylum pays for no hospital treatment there.",
        "",
    )
    built.build(encoder)
    with pytest.raises(ReceiptError, match="nothing here holds the card or passages of this recei"):
        check(built, reply.receipt)


def test_card_of_help_that_was_taken_out_is_said_to_be_out(
    built: Project, encoder: Encoder
) -> None:
    reply = reply_of(built, Plan("card", "gp-address", alarm="register-without-papers"))
    take_out_the_card(built)
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert verified.reply == reply
    assert "the card register-without-papers has been taken out" in verified.changes


@pytest.mark.parametrize(
    ("take_out", "change"),
    [
        (take_out_the_card, "the card register-without-papers has been taken out"),
        (take_out_the_section, f"[1] {SECTION} has been taken out"),
    ],
)
def test_what_has_been_taken_out_is_still_shown_and_said_to_be_out(
    built: Project,
    encoder: Encoder,
    reply_to: Question,
    take_out: Callable[[Project], None],
    change: str,
) -> None:
    reply = reply_to(REGISTER)
    take_out(built)
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert verified.reply.text == reply.text
    assert (verified.is_same, verified.is_live) == (True, False)
    assert change in verified.changes


def test_old_words_are_found_two_generations_back(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    reply = reply_to(REGISTER)
    built.replace(CARD, "you need no passport", "a passport is not needed")
    built.build(encoder)
    newer = reply_to(REGISTER)
    built.replace(CARD, "a passport is not needed", "nobody needs a passport")
    built.build(encoder)
    assert len(kept_generations(built.config)) == 3
    assert check(built, reply.receipt).reply.text == reply.text
    assert check(built, newer.receipt).reply.text == newer.text
    assert reply.receipt != newer.receipt


def test_change_of_other_documents_leaves_a_reply_live_and_the_same(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    reply = reply_to(REGISTER)
    built.replace("sources/scottish-note.md", "pays for no", "does not pay for")
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert (verified.is_same, verified.is_live) == (True, True)
    assert verified.changes == ("other documents have changed, none of those shown here",)
    assert verified.reply.text == reply.text


def test_damaged_old_generation_is_passed_over(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    reply = reply_to(REGISTER)
    built.replace(CARD, "you need no passport", "a passport is not needed")
    built.build(encoder)
    oldest = kept_generations(built.config)[-1]
    (built.generations / oldest / "knowledge.sqlite").write_bytes(b"")
    verified = check(built, reply.receipt)
    assert (verified.is_same, verified.is_live) == (False, True)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CARD, 'question: "Can I register with', 'question: "May I register with'),
        ("answers/help-immigration-lawyer.md", "The charity has a list", "The charity keeps one"),
    ],
    ids=["question offered", "whom to ask"],
)
def test_rewritten_words_of_no_answer_are_not_called_unchanged(
    built: Project, encoder: Encoder, reply_to: Question, file: str, old: str, new: str
) -> None:
    reply = reply_to(BREAD)
    assert "register-without-papers" in reply.answer.shown
    built.replace(file, old, new)
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert verified.reply.text == reply.text
    assert "Nothing in it has been changed since." not in str(verified)


def test_source_that_became_historical_is_named_though_the_words_stay(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    built.replace(
        "answers/help-immigration-lawyer.md",
        "advice.[helpline#law]",
        "advice.[helpline#law][scottish-note#summary]",
    )
    built.build(encoder)
    reply = reply_to("Where can I get a free immigration lawyer?")
    assert reply.answer.card == "help-immigration-lawyer"
    built.replace("sources/scottish-note.md", "status: current", "status: historical")
    built.build(encoder)
    changes = check(built, reply.receipt).changes
    assert "[2] scottish-note#summary has become historical" in changes


def test_reply_with_another_link_is_not_called_the_very_same(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    reply = reply_to(REGISTER)
    built.replace(GUIDE, "https://example.org/practice-guide", "https://example.org/moved")
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert verified.is_same == (verified.reply.text == reply.text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://example.org/practice-guide", "https://example.org/moved"),
        ("updated: 2024", "updated: 2025"),
        ('title: "Guide', 'title: "Handbook'),
    ],
    ids=["link", "date", "title"],
)
def test_source_that_is_listed_otherwise_today_is_said_to_have_changed(
    built: Project, encoder: Encoder, reply_to: Question, old: str, new: str
) -> None:
    reply = reply_to(REGISTER)
    built.replace(GUIDE, old, new)
    built.build(encoder)
    verified = check(built, reply.receipt)
    assert (verified.is_same, verified.is_live) == (True, False)
    assert any(change.startswith(f"[1] {SECTION} ") for change in verified.changes)


# Something has changed, and the old generation is gone


@pytest.mark.parametrize(
    ("file", "old", "new", "shown"),
    [
        (CARD, "you need no passport", "a passport is not needed", "Yes, a passport is not needed"),
        (GUIDE, "asks every new patient", "asks each new patient", "asks each new patient"),
    ],
    ids=["card", "passage"],
)
def test_lost_words_are_said_to_have_changed_and_the_new_ones_are_shown(
    built: Project,
    encoder: Encoder,
    reply_to: Question,
    file: str,
    old: str,
    new: str,
    shown: str,
) -> None:
    reply = reply_to(REGISTER)
    built.configure("generations_kept = 3", "generations_kept = 1")
    built.replace(file, old, new)
    built.build(encoder)
    assert len(kept_generations(built.config)) == 1
    verified = check(built, reply.receipt)
    assert (verified.is_same, verified.is_live) == (False, True)
    assert str(verified).startswith("The answer has CHANGED since this code was given, and the")
    assert shown in str(verified)
    assert verified.reply.answer.card == "register-without-papers"


def test_changed_reply_is_not_said_to_show_nothing_that_changed(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    reply = reply_to(REGISTER)
    built.configure("generations_kept = 3", "generations_kept = 1")
    built.replace(CARD, "you need no passport", "a passport is not needed")
    built.build(encoder)
    assert "none of those shown here" not in str(check(built, reply.receipt))


def test_receipt_of_a_card_that_is_nowhere_any_more_is_refused(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    reply = reply_to(REGISTER)
    built.configure("generations_kept = 3", "generations_kept = 1")
    take_out_the_card(built)
    built.build(encoder)
    with pytest.raises(ReceiptError, match="nothing here holds the card or passages of this recei"):
        check(built, reply.receipt)


def test_words_of_an_old_generation_are_never_shown_as_those_of_today(
    built: Project, encoder: Encoder, reply_to: Question
) -> None:
    reply = reply_to(BREAD)
    built.replace(CARD, 'question: "Can I register with', 'question: "May I register with')
    built.build(encoder)
    # No generation gives the reply any more once other cards say whom to ask.
    built.configure('"who-can-help-me-for-free", ', "")
    verified = check(built, reply.receipt)
    assert verified.is_same is False
    assert "This is what the same card and passages say now" in str(verified)
    assert "May I register with a GP without papers?" in verified.reply.text
    assert verified.generation == kept_generations(built.config)[0]


# Codes that nobody was given


def test_receipt_of_other_documents_is_refused(built: Project) -> None:
    code = receipts.issue(Plan("card", "gp-share-address-home-office"), "0" * 32, "text")
    with pytest.raises(ReceiptError, match="it is from other documents"):
        check(built, code)


@pytest.mark.parametrize(
    "plan",
    [
        Plan("card", SECTION),
        Plan("sentences"),
        Plan("no_answer", suggested=(SECTION,)),
        Plan("emergency", SECTION),
        Plan("card", "gp-address", alarm=SECTION),
    ],
)
def test_receipt_whose_form_and_units_do_not_fit_is_refused(built: Project, plan: Plan) -> None:
    with pytest.raises(ReceiptError, match="of a form that this version of the program does not"):
        check(built, receipts.issue(plan, "0" * 32, "text"))


def test_receipt_of_a_sentence_that_never_was_is_refused(built: Project) -> None:
    plan = Plan("card", "gp-address", (Quote("gp-address", 63, in_short=True),))
    with pytest.raises(ReceiptError, match="nothing here holds the card or passages of this recei"):
        check(built, receipts.issue(plan, "0" * 32, "text"))


@pytest.mark.parametrize("code", ["", "A1B2C-3D4E5-6F7G8", "who can help me", "0" * 15])
def test_what_is_no_receipt_is_refused(built: Project, code: str) -> None:
    with pytest.raises(ReceiptError):
        verify(code, built.config, built.settings)


def test_code_is_found_however_it_was_typed(built: Project, reply_to: Question) -> None:
    reply = reply_to(REGISTER)
    assert reply.receipt
    for typed in (
        reply.receipt.lower(),
        reply.receipt.replace("-", " "),
        reply.receipt.replace("-", ""),
        reply.receipt.replace("1", "l").replace("0", "o"),
        f" {reply.receipt}\n",
    ):
        assert check(built, typed).reply.answer == reply.answer


def test_reply_shows_its_code_as_it_was_given_however_it_was_typed(
    built: Project, reply_to: Question
) -> None:
    reply = reply_to(REGISTER)
    assert reply.receipt
    typed = reply.receipt.lower().replace("-", " ").replace("1", "l")
    assert check(built, typed).reply.text == reply.text
