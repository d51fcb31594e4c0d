"""Knowledge in, ranked passages out; knows nothing of Telegram or of replies.

What is listed here is what other packages may use.
"""

from index.config import Config, PositiveInt, load_config, read_table
from index.encoder import Encoder, open_encoder
from index.errors import (
    BuildInProgressError,
    BuildRejectedError,
    ConfigError,
    EncoderMismatchError,
    EncoderUnavailableError,
    IndexDamagedError,
    IndexNotBuiltError,
    KnowledgeError,
    KnowledgeInvalidError,
    ReceiptError,
)
from index.exits import EXIT_CODES, REFUSED, complain, run
from index.library import Library, kept_generations
from index.passages import Block, Card, CardSection, Hit, Passage, Sentence, Signal, Source
from index.search import Searcher, SearchResult, nation_asked_for
from index.sentences import split_sentences

__all__ = [
    "EXIT_CODES",
    "REFUSED",
    "Block",
    "BuildInProgressError",
    "BuildRejectedError",
    "Card",
    "CardSection",
    "Config",
    "ConfigError",
    "Encoder",
    "EncoderMismatchError",
    "EncoderUnavailableError",
    "Hit",
    "IndexDamagedError",
    "IndexNotBuiltError",
    "KnowledgeError",
    "KnowledgeInvalidError",
    "Library",
    "Passage",
    "PositiveInt",
    "ReceiptError",
    "SearchResult",
    "Searcher",
    "Sentence",
    "Signal",
    "Source",
    "complain",
    "kept_generations",
    "load_config",
    "nation_asked_for",
    "open_encoder",
    "read_table",
    "run",
    "split_sentences",
]
