"""Knowledge in, ranked passages out; knows nothing of Telegram or of replies.

What is listed here is what other packages may use.
"""

from index.alarms import AlarmFound, EmergencyKind
from index.config import Config, Days, PositiveInt, load_config, read_table
from index.encoder import Encoder, Vectors, open_encoder
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
    SourceUnreachableError,
    SourceUnreadableError,
)
from index.exits import EXIT_CODES, REFUSED, complain, run
from index.files import write_atomically
from index.generations import Manifest
from index.library import Library, generation_named, kept_generations, live_generation
from index.passages import (
    FACTS,
    HELP,
    LANGUAGES,
    STEPS,
    Block,
    Card,
    CardSection,
    Hit,
    Passage,
    Sentence,
    Signal,
    Source,
    Translation,
)
from index.picker import Pick
from index.quotable import Quotable, without_marks
from index.search import Searcher, SearchResult
from index.sentences import split_sentences
from index.translations import translated_sentences
from index.wants import nation_asked_for
from index.words import words_of

__all__ = [
    "EXIT_CODES",
    "FACTS",
    "HELP",
    "LANGUAGES",
    "REFUSED",
    "STEPS",
    "AlarmFound",
    "Block",
    "BuildInProgressError",
    "BuildRejectedError",
    "Card",
    "CardSection",
    "Config",
    "ConfigError",
    "Days",
    "EmergencyKind",
    "Encoder",
    "EncoderMismatchError",
    "EncoderUnavailableError",
    "Hit",
    "IndexDamagedError",
    "IndexNotBuiltError",
    "KnowledgeError",
    "KnowledgeInvalidError",
    "Library",
    "Manifest",
    "Passage",
    "Pick",
    "PositiveInt",
    "Quotable",
    "ReceiptError",
    "SearchResult",
    "Searcher",
    "Sentence",
    "Signal",
    "Source",
    "SourceUnreachableError",
    "SourceUnreadableError",
    "Translation",
    "Vectors",
    "complain",
    "generation_named",
    "kept_generations",
    "live_generation",
    "load_config",
    "nation_asked_for",
    "open_encoder",
    "read_table",
    "run",
    "split_sentences",
    "translated_sentences",
    "without_marks",
    "words_of",
    "write_atomically",
]
