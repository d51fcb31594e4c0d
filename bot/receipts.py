"""The units shown in a reply in, a short code out, and back: nothing is stored anywhere.

A code is made of Crockford's base 32 (no I, L, O, U; case and hyphens do not matter):

    1      what kind of reply it is
    2-4    the generation it was made from: the first 15 bits of the digest of its content
    5-7    the reply itself: 15 bits of a digest of its text
    6 each the card and passages shown, in order: 30 bits of a digest of each id or address
    last 2 a check of all before them, against typing errors

So anybody with the same documents can show the same reply again, and say whether it
is still the same, though nobody kept the question or the reply.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index import ReceiptError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_GENERATION = slice(1, 4)
_REPLY = slice(4, 7)
_UNITS_FROM = 7
_UNIT = 6
_CHECK = 2
_GROUP = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """A code taken apart.

    `kind` is one character; `generation` and `reply` are short digests as written in
    the code; `units` are the digests of what was shown.
    """

    kind: str
    generation: str
    reply: str
    units: tuple[str, ...]


def issue(kind: str, content: str, reply: str, units: Iterable[str]) -> str:
    """Return the code of a reply, in groups of five.

    `content` is the digest of the generation, `reply` the text without its receipt.
    """
    code = kind + generation_mark(content) + reply_mark(reply) + "".join(map(unit_mark, units))
    return _grouped(code + _check(code))


def read(code: str) -> Receipt:
    """Take a code apart.

    Raises:
        ReceiptError: it is not a code, or is misspelt.
    """
    plain = _plain(code)
    units = plain[_UNITS_FROM:-_CHECK]
    if len(plain) < _UNITS_FROM + _CHECK or len(units) % _UNIT or not set(plain) <= set(_ALPHABET):
        raise ReceiptError(
            f"{code[:60]!r} is not a receipt: a receipt is the code after the word Receipt at the"
            " end of a reply, such as A1B2C-3D4E5-6F7G8"
        )
    if _check(plain[:-_CHECK]) != plain[-_CHECK:]:
        raise ReceiptError(f"{code[:60]!r}: a character of this receipt is wrong; look at it again")
    return Receipt(
        plain[0],
        plain[_GENERATION],
        plain[_REPLY],
        tuple(units[start : start + _UNIT] for start in range(0, len(units), _UNIT)),
    )


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


def unit_mark(unit: str) -> str:
    """Return what a code says of a card or passage."""
    return _mark("unit", unit, _UNIT)


def resolve(receipt: Receipt, units: Sequence[str]) -> list[str] | None:
    """Return the ids and addresses behind a code, or None where one is not among `units`."""
    known = {unit_mark(unit): unit for unit in units}
    if not all(mark in known for mark in receipt.units):
        return None
    return [known[mark] for mark in receipt.units]


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper().translate(str.maketrans("ILO", "110"))


def _mark(kind: str, value: str, length: int) -> str:
    number = int.from_bytes(hashlib.sha256(f"{kind}\0{value}".encode()).digest()[:8])
    return "".join(_ALPHABET[number >> (_BITS * n) & 31] for n in range(length))


def _check(code: str) -> str:
    return _mark("check", code, _CHECK)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
