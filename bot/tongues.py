"""A language in, the bot's own sentences in it out; the only file that reads bot/locale.

The catalogues are those of gettext, read as translators keep them (.po): nothing is
compiled that could be older than they are. What no native speaker has checked is marked
there as translators' tools mark it, `fuzzy`, and is spoken nevertheless.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from bot.dates import in_words

if TYPE_CHECKING:
    from gettext import NullTranslations

LOCALE = Path(__file__).resolve().parent / "locale"

_RIGHT_TO_LEFT = frozenset(("ar", "fa", "ps", "ur"))
# What is put into a sentence keeps its own direction and does not turn that of the sentence round:
# Unicode's first strong isolate, its end, and the mark that begins a line from the right (UAX #9).
_ISOLATE, _END, _FROM_RIGHT = "\u2068", "\u2069", "\u200f"
_ISOLATE_LEFT = "\u2066"
# Words in Latin letters, figures, and what stands between two of them: `Home Office`, `£500`,
# `0808 1647 686`, `A&E`.
_FROM_LEFT = re.compile(r"[£+]?[A-Za-z0-9](?:[A-Za-z0-9 .,:;/&'’%?!-]*[A-Za-z0-9?!%])?")


class Tongue:
    """One language that the bot speaks; called with a sentence of texts.py it says that in it."""

    def __init__(self, lang: str) -> None:
        """Open the catalogue of `lang`; English needs none."""
        self.lang = lang
        self.is_right_to_left = lang in _RIGHT_TO_LEFT
        self._catalogue: NullTranslations | None = None if lang == "en" else _catalogue(lang)

    def __call__(self, message: str, **values: object) -> str:
        """Return a sentence of texts.py in this language; English where it is not translated."""
        # gettext keeps what it says of itself under the empty message.
        said = self._catalogue.gettext(message) if self._catalogue and message else message
        is_translated = said != message
        if values:
            said = said.format(**{name: self._value(value) for name, value in values.items()})
        if self.is_right_to_left and is_translated and not _begins_from_right(said):
            return _FROM_RIGHT + said
        return said

    def date(self, iso: str) -> str:
        """Return an ISO date in words."""
        return in_words(iso, self.lang)

    def own(self, text: str) -> str:
        """Return a sentence in this language so that what it has in Latin letters stays in order.

        Each name, number or telephone number is isolated: else the digits of `0808 1647 686`
        would be read from the right in groups.
        """
        if not self.is_right_to_left:
            return text
        text = _FROM_LEFT.sub(lambda found: f"{_ISOLATE_LEFT}{found[0]}{_END}", text)
        return text if _begins_from_right(text) else _FROM_RIGHT + text

    def apart(self, text: str) -> str:
        """Return `text`, which is in another language, so that it does not turn what is around."""
        return f"{_ISOLATE}{text}{_END}" if self.is_right_to_left else text

    def _value(self, value: object) -> object:
        return self.apart(value) if isinstance(value, str) else value


@cache
def speak(lang: str) -> Tongue:
    """Return the tongue of one of texts.LANGUAGES."""
    return Tongue(lang)


def _catalogue(lang: str) -> NullTranslations:
    # Here, since the terminal that answers in English would wait for it.
    from gettext import GNUTranslations

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (LOCALE / lang / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, catalogue, use_fuzzy=True)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _begins_from_right(text: str) -> bool:
    """Return whether the first letter of `text` that has a direction is written from the right."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return True
