"""A button means the same wherever it is read, fits into 64 bytes, and garbage means nothing."""

from __future__ import annotations

import itertools
import random
import string
from typing import get_args

import pytest

from bot import receipts
from bot.buttons import (
    MOST_BYTES,
    AskCard,
    ChooseLanguage,
    ChooseNation,
    DeleteMessage,
    HowToDelete,
    ShowLanguages,
    Sight,
    Tap,
    View,
    data_of,
    read_data,
)
from bot.plan import Plan, Quote
from bot.receipts import unit_mark
from bot.texts import LANGUAGES, NATIONS

SIGHTS = get_args(Sight)
OTHER_NATIONS = [None, *(nation for nation in NATIONS if nation != "England")]
MOST_PAGE, MOST_NUMBER = 63, 4095
CONTENT = "3acf8dae94eb8b8741ed5e4ff37225a3"


def receipt_of(length: int, chance: random.Random) -> str:
    """Return a receipt of so many characters besides its hyphens."""
    plain = "".join(chance.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(length))
    # Its last two characters are a check; packing leaves them out and unpacking makes them anew.
    return receipts.unpacked(receipts.packed(plain))


LONGEST = receipt_of(64, random.Random(20261122))


def real_receipts() -> list[str]:
    """Return receipts of small and large replies."""
    one = tuple(Quote(f"guide#para-{n}", n, n % 2 == 0) for n in range(4))
    many = tuple(Quote(f"guide#para-{n // 3}", n, in_short=False) for n in range(12))
    plans = [
        Plan("no_answer"),
        Plan("emergency", "help-me"),
        Plan("card", "gp-address"),
        Plan("card", "gp-address", one, says_question=True),
        Plan("sentences", quotes=many),
        Plan("sentences", quotes=many[:9], alarm="help-me"),
        Plan("no_answer", suggested=("a", "b", "c"), near=True, alarm="help-me"),
    ]
    return [receipts.issue(plan, CONTENT, "Not normally.") for plan in plans]


def taps_of_every_kind() -> list[Tap]:
    """Return taps of every kind, at the borders of what each may say."""
    views = itertools.product(
        SIGHTS,
        [LONGEST, real_receipts()[0]],
        LANGUAGES,
        OTHER_NATIONS,
        [0, 1, 63, 64, MOST_NUMBER],
        [0, MOST_PAGE],
    )
    return [
        *itertools.starmap(View, views),
        *(AskCard(mark, lang) for mark in (0, 1, 2**30 - 1) for lang in LANGUAGES),
        *(AskCard(unit_mark(card_id), "en") for card_id in ("gp-address", "see-my-record")),
        *(DeleteMessage(number) for number in (1, 15, 16, 2**31 - 1, 2**52)),
        *(ChooseLanguage(lang) for lang in (None, *LANGUAGES)),
        *(ChooseNation(nation) for nation in NATIONS),
        *(HowToDelete(lang) for lang in LANGUAGES),
        ShowLanguages(),
    ]


def test_no_reply_has_a_longer_receipt_than_the_longest_tried() -> None:
    quotes = tuple(Quote(f"guide#{n // 4}", n, in_short=True) for n in range(12))
    largest = Plan("card", "card", quotes, alarm="help-me")
    assert len(receipts.issue(largest, CONTENT, "").replace("-", "")) <= 64
    assert len(LONGEST.replace("-", "")) == 64


# There and back


def test_taps_of_every_kind_are_tried() -> None:
    assert {type(tap) for tap in taps_of_every_kind()} == set(get_args(Tap))


def test_every_tap_comes_back_as_it_was() -> None:
    taps = taps_of_every_kind()
    assert len(taps) > 3000
    assert [tap for tap in taps if read_data(data_of(tap)) != tap] == []


def test_no_two_taps_have_the_same_data() -> None:
    taps = list(dict.fromkeys(taps_of_every_kind()))
    assert len({data_of(tap) for tap in taps}) == len(taps)


def test_every_number_and_every_page_comes_back() -> None:
    numbers = [View("section", LONGEST, "en", number=n) for n in range(MOST_NUMBER + 1)]
    pages = [View("sources", LONGEST, "en", page=n) for n in range(MOST_PAGE + 1)]
    assert [tap for tap in (*numbers, *pages) if read_data(data_of(tap)) != tap] == []


def test_receipt_of_every_length_comes_back() -> None:
    chance = random.Random(20261122)
    codes = [receipt_of(length, chance) for length in range(9, 65) for _ in range(20)]
    views = [View("answer", code, "ur", "Wales") for code in (*codes, *real_receipts())]
    assert [tap for tap in views if read_data(data_of(tap)) != tap] == []


def test_england_is_what_is_meant_without_a_nation() -> None:
    view = View("answer", LONGEST, "en", "England")
    assert read_data(data_of(view)) == View("answer", LONGEST, "en", None)


# Size


def test_data_of_every_tap_is_at_most_64_bytes() -> None:
    assert MOST_BYTES == 64
    assert [tap for tap in taps_of_every_kind() if len(data_of(tap).encode()) > 64] == []


