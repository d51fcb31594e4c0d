"""index/spelling.py"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.spelling import Speller, learn_abbreviations

# How many texts have each word.
COUNTS = {
    "address": 40, "doctor": 60, "hospital": 50, "register": 30, "registers": 3, "records": 20,
    "record": 25, "home": 9, "dome": 2, "office": 9, "my": 90, "the": 99, "does": 30, "gp": 70,
    "tell": 10, "and": 99, "receptionist": 4, "sar": 2, "pass": 3,
}  # fmt: skip
DICTIONARY = {"weather", "fatal", "told", "pass", "horse", "house", "dont"}


def english(words: Sequence[str]) -> set[str]:
    return {word for word in words if word in COUNTS or word in DICTIONARY}


@pytest.fixture
def speller() -> Speller:
    abbreviations = {"SAR": "subject access request", "sar": "subject access request"}
    return Speller(COUNTS, english, abbreviations | {"PASS": "Patient Advice Service"})


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("does my docter tell", "does my doctor tell"),
        ("does my dcotor tell", "does my doctor tell"),
        ("my HOPSITAL record", "my hospital record"),
        ("does the docter's office tell", "does the doctor's office tell"),
        ("does the docter’s office tell", "does the doctor’s office tell"),
        ("the (docter) and 'hospitel' tell?", "the (doctor) and 'hospital' tell?"),
        ("docter", "doctor"),
        ("the adress, the gp", "the address, the gp"),
    ],
)
def test_a_word_nobody_knows_becomes_the_nearest_of_the_documents(
    speller: Speller, question: str, corrected: str
) -> None:
    assert speller.correct(question) == corrected


@pytest.mark.parametrize(
    "question",
    [
        "",
        "???",
        "the weather and the gp",  # a word of English that the documents lack
        "does my horse tell the gp",
        "my gp and the gpp",  # too short to be sure of
        "my gp and the nospital",  # the first letter is nearly always typed right
        "my gp and the hxsxitxl",  # three errors
        "does Müller tell the gp",  # only the plain letters of it would be looked at
        "does Docter7 tell the gp",
        "does O'Docter tell my gp",
        "she doesn't tell the gp",
        "she doesn’t tell the gp",
        "هل يخبر الطبيب the gp",
    ],
)
def test_everything_else_stays_as_it_was_typed(speller: Speller, question: str) -> None:
    assert speller.correct(question) == question


def test_the_nearer_word_goes_before_the_more_frequent(speller: Speller) -> None:
    assert speller.correct("my recordss tell the gp") == "my records tell the gp"


def test_of_equally_near_words_the_more_frequent_is_taken() -> None:
    counts = {"medical": 5, "medicak": 9, "my": 9, "the": 9, "gp": 9}
    asked = Speller(counts, lambda words: set(words) & set(counts), {})
    assert asked.correct("my medicax the gp") == "my medicak the gp"


def test_what_is_not_english_is_left_alone(speller: Speller) -> None:
    question = "minha doctora hospitaal registar recordz"
    assert speller.correct(question) == question


def test_one_strange_word_alone_is_corrected_however_short_the_question(speller: Speller) -> None:
    assert speller.correct("recepsionist") == "receptionist"


@pytest.mark.parametrize(
    ("question", "spelt_out"),
    [
        ("my SAR is late", "my SAR is late (subject access request)"),
        ("my sar is late", "my sar is late (subject access request)"),
        ("my Sar, sar", "my Sar, sar (subject access request)"),
        ("is PASS free", "is PASS free (Patient Advice Service)"),
        ("SAR by PASS", "SAR by PASS (subject access request, Patient Advice Service)"),
    ],
)
def test_what_an_abbreviation_stands_for_is_put_behind(
    speller: Speller, question: str, spelt_out: str
) -> None:
    assert speller.spell_out(question) == spelt_out


@pytest.mark.parametrize(
    "question",
    [
        "",
        "does my gp tell",
        "does my gp pass it on",  # the word, not the service
        "my Subject Access Request (SAR) is late",
        "Caesar and a sarong",
    ],
)
def test_nothing_is_put_behind_where_nothing_is_missing(speller: Speller, question: str) -> None:
    assert speller.spell_out(question) == question


@pytest.mark.parametrize(
    ("text", "learned"),
    [
        (
            "Write to the Information Commissioner's Office (ICO) today.",
            {"ICO": "Information Commissioner's Office"},
        ),
        ("A female genital mutilation (FGM) report", {"FGM": "female genital mutilation"}),
        ("The General Medical Council (GMC) says", {"GMC": "General Medical Council"}),
        (
            "the Department for Work and Pensions (DWP)",
            {"DWP": "Department for Work and Pensions"},
        ),
        ("a Freedom of Information (FOI) request", {"FOI": "Freedom of Information"}),
        ("Summary Care Records (SCRs)", {"SCR": "Summary Care Records"}),
        ("The Home Office (UK) says", {}),
        ("GMC and (ICO)", {}),
        ("", {}),
    ],
)
def test_abbreviations_are_learned_where_a_text_spells_them_out(
    text: str, learned: dict[str, str]
) -> None:
    assert learn_abbreviations([text]) == learned


def test_of_several_meanings_the_most_frequent_is_learned() -> None:
    texts = ["Some Rare Care (SRC)", "Safe Record Copy (SRC)", "a Safe Record Copy (SRC)"]
    assert learn_abbreviations(texts) == {"SRC": "Safe Record Copy"}
