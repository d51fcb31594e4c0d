"""A receipt names the very reply it was given for, and a typing error in it is noticed."""

from __future__ import annotations

import random
import string
import subprocess
import sys
from collections.abc import Callable

import pytest
from conftest import REPOSITORY, Project

from bot import receipts
from bot.ask import ask
from index import Encoder, Library, ReceiptError, Searcher

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# How people write characters that Crockford's base 32 leaves out because they look like others.
LOOK_ALIKES = {"0": "0Oo", "1": "1IiLl"}
CONTENT = "3acf8dae94eb8b8741ed5e4ff37225a3"


def random_codes(count: int, seed: int = 20261121) -> list[str]:
    """Return codes of replies of every size, with nothing in common."""
    chance = random.Random(seed)
    return [
        receipts.issue(
            chance.choice("123"),
            f"{chance.getrandbits(128):032x}",
            f"reply {chance.random()}",
            [f"unit-{chance.random()}" for _ in range(chance.randint(0, 4))],
        )
        for _ in range(count)
    ]


def is_accepted(code: str) -> bool:
    try:
        receipts.read(code)
    except ReceiptError:
        return False
    return True


@pytest.mark.parametrize("kind", list("123"))
@pytest.mark.parametrize("units", [[], ["gp-address"], ["a", "b#c", "b#d", "e"]])
def test_code_is_taken_apart_as_it_was_put_together(kind: str, units: list[str]) -> None:
    code = receipts.issue(kind, CONTENT, "Not normally.", units)
    assert receipts.read(code) == receipts.Receipt(
        kind,
        receipts.generation_mark(CONTENT),
        receipts.reply_mark("Not normally."),
        tuple(map(receipts.unit_mark, units)),
    )


def test_code_never_changes_for_the_same_reply() -> None:
    assert receipts.issue("1", CONTENT, "Not normally.", ["gp-address"]) == "16BBA-8QKPH-FVFXJ"


def test_code_has_the_shape_that_is_promised() -> None:
    for code in random_codes(200):
        plain = code.replace("-", "")
        assert set(plain) <= set(ALPHABET)
        assert (len(plain) - 9) % 6 == 0
        groups = code.split("-")
        assert {len(group) for group in groups[:-1]} <= {5}
        assert 1 <= len(groups[-1]) <= 5


def test_units_are_found_again_in_their_order() -> None:
    known = ["x", "gp-address", "guide#para-9", "guide#para-1"]
    shown = ["guide#para-9", "gp-address", "guide#para-1"]
    receipt = receipts.read(receipts.issue("2", CONTENT, "text", shown))
    assert receipts.resolve(receipt, known) == shown


def test_code_is_not_resolved_where_one_unit_is_unknown() -> None:
    receipt = receipts.read(receipts.issue("2", CONTENT, "text", ["known", "unknown"]))
    assert receipts.resolve(receipt, ["known", "other"]) is None


def test_code_of_nothing_resolves_to_nothing() -> None:
    receipt = receipts.read(receipts.issue("3", CONTENT, "text", []))
    assert receipts.resolve(receipt, ["known"]) == []


def test_one_wrong_character_is_detected() -> None:
    """Of 131,316 substitutions in these codes 114 pass, .087 %; 1 in 1,024 is what to expect."""
    tried, passed = 0, 0
    for code in random_codes(200):
        plain = code.replace("-", "")
        for place, old in enumerate(plain):
            for new in ALPHABET.replace(old, ""):
                tried += 1
                passed += is_accepted(plain[:place] + new + plain[place + 1 :])
    assert tried > 100_000
    assert passed / tried < 0.002


def test_character_outside_the_alphabet_passes_only_as_what_it_looks_like() -> None:
    known = ALPHABET + ALPHABET.lower() + "ILOilo" + "-" + string.whitespace
    outside = set(string.printable) - set(known)
    for code in random_codes(50):
        for place, old in enumerate(code):
            if old == "-":
                continue
            passed = {new for new in outside if is_accepted(code[:place] + new + code[place + 1 :])}
            assert passed == set()
            for new in LOOK_ALIKES.get(old, ""):
                assert is_accepted(code[:place] + new + code[place + 1 :])


def test_wrong_character_in_the_check_itself_never_passes() -> None:
    for code in random_codes(100):
        plain = code.replace("-", "")
        for place in (len(plain) - 2, len(plain) - 1):
            for new in ALPHABET:
                if new != plain[place]:
                    assert not is_accepted(plain[:place] + new + plain[place + 1 :])


