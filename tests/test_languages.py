"""A message is answered in the language it is written in, and in the expected one if none shows."""

from __future__ import annotations

import json
from functools import cache

import pytest
from conftest import REPOSITORY

from bot.languages import language_of
from bot.screen import screen
from bot.texts import LANGUAGES
from bot.tongues import speak
from index import Searcher
from index.latin_letters import is_latin

OWN_LETTERS = ("ar", "bn", "fa", "ps", "ti", "uk", "ur", "zh")
OTHERS = [lang for lang in LANGUAGES if lang != "en"]
EXPECTED = [None, *LANGUAGES]

# As people write: short, without the letters their keyboard does not have, with English names.
MESSAGES = {
    "en": [
        "Can I see a doctor?",
        "will my gp tell home office where i live",
        "how do i get my medical records",
    ],
    "ar": ["هل يخبر الطبيب وزارة الداخلية بعنواني؟", "كيف أسجل عند طبيب؟", "أريد سجلي الطبي"],
    "bn": [
        "ডাক্তার কি আমার ঠিকানা হোম অফিসকে দেবে?",
        "আমি কীভাবে ডাক্তারের কাছে নাম লেখাব?",
        "আমার মেডিকেল রেকর্ড কীভাবে দেখব",
    ],
    "es": [
        "¿Mi médico le dirá mi dirección al Ministerio del Interior?",
        "¿Cómo me registro con un médico?",
        "quiero ver mi historial médico",
    ],
    "fa": [
        "آیا دکترم آدرسم را به وزارت کشور می‌دهد؟",
        "چطور پیش پزشک ثبت نام کنم؟",
        "می‌خواهم پرونده پزشکی‌ام را ببینم",
    ],
    "fr": [
        "Est-ce que mon médecin donne mon adresse au ministère ?",
        "Comment m'inscrire chez un médecin ?",
        "je veux voir mon dossier médical",
    ],
    "pl": [
        "Czy mój lekarz poda mój adres ministerstwu?",
        "Jak zapisać się do lekarza?",
        "chcę zobaczyć moją kartotekę medyczną",
    ],
    "ps": [
        "ایا زما ډاکټر به زما پته د کورنیو چارو وزارت ته ورکړي؟",
        "زه څنګه د ډاکټر سره نوم لیکنه وکړم؟",
        "زه غواړم خپل طبي ریکارډ وګورم",
    ],
    "pt": [
        "O meu médico vai dar a minha morada ao ministério?",
        "Como me posso inscrever num médico?",
        "quero ver o meu registo médico",
    ],
    "ro": [
        "Medicul meu va da adresa mea la minister?",
        "Cum mă înscriu la un medic?",
        "vreau să văd dosarul meu medical",
    ],
    "so": [
        "Dhakhtarkaygu cinwaankayga ma siin doonaa Wasaaradda Arrimaha Gudaha?",
        "Sidee baan isaga diiwaan geliyaa dhakhtar?",
        "waxaan rabaa inaan arko diiwaankayga caafimaad",
    ],
    "ti": [
        "ሓኪመይ ንሆም ኦፊስ ኣድራሻይ ክህቦም ድዩ?",
        "ብኸመይ ናብ ሓኪም ክምዝገብ እኽእል?",
        "ናይ ሕክምና መዝገበይ ክርኢ ይደሊ",
    ],
    "uk": [
        "Чи передасть мій лікар мою адресу міністерству?",
        "Як мені записатися до лікаря?",
        "хочу побачити свою медичну картку",
    ],
    "ur": [
        "کیا میرا ڈاکٹر میرا پتہ ہوم آفس کو دے گا؟",
        "میں ڈاکٹر کے پاس کیسے رجسٹر ہوں؟",
        "میں اپنا میڈیکل ریکارڈ دیکھنا چاہتا ہوں",
    ],
    "zh": ["我的医生会把我的地址告诉内政部吗？", "我怎么注册看医生？", "我想看我的病历"],
}
# With the English words that somebody who lives in the UK puts into every sentence.
MIXED = {
    "ar": "هل GP يعطي عنواني إلى Home Office؟",
    "bn": "আমার GP কি Home Office কে আমার address দেবে?",
    "es": "¿El hospital del NHS puede avisar al Home Office si no tengo BRP?",
    "fa": "آیا NHS آدرس من را به Home Office می‌دهد؟",
    "fr": "Est-ce que le GP du NHS va prévenir le Home Office si je n'ai pas de BRP ?",
    "pl": "Czy mój GP w NHS powie Home Office, że nie mam BRP?",
    "ps": "ایا زما GP به زما پته Home Office ته ورکړي؟",
    "pt": "O hospital do NHS pode avisar o Home Office se eu não tenho BRP?",
    "ro": "Spitalul NHS poate să spună la Home Office că nu am BRP?",
    "so": "GP-gaygu ma u sheegi karaa Home Office halka aan ku noolahay?",
    "ti": "GP ናተይ ን Home Office ኣድራሻይ ይህብ ድዩ?",
    "uk": "Чи може лікарня NHS повідомити Home Office, якщо в мене немає BRP?",
    "ur": "کیا میرا GP میرا پتہ Home Office کو دے گا؟",
    "zh": "我的GP会把我的地址告诉Home Office吗？",
}
# Nothing in them is of any language.
NO_LANGUAGE = [
    "",
    " ",
    "\n\n",
    "12345",
    "?!",
    "07700 900123",
    "😀😀😀",
    "👨‍👩‍👧",
    "🇫🇷",
    "👍🏽",
    "\u200f\u2068",
    "\x00",
    "\ufffe\uffff",
]


