"""A message in, the language it is written in out; the only file importing pycld2."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pycld2

from bot.texts import LANGUAGES

# Names that people leave in English whatever they write in; they would tell for English.
_NAMES = re.compile(
    r"\b(home\s?office|nhs|gps?|brp|uk|england|scotland|wales|northern ireland|london|edinburgh"
    r"|palantir|opensafely|#?stopsharing|care\.data|ico|gmc|bma|e-?visa|visa|status|app|sar|scr"
    r"|(?:national data |type 1 )?opt[ -]?outs?|summary care record|federated data platform|fdp"
    r"|single patient record|safe surger(?:y|ies)|toolkit|(?:pre-?)?settled|council(?: tax)?)\b",
    re.IGNORECASE,
)

# What pycld2 may take a short message of one of our languages for: another of the same script, or
# of the same words.
_NEAREST = {
    "am": "ti",
    "as": "bn",
    "be": "uk",
    "ca": "es",
    "gl": "es",
    "ja": "zh",
    "mo": "ro",
    "ru": "uk",
}


# Our languages by the script they are written in, as Unicode names it.
_BY_SCRIPT = {
    "ARABIC": ("ar", "fa", "ps", "ur"),
    "BENGALI": ("bn",),
    "CJK": ("zh",),
    "CYRILLIC": ("uk",),
    "ETHIOPIC": ("ti",),
    "HIRAGANA": ("zh",),
    "KATAKANA": ("zh",),
}
# Each of these characters is a word or half of one.
_WORD_SIGNS = ("CJK", "HIRAGANA", "KATAKANA")
# The least share of letters that are not Latin from which a message is in that script.
_FEWEST_OTHERS = 0.2
_LATIN = tuple(sorted(set(LANGUAGES) - {its for them in _BY_SCRIPT.values() for its in them}))
# What pycld2 takes for no text at all: controls, halves of characters, what is no character.
_NO_TEXT = ("Cc", "Cs", "Cn", "Co")


def language_of(message: str, before: str | None = None) -> str:
    """Return which of our languages `message` is written in; English where that is not known.

    `before` is the language expected: that of the conversation, or of the person's app. It
    decides where the message is too short to tell, never against the script. English is not
    expected of anybody: most telephones in the UK are set to it, whoever has them. Of 2,900
    messages of `knowledge/questions` in the fourteen other languages .88 to .98 are recognised
    without it and .97 to .99 with it, and .95 to .98 of 8,200 English ones though another one is
    expected (2026-11-22).
    """
    words = "".join(
        " " if unicodedata.category(character) in _NO_TEXT else character for character in message
    )
    written = _languages_of_script(words)
    # Arabic or Urdu, for example, may also be written in Latin letters; English in no others.
    in_latin = set(written) <= set(_LATIN)
    expected = before if before in written or (in_latin and before in LANGUAGES) else None
    if in_latin:
        bare = _NAMES.sub(" ", words)
        words = bare if any(map(str.isalpha, bare)) else words
    if not any(map(str.isalpha, words)):
        return before if before in LANGUAGES else "en"
    found: tuple[tuple[str, str, int, float], ...]
    hint = None if expected == "en" else expected
    _, _, found = pycld2.detect(words, bestEffort=True, hintLanguage=hint)
    for _, code, _, _ in found:
        nearest = _NEAREST.get(code, code.partition("-")[0])
        if nearest in written or nearest == expected:
            return nearest
    return expected or next((its for its in written if its not in _LATIN), "en")


def _languages_of_script(text: str) -> tuple[str, ...]:
    """Return our languages that are written in the scripts of `text`, those of most letters first.

    A message in another script may have many words in Latin letters, such as names; nobody who
    writes English has a fifth of it in other letters.
    """
    scripts = Counter(unicodedata.name(its, "").partition(" ")[0] for its in text if its.isalpha())
    other = Counter({name: count for name, count in scripts.items() if name in _BY_SCRIPT})
    for name in _WORD_SIGNS:
        other[name] *= 3
    if other and other.total() >= _FEWEST_OTHERS * (other.total() + scripts["LATIN"]):
        scripts = Counter({name: its for name, its in other.items() if its})
    found = (_BY_SCRIPT.get(script, _LATIN) for script, _ in scripts.most_common())
    return tuple(dict.fromkeys(its for languages in found for its in languages)) or _LATIN