def test_two_neighbours_exchanged_are_detected() -> None:
    tried, passed = 0, 0
    for code in random_codes(200):
        plain = code.replace("-", "")
        for place in range(len(plain) - 1):
            a, b = plain[place : place + 2]
            if a != b:
                tried += 1
                passed += is_accepted(plain[:place] + b + a + plain[place + 2 :])
    assert tried > 3_000
    assert passed / tried < 0.005


def test_character_left_out_or_doubled_never_passes() -> None:
    for code in random_codes(100):
        plain = code.replace("-", "")
        for place in range(len(plain)):
            assert not is_accepted(plain[:place] + plain[place + 1 :])
            assert not is_accepted(plain[:place] + plain[place] + plain[place:])


@pytest.mark.parametrize(
    "rewrite",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code}\n",
        lambda code: " ".join(code.lower().replace("-", "")),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("1", "L"),
    ],
    ids=[
        "lower case",
        "no hyphens",
        "spaces for hyphens",
        "space around",
        "letter by letter",
        "O and I",
        "o and l",
        "L",
    ],
)
def test_code_is_read_however_it_was_copied(rewrite: Callable[[str], str]) -> None:
    for code in random_codes(50):
        assert receipts.read(rewrite(code)) == receipts.read(code)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "-",
        "   ",
        "A1B2C",
        "A1B2C-3D4E5-6F7G8-A1B2C-3D4E5-6F7G8",
        "16BBY-D3KPH-FVFGU",
        "16BBY_D3KPH_FVFGJ",
        "١٦BBY-D3KPH-FVFGJ",
        "will my gp tell",
        "\x00" * 9,
        "U" * 15,
    ],
)
def test_what_is_no_code_is_refused_with_what_one_looks_like(words: str) -> None:
    with pytest.raises(ReceiptError, match="is not a receipt: a receipt is the code after the wor"):
        receipts.read(words)


def test_misspelt_code_is_refused_with_advice() -> None:
    code = receipts.issue("1", CONTENT, "Not normally.", ["gp-address"])
    with pytest.raises(ReceiptError, match="a character of this receipt is wrong; look at it aga"):
        receipts.read(code[:4] + ("7" if code[4] != "7" else "8") + code[5:])


def test_refusal_of_a_long_text_stays_one_short_sentence() -> None:
    with pytest.raises(ReceiptError) as caught:
        receipts.read("x" * 100_000)
    assert len(str(caught.value)) < 250


def test_code_is_the_same_in_every_process() -> None:
    program = (
        "from bot import receipts;"
        f"print(receipts.issue('2', {CONTENT!r}, 'Ünïcode\\n[1]', ['a#b', 'c#d']))"
    )
    codes = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=REPOSITORY,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    here = receipts.issue("2", CONTENT, "Ünïcode\n[1]", ["a#b", "c#d"])
    assert codes == [here, here]


def test_every_part_of_a_reply_changes_its_code() -> None:
    code = receipts.issue("1", CONTENT, "text", ["a", "b"])
    others = {
        receipts.issue("2", CONTENT, "text", ["a", "b"]),
        receipts.issue("1", CONTENT[::-1], "text", ["a", "b"]),
        receipts.issue("1", CONTENT, "text.", ["a", "b"]),
        receipts.issue("1", CONTENT, "text", ["b", "a"]),
        receipts.issue("1", CONTENT, "text", ["a"]),
        receipts.issue("1", CONTENT, "text", ["a", "c"]),
    }
    assert len(others) == 6
    assert code not in others


def test_same_words_from_another_generation_differ_in_the_generation_only(
    built: Project, encoder: Encoder
) -> None:
    def codes() -> list[str]:
        searcher = Searcher(built.config, encoder, Library(built.config))
        questions = (
            "Who can help me for free?",
            "must i pay in hospital in scotland",
            "bake bread",
        )
        replies = [ask(question, searcher, built.settings) for question in questions]
        searcher.close()
        return [str(reply.receipt).replace("-", "") for reply in replies]

    before = codes()
    built.replace("answers/register-without-papers.md", "and show this", "and show them this")
    built.build(encoder)
    after = codes()
    assert [code[0] for code in before] == ["1", "2", "3"]
    for old, new in zip(before, after, strict=True):
        assert old[0] == new[0]
        assert old[1:4] != new[1:4]
        assert old[4:-2] == new[4:-2]
        assert old[-2:] != new[-2:]


def test_no_two_units_of_the_real_knowledge_have_the_same_mark(real: Project) -> None:
    library = Library(real.config)
    units = library.units()
    library.close()
    counts = library.manifest.counts
    assert len(units) == len(set(units)) == counts["cards"] + counts["passages"]
    assert len(units) >= 1_065
    assert len({receipts.unit_mark(unit) for unit in units}) == len(units)
