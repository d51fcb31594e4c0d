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
from bot.plan import Plan, Quote
from index import Encoder, Library, ReceiptError, Searcher

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# How people write characters that Crockford's base 32 leaves out because they look like others.
LOOK_ALIKES = {"0": "0Oo", "1": "1IiLl"}
CONTENT = "3acf8dae94eb8b8741ed5e4ff37225a3"


CARD = Plan("card", "gp-address")


def quote(unit: str, position: int = 0, *, in_short: bool = True) -> Quote:
    return Quote(unit, position, in_short)


def random_plans(count: int, seed: int = 20261121) -> list[Plan]:
    """Return plans of every form and size that a receipt can name, with nothing in common."""
    chance = random.Random(seed)

    def unit() -> str:
        return f"unit-{chance.random()}" + chance.choice(["", "#part"])

    plans = []
    for _ in range(count):
        alarm = f"help-{chance.random()}" if chance.random() < 0.3 else None
        units = [unit() for _ in range(chance.randint(1, 4 - (alarm is not None)))]
        sizes = [chance.randint(1, 3) for _ in units]
        quotes = tuple(
            Quote(its, position, chance.random() < 0.5)
            for its, size in zip(units, sizes, strict=True)
            for position in sorted(chance.sample(range(64), size))
        )
        cards = tuple(f"card-{chance.random()}" for _ in range(chance.randint(0, 3)))
        plans.append(
            chance.choice(
                [
                    Plan("card", f"card-{chance.random()}", quotes, alarm=alarm),
                    Plan("card", f"card-{chance.random()}", alarm=alarm, says_question=True),
                    Plan("sentences", quotes=quotes, alarm=alarm),
                    Plan("no_answer", suggested=cards, near=chance.random() < 0.5, alarm=alarm),
                    Plan("emergency", f"help-{chance.random()}"),
                ]
            )
        )
    return plans


def random_codes(count: int, seed: int = 20261121) -> list[str]:
    """Return codes of replies of every size, with nothing in common."""
    chance = random.Random(seed)
    return [
        receipts.issue(plan, f"{chance.getrandbits(128):032x}", f"reply {chance.random()}")
        for plan in random_plans(count, seed)
    ]


def units_of(plan: Plan) -> list[str]:
    return [*plan.units, *filter(None, [plan.alarm])]


def is_accepted(code: str) -> bool:
    try:
        receipts.read(code)
    except ReceiptError:
        return False
    return True


@pytest.mark.parametrize(
    ("plan", "form", "units"),
    [
        (CARD, "1", (("gp-address", ()),)),
        (
            Plan("card", "c", (quote("c", 7), quote("a#b", 63, in_short=False), quote("a#b", 0))),
            "1",
            (("c", ((7, True),)), ("a#b", ((63, False), (0, True)))),
        ),
        (Plan("sentences", quotes=(quote("a#b", 2),)), "2", (("a#b", ((2, True),)),)),
        (Plan("no_answer"), "3", ()),
        (Plan("no_answer", suggested=("a", "b")), "3", (("a", ()), ("b", ()))),
        (Plan("no_answer", suggested=("a",), near=True), "4", (("a", ()),)),
        (Plan("emergency", "h"), "5", (("h", ()),)),
        (Plan("card", "c", says_question=True), "6", (("c", ()),)),
        (Plan("card", "c", alarm="h", says_question=True), "E", (("h", ()), ("c", ()))),
        (Plan("card", "c", alarm="h"), "9", (("h", ()), ("c", ()))),
        (Plan("no_answer", alarm="h", near=True), "C", (("h", ()),)),
    ],
)
def test_code_is_taken_apart_as_it_was_put_together(
    plan: Plan, form: str, units: tuple[tuple[str, tuple[tuple[int, bool], ...]], ...]
) -> None:
    assert receipts.read(receipts.issue(plan, CONTENT, "Not normally.")) == receipts.Receipt(
        form,
        receipts.generation_mark(CONTENT),
        receipts.reply_mark("Not normally."),
        tuple((receipts.unit_mark(unit), chosen) for unit, chosen in units),
    )


