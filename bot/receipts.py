"""What a reply is made of in, a short code out, and back: nothing is stored anywhere.

A code is made of Crockford's base 32 (no I, L, O, U; case and hyphens do not matter):

    1      what form of reply it is
    2-4    the generation it was made from: the first 15 bits of the digest of its content
    5-7    the reply itself: 15 bits of a digest of its text
    then   for each card and passage shown, in order: 30 bits of a digest of its id or address,
           4 bits that say how many of its sentences were chosen, and 7 bits for each of them
    last 2 a check of all before them, against typing errors

So anybody with the same documents can show the same reply again, and say whether it
is still the same, though nobody kept the question or the reply. A code has at most 64
characters besides its hyphens, as much as a link to a Telegram bot can carry.
"""

from __future__ import annotations

import hashlib
import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.plan import Form, Plan, Quote
from index import ReceiptError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_PACKED = string.ascii_letters + string.digits + "-_"
_PACKED_BITS = 6
_GENERATION = slice(1, 4)
_REPLY = slice(4, 7)
_PLAN_FROM = 7
_CHECK = 2
_LONGEST = 64
_GROUPS = re.compile(r"[0-9A-Za-z]{5}(-[0-9A-Za-z]{1,5}){2,}")
# "The code of the answer:", in any language.
_MOST_WORDS_BEFORE = 6
_GROUP = 5
_UNIT_BITS, _COUNT_BITS, _POSITION_BITS = 30, 4, 6
# The first character. One that is so much farther on in the alphabet: the first unit is the card of
# help named above the answer.
_FORMS: dict[str, Form] = {
    "1": "card",
    "2": "sentences",
    "3": "no_answer",
    "4": "no_answer",
    "5": "emergency",
    "6": "card",
}
_NEAR = "4"
_SAYS_QUESTION = "6"
_ALARM = 8


@dataclass(frozen=True, slots=True)
class Receipt:
    """A code taken apart.

    `form` is its first character; `generation` and `reply` are short digests as written in
    the code; `units` are the digests of what was shown, each with its chosen sentences:
    position, and whether the short reply has it.
    """

    form: str
    generation: str
    reply: str
    units: tuple[tuple[int, tuple[tuple[int, bool], ...]], ...]


def issue(plan: Plan, content: str, reply: str) -> str:
    """Return the code of a reply, in groups of five.

    `content` is the digest of the generation, `reply` the text without its receipt.
    """
    form = next(code for code, form in _FORMS.items() if form == plan.form)
    if plan.near:
        form = _NEAR
    if plan.says_question:
        form = _SAYS_QUESTION
    if plan.alarm:
        form = _ALPHABET[_ALPHABET.index(form) + _ALARM]
    bits = _Bits()
    if plan.alarm:
        bits.write(unit_mark(plan.alarm), _UNIT_BITS)
        bits.write(0, _COUNT_BITS)
    for unit in plan.units:
        chosen = [quote for quote in plan.quotes if quote.unit == unit]
        bits.write(unit_mark(unit), _UNIT_BITS)
        bits.write(len(chosen), _COUNT_BITS)
        for quote in chosen:
            bits.write(quote.position, _POSITION_BITS)
            bits.write(int(quote.in_short), 1)
    code = form + generation_mark(content) + reply_mark(reply) + bits.text()
    return _grouped(code + _check(code))


def read(code: str) -> Receipt:
    """Take a code apart.

    Raises:
        ReceiptError: it is not a code, or is misspelt.
    """
    plain = _plain(code)
    if len(plain) < _PLAN_FROM + _CHECK or not set(plain) <= set(_ALPHABET):
        raise ReceiptError(
            f"{code[:80]!r} is not a receipt: a receipt is the code after the word Receipt at the"
            " end of a reply, such as A1B2C-3D4E5-6F7G8"
        )
    if _check(plain[:-_CHECK]) != plain[-_CHECK:]:
        raise ReceiptError(f"{code[:80]!r}: a character of this receipt is wrong; look at it again")
    units = tuple(_units(_Bits(plain[_PLAN_FROM:-_CHECK])))
    return Receipt(plain[0], plain[_GENERATION], plain[_REPLY], units)


def _units(bits: _Bits) -> Iterator[tuple[int, tuple[tuple[int, bool], ...]]]:
    while bits.left() >= _UNIT_BITS + _COUNT_BITS:
        unit, count = bits.read(_UNIT_BITS), bits.read(_COUNT_BITS)
        if bits.left() < count * (_POSITION_BITS + 1):
            raise ReceiptError("this receipt is of a form that this version does not know")
        quotes = [(bits.read(_POSITION_BITS), bool(bits.read(1))) for _ in range(count)]
        yield unit, tuple(quotes)
    # Only the zeros that fill the last character are left of a whole code.
    if bits.left() >= _BITS or bits.read(bits.left()):
        raise ReceiptError("this receipt is of a form that this version does not know")


def packed(code: str) -> str:
    """Return a code in fewer characters, for the data of a button: base 64, without its check.

    At most 53 characters: how many the code has, then their bits.
    """
    plain = _plain(code)[:-_CHECK]
    bits = "".join(f"{_ALPHABET.index(character):0{_BITS}b}" for character in plain)
    bits += "0" * (-len(bits) % _PACKED_BITS)
    groups = (bits[n : n + _PACKED_BITS] for n in range(0, len(bits), _PACKED_BITS))
    return _PACKED[len(plain)] + "".join(_PACKED[int(group, 2)] for group in groups)


