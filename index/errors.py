"""Every error of this package: what went wrong, where, and what to do about it.

The tree, one class for each thing a caller can do something about:

    KnowledgeError                  anything this project refuses to do
    ├── ConfigError                 config.toml is missing, unreadable or says something unknown
    ├── KnowledgeInvalidError       knowledge/ breaks its format; carries every problem found
    ├── SourceUnreachableError      a file or an address cannot be fetched, or may not be
    ├── SourceUnreadableError       a document is of a kind, size or form that is not taken
    ├── EncoderUnavailableError     the encoder named in config.toml cannot be loaded
    ├── EncoderMismatchError        the index was built with another encoder
    ├── IndexNotBuiltError          there is no index yet
    ├── IndexDamagedError           an index is there but is not whole
    ├── BuildInProgressError        another build holds the lock
    ├── BuildRejectedError          a new generation failed its check and was not published
    ├── PublicationRefusedError     a generation loses more than may be lost, or came too late
    ├── EvaluationError             replies or recorded numbers that cannot be judged
    └── ReceiptError                a receipt code that cannot be read

No message ever carries the text of a question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.passages import Problem


class KnowledgeError(Exception):
    """The base of every error that this project raises on purpose."""


class ConfigError(KnowledgeError):
    """config.toml is missing, is not TOML, or has an unknown key or a bad value."""


class KnowledgeInvalidError(KnowledgeError):
    """The knowledge folder breaks its own format.

    Attributes:
        problems: every error found, in the order of files and lines.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        super().__init__(f"the knowledge has {count} {noun}; first: {self.problems[0]}")


class SourceUnreachableError(KnowledgeError):
    """A document cannot be fetched from its file or address, or may not be."""


class SourceUnreadableError(KnowledgeError):
    """A document is of a kind, a size or a form that is not taken over."""


class EncoderUnavailableError(KnowledgeError):
    """The encoder named in config.toml is not installed or cannot be loaded."""


class EncoderMismatchError(KnowledgeError):
    """The index was built with another encoder than the one configured."""


class IndexNotBuiltError(KnowledgeError):
    """No index has been built yet."""


class IndexDamagedError(KnowledgeError):
    """An index file is missing, cut short or altered."""


class BuildInProgressError(KnowledgeError):
    """Another build is writing the index now."""


class BuildRejectedError(KnowledgeError):
    """A freshly written generation did not pass its check; the old one stays live."""


class PublicationRefusedError(KnowledgeError):
    """A generation was not published; what was live stays."""


class EvaluationError(KnowledgeError):
    """Replies or recorded numbers cannot be judged: the bot stopped, or a package or file lacks."""


class ReceiptError(KnowledgeError):
    """A receipt code is misspelt, or names something that no index here holds."""