def test_code_never_changes_for_the_same_reply() -> None:
    plan = Plan("card", "gp-address", (quote("gp-address", 4), quote("a#b", 1, in_short=False)))
    assert receipts.issue(plan, CONTENT, "Not normally.") == "16BBA-8QFVF-HPK24-XTD80-CH0GS-B"


def test_code_has_the_shape_that_is_promised() -> None:
    for code in random_codes(300):
        plain = code.replace("-", "")
        assert set(plain) <= set(ALPHABET)
        assert 9 <= len(plain) <= 64
        groups = code.split("-")
        assert {len(group) for group in groups[:-1]} <= {5}
        assert 1 <= len(groups[-1]) <= 5


def test_plan_is_found_again_word_for_word() -> None:
    for plan in random_plans(300):
        known = ["other", *units_of(plan)[::-1], "other#part"]
        receipt = receipts.read(receipts.issue(plan, CONTENT, "text"))
        assert receipts.resolve(receipt, known) == plan


def test_code_is_not_resolved_where_one_unit_is_unknown() -> None:
    for plan in random_plans(100):
        units = units_of(plan)
        receipt = receipts.read(receipts.issue(plan, CONTENT, "text"))
        for unit in units:
            assert receipts.resolve(receipt, [its for its in units if its != unit]) is None


def test_code_of_nothing_resolves_to_nothing() -> None:
    receipt = receipts.read(receipts.issue(Plan("no_answer"), CONTENT, "text"))
    assert receipts.resolve(receipt, ["known"]) == Plan("no_answer")


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


def test_character_left_out_or_doubled_is_detected() -> None:
    """Mostly by the length, which says how many sentences there are; else by the check."""
    tried, passed = 0, 0
    for code in random_codes(400):
        plain = code.replace("-", "")
        for place in range(len(plain)):
            tried += 2
            passed += is_accepted(plain[:place] + plain[place + 1 :])
            passed += is_accepted(plain[:place] + plain[place] + plain[place:])
    assert tried > 10_000
    assert passed / tried < 0.0005


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
        "A1B2C-3D4",
        "16BBY-D3KPH-FVFGU",
        "16BBY_D3KPH_FVFGJ",
        "١٦BBY-D3KPH-FVFGJ",
        "will my gp tell you?",
        "\x00" * 9,
        "U" * 15,
    ],
)
def test_what_is_no_code_is_refused_with_what_one_looks_like(words: str) -> None:
    with pytest.raises(ReceiptError, match="is not a receipt: a receipt is the code after the wor"):
        receipts.read(words)


@pytest.mark.parametrize("words", ["A1B2C-3D4E5-6F7G8-A1B2C-3D4E5-6F7G8", "will my gp tell"])
def test_what_might_be_a_code_is_refused_all_the_same(words: str) -> None:
    with pytest.raises(ReceiptError, match="a character of this receipt is wrong"):
        receipts.read(words)


def test_misspelt_code_is_refused_with_advice() -> None:
    code = receipts.issue(CARD, CONTENT, "Not normally.")
    with pytest.raises(ReceiptError, match="a character of this receipt is wrong; look at it aga"):
        receipts.read(code[:4] + ("7" if code[4] != "7" else "8") + code[5:])


def test_refusal_of_a_long_text_stays_one_short_sentence() -> None:
    with pytest.raises(ReceiptError) as caught:
        receipts.read("x" * 100_000)
    assert len(str(caught.value)) < 250