def unpacked(text: str) -> str:
    """Return the code that was packed.

    Raises:
        ReceiptError: it is no packed code.
    """
    if not text or not set(text) <= set(_PACKED):
        raise ReceiptError("this is not a packed receipt")
    length = _PACKED.index(text[0])
    if not _PLAN_FROM <= length <= _LONGEST - _CHECK:
        raise ReceiptError("this is not a packed receipt")
    bits = "".join(f"{_PACKED.index(character):0{_PACKED_BITS}b}" for character in text[1:])
    if not 0 <= len(bits) - length * _BITS < _PACKED_BITS:
        raise ReceiptError("this is not a packed receipt")
    groups = (bits[n : n + _BITS] for n in range(0, length * _BITS, _BITS))
    plain = "".join(_ALPHABET[int(group, 2)] for group in groups)
    return _grouped(plain + _check(plain))


def found_in(text: str) -> str | None:
    """Return the code in a message that is little else, such as the last line of a reply, or None.

    It may be written with hyphens, with spaces or without either; only with hyphens it is found
    though it is misspelt.
    """
    # What goes around a code in a sentence written from the right.
    words = "".join(" " if unicodedata.category(its) == "Cf" else its for its in text).split()
    for start in range(min(len(words), _MOST_WORDS_BEFORE + 1)):
        code = "".join(words[start:])
        if len(_plain(code)) > _LONGEST or len(_plain(code)) < _PLAN_FROM + _CHECK:
            continue
        try:
            read(code)
        except ReceiptError:
            continue
        return code
    # One that is misspelt looks like no other word all the same.
    return next((word for word in words[-1:] if _GROUPS.fullmatch(word)), None)


def as_given(code: str) -> str:
    """Return a code in the form in which it was given, however it was typed."""
    return _grouped(_plain(code))


def is_from(receipt: Receipt, content: str) -> bool:
    """Return whether a receipt was given from the generation with this digest of its content."""
    return receipt.generation == generation_mark(content)


def generation_mark(content: str) -> str:
    """Return what a code says of the generation whose content digest is `content`."""
    return _mark("generation", content, _GENERATION.stop - _GENERATION.start)


def reply_mark(reply: str) -> str:
    """Return what a code says of the text of a reply."""
    return _mark("reply", reply, _REPLY.stop - _REPLY.start)


def unit_mark(unit: str) -> int:
    """Return what a code says of a card or passage."""
    return _digest("unit", unit) & ((1 << _UNIT_BITS) - 1)


def resolve(receipt: Receipt, units: Sequence[str]) -> Plan | None:
    """Return the plan behind a code, or None where something in it is not among `units`.

    Raises:
        ReceiptError: the code is of a form that is not known here.
    """
    known = {unit_mark(unit): unit for unit in units}
    if not all(mark in known for mark, _ in receipt.units):
        return None
    names = [(known[mark], chosen) for mark, chosen in receipt.units]
    code, alarm = receipt.form, None
    if _ALPHABET.index(code) >= _ALARM and names and _is_card(*names[0]):
        code, (alarm, _), names = _ALPHABET[_ALPHABET.index(code) - _ALARM], names[0], names[1:]
    plan = _plan(code, alarm, names)
    if plan is None:
        raise ReceiptError(
            "this receipt is of a form that this version of the program does not know"
        )
    return plan


def _plan(
    code: str, alarm: str | None, names: Sequence[tuple[str, tuple[tuple[int, bool], ...]]]
) -> Plan | None:
    form = _FORMS.get(code)
    units = tuple(unit for unit, _ in names)
    if len(set(units)) < len(units):
        return None
    quotes = tuple(Quote(unit, *quote) for unit, chosen in names for quote in chosen)
    first = units[0] if units and "#" not in units[0] else None
    if form == "no_answer" and all(_is_card(*its) for its in names):
        return Plan("no_answer", suggested=units, near=code == _NEAR, alarm=alarm)
    if form == "sentences" and units and all(chosen for _, chosen in names):
        return Plan("sentences", quotes=quotes, alarm=alarm)
    if form == "emergency" and first and len(units) == 1 and not quotes and not alarm:
        return Plan("emergency", first)
    if form == "card" and first and all(chosen for _, chosen in names[1:]):
        return Plan("card", first, quotes, alarm=alarm, says_question=code == _SAYS_QUESTION)
    return None


def _is_card(unit: str, chosen: tuple[tuple[int, bool], ...]) -> bool:
    """Return whether a unit is a card named as a whole: only an address has the sign."""
    return "#" not in unit and not chosen


class _Bits:
    """A row of bits as characters of the alphabet, written at its end and read from its start."""

    def __init__(self, text: str = "") -> None:
        self._bits = "".join(f"{_ALPHABET.index(character):05b}" for character in text)
        self._place = 0

    def write(self, value: int, bits: int) -> None:
        self._bits += f"{value:0{bits}b}"

    def read(self, bits: int) -> int:
        self._place += bits
        return int(self._bits[self._place - bits : self._place] or "0", 2)

    def left(self) -> int:
        return len(self._bits) - self._place

    def text(self) -> str:
        """Return the characters; zeros fill the last one."""
        padded = self._bits + "0" * (-len(self._bits) % _BITS)
        groups = (padded[n : n + _BITS] for n in range(0, len(padded), _BITS))
        return "".join(_ALPHABET[int(group, 2)] for group in groups)


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper().translate(str.maketrans("ILO", "110"))


def _mark(kind: str, value: str, length: int) -> str:
    number = _digest(kind, value)
    return "".join(_ALPHABET[number >> (_BITS * n) & 31] for n in range(length))


def _digest(kind: str, value: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{kind}\0{value}".encode()).digest()[:8])


def _check(code: str) -> str:
    return _mark("check", code, _CHECK)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
