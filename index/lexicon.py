"""The knowledge in, what is known of words out: rarity, names, abbreviations, phrases."""

from __future__ import annotations

from collections import Counter

from index.passages import Knowledge
from index.scope import Known
from index.spelling import learn_abbreviations
from index.store import Lexicon, Store
from index.words import learn_vocabulary, names_in, words_of

# Rarer forms of the dictionary are typing errors that became words.
_SHORTEST_WORD = 3


def learn_lexicon(knowledge: Knowledge) -> Lexicon:
    """Return the lexicon of the documents, with the words of an English dictionary besides."""
    from spellchecker import SpellChecker

    passages = [f"{its.heading} {its.text}" for its in knowledge.passages.values()]
    cards = [f"{' '.join(c.questions)} {c.verdict} {c.text}" for c in knowledge.cards.values()]
    titles = [f"{its.title} {its.publisher}" for its in knowledge.sources.values()]
    texts = [*passages, *cards, *titles]
    vocabulary = learn_vocabulary(texts)
    counts = Counter(word for text in texts for word in set(words_of(text)))
    english = SpellChecker().word_frequency.dictionary
    words: list[tuple[str, float | None, int]] = [
        (word, vocabulary.rarity[word], counts[word]) for word in sorted(counts)
    ]
    words += [
        (word, None, 0)
        for word in sorted(english)
        if word not in counts and len(word) >= _SHORTEST_WORD and word.isascii() and word.isalpha()
    ]
    abbreviations = learn_abbreviations(texts) | knowledge.abbreviations
    # As people type them, unless that is a word: `pass my details on`, `hes ill`.
    small = {short.lower(): full for short, full in abbreviations.items()}
    abbreviations |= {
        short: full for short, full in small.items() if short not in english and len(short) > 2
    }
    phrases = [(kind, phrase) for kind, its in knowledge.phrases.items() for phrase in its]
    return Lexicon(
        words=words,
        names=sorted(vocabulary.names),
        abbreviations=sorted(abbreviations.items()),
        phrases=phrases,
    )


def known_of(text: str, store: Store) -> Known:
    """Return what the lexicon of `store` knows of the words of `text`."""
    found = store.known_words(words_of(text))
    return Known(
        rarity={word: rarity for word, rarity in found if rarity is not None},
        english=frozenset(word for word, _ in found),
        names=frozenset(store.known_names(names_in(text).all)),
    )
