"""Cards of a library in, their words in one language out; English where they are not translated."""

from __future__ import annotations

import re
from typing import Literal

from bot.tongues import Tongue
from index import Card, Library, Sentence, Translation, translated_sentences

# What the words of a reply are: the bot's own or English; English for want of a translation;
# translated and checked by a native speaker or not; translated before the English changed.
Standing = Literal["", "missing", "unchecked", "checked", "stale"]


class Translated:
    """The words of cards in one language, for one reply.

    Names that stay English are explained where the reply has them first.
    """

    def __init__(self, library: Library, tongue: Tongue) -> None:
        self._library = library
        self._tongue = tongue
        self._lang = "" if tongue.lang == "en" else tongue.lang
        self._glosses = library.glosses(self._lang) if self._lang else {}
        names = sorted(map(re.escape, self._glosses), key=len, reverse=True)
        # A name with what the language hangs on it: GP-ga, GP's.
        self._name = re.compile(rf"(?<![A-Za-z])({'|'.join(names)})(?![A-Za-z])") if names else None
        self._explained: set[str] = set()

    def standing(self, card_id: str) -> Standing:
        """Return what the words of a card are in this language."""
        if not self._lang:
            return ""
        its, stale = self._translation(card_id)
        if its is None:
            return "missing"
        if stale:
            return "stale"
        return "checked" if its.checked_by else "unchecked"

    def question(self, card_id: str) -> str:
        """Return the question of a card."""
        its, _ = self._translation(card_id)
        return self._tongue.own(its.question) if its else self._library.card(card_id).question

    def verdict(self, card_id: str) -> str:
        """Return the verdict of a card."""
        its, _ = self._translation(card_id)
        return self._tongue.own(its.verdict) if its else self._library.card(card_id).verdict

    def sentence(self, card_id: str, position: int) -> Sentence | None:
        """Return the sentence at a place in the order of a card, None if not translated."""
        return self._sentences(card_id).get(position) if self._lang else None

    def say(self, text: str) -> str:
        """Return a translated sentence as it is shown: with its English names explained."""
        if self._name:
            text = self._name.sub(self._explain, text)
        return self._tongue.own(text)

    def explained(self) -> frozenset[str]:
        """Return the names explained so far."""
        return frozenset(self._explained)

    def explain_again(self, but: frozenset[str]) -> None:
        """Let what follows be read alone, by somebody who knows the names in `but`."""
        self._explained = set(but)

    def _explain(self, found: re.Match[str]) -> str:
        name = found[1]
        if name in self._explained:
            return name
        self._explained.add(name)
        return f"{name} ({self._glosses[name]})"

    def _sentences(self, card_id: str) -> dict[int, Sentence]:
        its, _ = self._translation(card_id)
        return translated_sentences(self._card(card_id), its) if its else {}

    def _card(self, card_id: str) -> Card:
        return self._library.card(card_id)

    def _translation(self, card_id: str) -> tuple[Translation | None, bool]:
        found = self._library.translation(self._lang, card_id) if self._lang else None
        return found or (None, False)