@cache
def gold() -> dict[str, list[str]]:
    """Return every message of the gold questions by its language."""
    messages: dict[str, dict[str, None]] = {lang: {} for lang in LANGUAGES}
    for file in sorted((REPOSITORY / "knowledge" / "questions").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            fields = json.loads(line)
            text = fields.get("text") or fields.get("question") or fields.get("message")
            lang = fields.get("lang")
            # What is typed in Latin letters, only the index knows to tell apart.
            if text and lang in messages and not (lang in OWN_LETTERS and is_latin(text)):
                messages[lang][text] = None
    return {lang: list(its) for lang, its in messages.items()}


def share_recognised(searcher: Searcher, lang: str, expected: str | None) -> float:
    messages = gold()[lang]
    found = (searcher.language_of(its, language_of(its, expected)) for its in messages)
    return sum(its == lang for its in found) / len(messages)


# The language of the message


def test_there_are_messages_of_every_language() -> None:
    assert set(MESSAGES) == set(LANGUAGES)
    assert set(MIXED) == set(OTHERS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_language_of_a_short_message_is_known(lang: str) -> None:
    assert [language_of(its) for its in MESSAGES[lang]] == [lang] * 3


@pytest.mark.parametrize("lang", OTHERS)
def test_english_words_in_a_message_do_not_make_it_english(lang: str) -> None:
    assert language_of(MIXED[lang]) == lang
    assert language_of(MIXED[lang], lang) == lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_emoji_digits_and_signs_do_not_hide_the_language(lang: str) -> None:
    message = MESSAGES[lang][0]
    for said in (
        f"😭😭 {message} 🙏🏽",
        f"1) {message} (2024)",
        f"  {message}\n\n",
        f"{message}!!!???",
    ):
        assert language_of(said) == lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_small_and_capital_letters_are_the_same_language(lang: str) -> None:
    # Only scripts that have them; a sentence in capitals is how some people write to a machine.
    message = MESSAGES[lang][0]
    assert language_of(message.upper(), lang) == language_of(message.lower(), lang) == lang


@pytest.mark.parametrize(
    ("message", "nearest"),
    [
        ("Здравствуйте, скажет ли врач мой адрес полиции?", "uk"),
        ("የእኔ ሐኪም አድራሻዬን ለመንግሥት ይሰጣል ወይ?", "ti"),
        ("El meu metge donarà la meva adreça al ministeri de l'interior?", "es"),
        ("病院で私の住所は内務省に伝えられますか", "zh"),
        ("我的醫生會把我的地址告訴內政部嗎？", "zh"),
    ],
)
def test_language_that_the_bot_does_not_speak_is_answered_in_the_nearest(
    message: str, nearest: str
) -> None:
    assert language_of(message) == nearest


@pytest.mark.parametrize(
    "message",
    [
        "Sagt mein Arzt dem Innenministerium, wo ich wohne?",
        "Doktorum adresimi içişleri bakanlığına verir mi?",
        "Bác sĩ có cho Bộ Nội vụ biết địa chỉ của tôi không?",
    ],
)
def test_language_that_is_near_none_of_ours_is_answered_in_english(message: str) -> None:
    assert language_of(message) == "en"


# What is expected


@pytest.mark.parametrize("message", NO_LANGUAGE)
def test_expected_language_decides_where_nothing_shows_one(message: str) -> None:
    assert {its: language_of(message, its) for its in LANGUAGES} == {its: its for its in LANGUAGES}


@pytest.mark.parametrize("message", NO_LANGUAGE)
def test_english_is_spoken_where_nothing_shows_or_expects_a_language(message: str) -> None:
    assert language_of(message) == "en"


@pytest.mark.parametrize("expected", ["de", "xx", "", "EN", "pt-br", "zh-hans", "\x00", "english"])
def test_expected_language_that_the_bot_does_not_speak_counts_for_nothing(expected: str) -> None:
    for lang, (message, *_) in MESSAGES.items():
        assert language_of(message, expected) == lang
    assert language_of("12345", expected) == "en"


def test_expected_language_decides_between_two_that_write_alike() -> None:
    assert {its: language_of("salam", its) for its in ("ar", "fa", "so")} == {
        "ar": "ar",
        "fa": "fa",
        "so": "so",
    }
    assert language_of("quero ver o meu registo", "pt") == "pt"
    assert language_of("سلام", "ur") == "ur"
    assert language_of("سلام", "fa") == "fa"


@pytest.mark.parametrize("lang", ["ar", "bn", "fa", "ps", "ti", "uk", "ur", "zh"])
def test_expected_language_does_not_decide_against_the_script(lang: str) -> None:
    messages = [*MESSAGES[lang], MIXED[lang]]
    wrong = {
        (its, expected): found
        for its in messages
        for expected in EXPECTED
        if (found := language_of(its, expected)) != lang
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("message", "lang", "expected"),
    [
        ("سلام", "fa", "uk"),
        ("привіт", "uk", "ar"),
        ("ሰላም", "ti", "ar"),
        ("医生", "zh", "uk"),
        ("হ্যালো", "bn", "ur"),
    ],
)
def test_greeting_is_not_answered_in_a_language_of_another_script(
    message: str, lang: str, expected: str
) -> None:
    assert language_of(message) == lang
    assert language_of(message, expected) == lang


@pytest.mark.parametrize("expected", OTHERS)
def test_plain_english_is_answered_in_english_whatever_is_expected(expected: str) -> None:
    said = {its: language_of(its, expected) for its in MESSAGES["en"]}
    assert said == dict.fromkeys(said, "en")


@pytest.mark.parametrize("lang", ["es", "fr", "pl", "pt", "ro", "so"])
def test_app_in_english_does_not_make_a_plain_message_english(lang: str) -> None:
    """Most telephones in the UK are set to English, whoever has them."""
    said = {its: language_of(its, "en") for its in [*MESSAGES[lang], MIXED[lang]]}
    assert said == dict.fromkeys(said, lang)


# All gold questions


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gold_questions_are_recognised_as_often_as_is_said(searcher: Searcher, lang: str) -> None:
    assert len(gold()[lang]) > 200
    assert share_recognised(searcher, lang, None) >= 0.96
    assert share_recognised(searcher, lang, lang) >= 0.98


@pytest.mark.parametrize("expected", OTHERS)
def test_english_gold_questions_are_recognised_though_another_is_expected(expected: str) -> None:
    messages = gold()["en"][::8]
    found = sum(language_of(its, expected) == "en" for its in messages) / len(messages)
    assert found >= 0.95


@pytest.mark.parametrize("lang", OTHERS)
def test_app_in_english_makes_no_gold_question_harder_to_recognise(
    searcher: Searcher, lang: str
) -> None:
    """With one or two of a hundred more or less this is not chance but the guess itself."""
    alone = share_recognised(searcher, lang, None)
    assert share_recognised(searcher, lang, "en") >= alone - 0.02


# Broken text


@pytest.mark.parametrize(
    "message",
    [
        "\x00",
        "a\x00b",
        "\x80\x81\x9f",
        "\ufffd\ufffd",
        "\ufffe\uffff\ufdd0",
        "\U0010ffff",
        "\ue000\uf8ff",
        "<b>&amp;</b>",
        "\u202e\u2066",
        "é" * 40_000,
        "a" * 100_000,
        "\U0001f600" * 4096,
    ],
)
def test_what_is_no_text_does_not_raise(message: str) -> None:
    assert {language_of(message, its) in LANGUAGES for its in EXPECTED} == {True}


@pytest.mark.parametrize("message", ["\ud800", "hello \udcff there", "\udfff\ud800"])
def test_half_characters_do_not_raise(message: str) -> None:
    """So Python reads bytes that are not UTF-8."""
    assert {language_of(message, its) in LANGUAGES for its in EXPECTED} == {True}


@pytest.mark.parametrize("character", ["\x0b", "\x1c", "\x85", "\ufdd0", "\ufffe"])
def test_one_odd_character_does_not_hide_the_language(character: str) -> None:
    """Such a message is read as a question: an odd character comes with what is pasted."""
    message = f"{MESSAGES['fr'][0]}{character} {MESSAGES['fr'][1]}"
    assert screen(message, 4096, speak("en")) is None
    assert language_of(message) == "fr"
