"""Words as a file has them in, as they are stored out: on one line, nothing that is not seen."""

from __future__ import annotations

import re
import unicodedata

# Control, formatting (zero-width, direction, soft hyphen), half of a pair, private, of no use.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Which form of a sign is meant, or that an object stands here; words could be hidden in them.
_SELECTORS = re.compile("[\ufe00-\ufe0f\ufffc\U000e0100-\U000e01ef]")
# What a font of symbols keeps for itself; standing alone it is the sign of an item.
_SYMBOL = re.compile("(?<!\\S)[\ue000-\uf8ff](?!\\S)")


def plain(text: str) -> str:
    """Return words on one line in normal form C, without characters that nobody sees."""
    if not text.isascii() or not text.isprintable():
        text = _SYMBOL.sub("\N{BULLET}", text)
        text = "".join(
            character
            for character in unicodedata.normalize("NFC", _SELECTORS.sub("", text))
            if character.isspace() or unicodedata.category(character) not in _UNSEEN
        )
    return " ".join(text.split())