def test_code_is_the_same_in_every_process() -> None:
    program = (
        "from bot import receipts; from bot.plan import Plan, Quote;"
        "plan = Plan('sentences', quotes=(Quote('a#b', 1, True), Quote('c#d', 0, False)));"
        f"print(receipts.issue(plan, {CONTENT!r}, 'Ünïcode\\n[1]'))"
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
    plan = Plan("sentences", quotes=(quote("a#b", 1), quote("c#d", in_short=False)))
    here = receipts.issue(plan, CONTENT, "Ünïcode\n[1]")
    assert codes == [here, here]


def test_every_part_of_a_reply_changes_its_code() -> None:
    plan = Plan("card", "a", (quote("a", 3), quote("b#c", 1)))
    others = {
        receipts.issue(plan, CONTENT[::-1], "text"),
        receipts.issue(plan, CONTENT, "text."),
        *(
            receipts.issue(other, CONTENT, "text")
            for other in (
                Plan("card", "d", plan.quotes),
                Plan("sentences", quotes=plan.quotes),
                Plan("card", "a", (quote("b#c", 1),)),
                Plan("card", "a", (quote("a", 4), quote("b#c", 1))),
                Plan("card", "a", (quote("a", 3, in_short=False), quote("b#c", 1))),
                Plan("card", "a", (quote("a", 3), quote("b#d", 1))),
                Plan("card", "a", plan.quotes, alarm="h"),
                Plan("card", "a", plan.quotes, says_question=True),
                Plan("emergency", "a"),
                Plan("card", "a"),
                Plan("no_answer", suggested=("a",)),
                Plan("no_answer", suggested=("a",), near=True),
            )
        ),
    }
    assert len(others) == 14
    assert receipts.issue(plan, CONTENT, "text") not in others


# Packed for the data of a button


def codes_of_every_length(count: int, seed: int = 20261122) -> list[str]:
    """Return so many codes of each length that a code can have."""
    chance = random.Random(seed)
    codes = []
    for length in range(9, 65):
        for _ in range(count):
            plain = "".join(chance.choices(ALPHABET, k=length - 2))
            codes.append(receipts.as_given(plain + receipts._check(plain)))
    return codes


def test_code_is_unpacked_as_it_was_packed() -> None:
    codes = [*random_codes(2_000), *codes_of_every_length(20)]
    packed = [receipts.packed(code) for code in codes]
    assert [receipts.unpacked(its) for its in packed] == codes
    assert len(set(packed)) == len(set(codes))


def test_packed_code_fits_into_a_button_beside_what_the_button_does() -> None:
    letters = set(string.ascii_letters + string.digits + "-_")
    lengths = {}
    for code in [*random_codes(2_000), *codes_of_every_length(5)]:
        packed = receipts.packed(code)
        assert set(packed) <= letters
        assert len(packed) < len(code.replace("-", ""))
        lengths[len(code.replace("-", ""))] = len(packed)
    assert lengths[64] == max(lengths.values()) == 53


def test_code_is_packed_the_same_however_it_was_copied() -> None:
    for code in random_codes(50):
        for copied in (code.lower(), code.replace("-", " "), code.replace("0", "O")):
            assert receipts.packed(copied) == receipts.packed(code)


def test_plan_is_found_again_from_a_packed_code() -> None:
    for plan in random_plans(300):
        code = receipts.unpacked(receipts.packed(receipts.issue(plan, CONTENT, "text")))
        assert receipts.resolve(receipts.read(code), units_of(plan)) == plan


@pytest.mark.parametrize(
    "text",
    ["", " ", "p", "pAAAA", "é", "p+/=", "١٦", "_", "-AAA", "A\n", "card:gp-address", "\x00"],
)
def test_what_is_no_packed_code_is_refused(text: str) -> None:
    with pytest.raises(ReceiptError, match="this is not a packed receipt"):
        receipts.unpacked(text)


def test_packed_code_that_lost_or_won_characters_is_refused() -> None:
    for code in [*random_codes(100), *codes_of_every_length(2)]:
        packed = receipts.packed(code)
        others = [packed[:kept] for kept in range(len(packed))]
        others += [packed + "A", packed + packed, f" {packed}", f"{packed}="]
        for other in others:
            with pytest.raises(ReceiptError):
                receipts.unpacked(other)


def test_garbage_is_refused_or_stands_for_nothing_that_is_known() -> None:
    chance = random.Random(20261122)
    letters = string.ascii_letters + string.digits + "-_"
    refused = 0
    for n in range(20_000):
        length = chance.randint(0, 60)
        text = "".join(chance.choices(letters, k=length))
        if n % 2:
            # As long as it says that it is, so that what is in it counts.
            said = chance.randint(0, 63)
            text = letters[said] + "".join(chance.choices(letters, k=-(-said * 5 // 6)))
        try:
            plan = receipts.resolve(receipts.read(receipts.unpacked(text)), KNOWN)
        except ReceiptError:
            refused += 1
        else:
            assert plan in (None, Plan("no_answer"), Plan("no_answer", near=True))
    assert refused > 10_000


def coded(form: str, *units: tuple[str, int]) -> receipts.Receipt:
    """Return a receipt as somebody might make one up: units, each with so many sentences."""
    chosen = tuple(
        (receipts.unit_mark(unit), tuple((n, True) for n in range(count))) for unit, count in units
    )
    return receipts.Receipt(form, "000", "000", chosen)


KNOWN = ["card", "other", "guide#para-1", "guide#para-2"]


@pytest.mark.parametrize("form", list("078FGHJZ"))
@pytest.mark.parametrize("units", [(), (("card", 0),), (("card", 0), ("other", 1))])
def test_form_that_is_not_known_is_refused(form: str, units: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(ReceiptError, match="of a form that this version of the program does not"):
        receipts.resolve(coded(form, *units), KNOWN)


@pytest.mark.parametrize(
    ("form", "units"),
    [
        ("1", ()),
        ("1", (("guide#para-1", 1),)),
        ("1", (("card", 0), ("card", 0))),
        ("1", (("card", 1), ("card", 1))),
        ("1", (("card", 0), ("guide#para-1", 0))),
        ("2", ()),
        ("2", (("guide#para-1", 0),)),
        ("2", (("guide#para-1", 1), ("guide#para-2", 0))),
        ("2", (("guide#para-1", 1), ("guide#para-1", 1))),
        ("3", (("guide#para-1", 0),)),
        ("3", (("card", 1),)),
        ("4", (("card", 0), ("card", 0))),
        ("6", ()),
        ("6", (("guide#para-1", 1),)),
        ("5", ()),
        ("5", (("guide#para-1", 0),)),
        ("5", (("card", 1),)),
        ("5", (("card", 0), ("other", 0))),
        ("9", ()),
        ("9", (("card", 0),)),
        ("9", (("guide#para-1", 0), ("card", 0))),
        ("9", (("other", 1), ("card", 0))),
        ("B", ()),
        ("D", (("card", 0), ("other", 0))),
    ],
)
def test_code_whose_form_and_units_do_not_fit_is_refused(
    form: str, units: tuple[tuple[str, int], ...]
) -> None:
    with pytest.raises(ReceiptError, match="of a form that this version of the program does not"):
        receipts.resolve(coded(form, *units), KNOWN)


def test_code_that_ends_amid_its_sentences_is_refused() -> None:
    plan = Plan("card", "c", (quote("c", 3), quote("c", 4)))
    plain = receipts.issue(plan, CONTENT, "text").replace("-", "")
    for kept in range(len(plain) - 3, 13, -1):
        cut = plain[:kept]
        with pytest.raises(ReceiptError, match="of a form that this version does not know"):
            receipts.read(cut + receipts._check(cut))


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
    built.replace("sources/scottish-note.md", "evidence: read in part", "evidence: read in full")
    built.build(encoder)
    after = codes()
    assert [code[0] for code in before] == ["1", "1", "3"]
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