def test_data_of_every_tap_is_plain_characters() -> None:
    plain = set(string.ascii_letters + string.digits + "-_")
    assert [tap for tap in taps_of_every_kind() if not set(data_of(tap)) <= plain] == []


@pytest.mark.parametrize(
    "view",
    [
        View("section", LONGEST, "en", number=MOST_NUMBER + 1),
        View("section", LONGEST, "en", page=MOST_PAGE + 1),
        View("section", LONGEST, "de"),
        View("section", LONGEST, "en", "Ireland"),
    ],
)
def test_what_does_not_fit_is_refused_and_never_another_button(view: View) -> None:
    with pytest.raises((ValueError, LookupError)):
        data_of(view)


# Buttons that are already out there


@pytest.mark.parametrize(
    ("data", "tap"),
    [
        ("l", ChooseLanguage(None)),
        ("lps", ChooseLanguage("ps")),
        ("n0", ChooseNation("England")),
        ("n1", ChooseNation("Scotland")),
        ("n2", ChooseNation("Wales")),
        ("n3", ChooseNation("Northern Ireland")),
        ("d1f", DeleteMessage(31)),
        ("h3", HowToDelete("es")),
        ("s", ShowLanguages()),
        ("a03fffffff", AskCard(2**30 - 1, "ar")),
        ("aeff", AskCard(255, "zh")),
        (
            "vse0a150yczA1iU_B42MiNDnqbKqq",
            View("section", "16BBA-8QFVF-HPK24-XTD80-CH0GS-B", "fr", None, 10, 1),
        ),
        (
            "vpa_-_d3yczA1iU_B42MiNDnqbKqq",
            View("passage", "16BBA-8QFVF-HPK24-XTD80-CH0GS-B", "ur", "Northern Ireland", 4094, 63),
        ),
    ],
)
def test_button_of_an_answer_given_long_ago_still_means_the_same(data: str, tap: Tap) -> None:
    """A button stays under its message for years: what it says may never mean another thing."""
    assert read_data(data) == tap
    assert data_of(tap) == data


# Garbage


def is_ours_or_none(data: str) -> bool:
    """Return whether data is refused, or means something that can be said again."""
    tap = read_data(data)
    return tap is None or read_data(data_of(tap)) == tap


def mutated(data: str, chance: random.Random, alphabet: str) -> str:
    """Return data with a few characters changed, taken out, put in, or its end cut off."""
    characters = list(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randint(0, len(characters))
        match chance.randint(0, 3):
            case 0:
                characters.insert(place, chance.choice(alphabet))
            case 1:
                del characters[place : place + 1]
            case 2:
                characters[place : place + 1] = chance.choice(alphabet)
            case 3:
                del characters[place:]
    return "".join(characters)


def test_garbage_is_refused_or_harmless() -> None:
    chance = random.Random(20261122)
    alphabets = [
        string.ascii_letters + string.digits + "-_",
        "valdnhsecpr0123456789abcdef-_",
        string.printable,
        "".join(map(chr, range(0x250))) + "٣²Ⅷ१０ﬀ\u200f\ud800😀",
    ]
    kinds = ["", *"valdnhs"]
    lines = [
        chance.choice(kinds)
        + "".join(chance.choice(alphabet) for _ in range(chance.randint(0, 70)))
        for alphabet in alphabets
        for _ in range(5000)
    ]
    assert [line for line in lines if not is_ours_or_none(line)] == []


def test_button_that_was_changed_a_little_is_refused_or_harmless() -> None:
    chance = random.Random(20261123)
    good = [data_of(tap) for tap in chance.sample(taps_of_every_kind(), 400)]
    alphabet = string.printable + "٣²Ⅷ१０é😀\ud800\x00"
    lines = [mutated(data, chance, alphabet) for data in good for _ in range(50)]
    assert [line for line in lines if not is_ours_or_none(line)] == []
    refused = sum(read_data(line) is None for line in lines)
    assert refused > len(lines) / 2


@pytest.mark.parametrize(
    "data",
    [
        "",
        " ",
        "x",
        "v",
        "vse",
        "vse0a150",
        "vxx0a150yczA1iU_B42MiNDnqbKqq",
        "vse0a1_0yczA1iU_B42MiNDnqbKqq",
        "vse0a154yczA1iU_B42MiNDnqbKqq",
        "vse0a15!yczA1iU_B42MiNDnqbKqq",
        "vse0a150!",
        "a",
        "a0",
        "a_ff",
        "a0xyz",
        "d",
        "dxyz",
        "lde",
        "lEN",
        "len ",
        "n",
        "n4",
        "n-1",
        "n²",
        "n" + "9" * 63,
        "n" + "9" * 5000,
        "h",
        "h_",
        "h00",
        "s ",
        "ss",
        "start",
        "V" + "se0a150yczA1iU_B42MiNDnqbKqq",
    ],
)
def test_what_is_no_button_of_ours_is_refused(data: str) -> None:
    assert read_data(data) is None
