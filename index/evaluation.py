"""The value of an evaluation: all numbers of a version, and the file they are recorded in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from index.baselines import BaselineName
from index.cross_lingual import CrossLingual
from index.errors import EvaluationError
from index.files import write_atomically
from index.gold import Part
from index.intervals import Gap, Number, PairedDifference, Spread
from index.measures import Abstention, Judgement
from index.records import Detection, Records, SetName
from index.wording import Wording

# In the order of reports: nothing was chosen by looking at the first.
PARTS: tuple[Part, ...] = ("report", "development")

# Where the numbers of a release are, below the knowledge folder.
RESULTS_FILE = Path("questions") / "results.json"


class AnswerShares(msgspec.Struct, frozen=True):
    """Shares of each judgement, of whole and of short replies."""

    whole: dict[Judgement, Number]
    short: dict[Judgement, Number]


class Answers(msgspec.Struct, frozen=True):
    """Judgements of all questions of a set, and of its groups by what they are grouped by."""

    all: AnswerShares
    by: dict[str, dict[str, AnswerShares]]


class Beaten(msgspec.Struct, frozen=True):
    """A baseline on the in-scope questions, and the bot's lead over it.

    `whole_lead` compares replies as they are; the two others, where the bot's reply to each
    question, without its marks, is cut to the length of the baseline's. A baseline is beaten
    where that interval lies above nought.
    """

    retrieval: dict[str, Number]
    whole: Number
    short: Number
    characters: Spread
    whole_lead: PairedDifference
    whole_lead_at_its_length: PairedDifference
    short_lead_at_its_length: PairedDifference
    is_beaten_whole: bool
    is_beaten_short: bool


class PartEvaluation(msgspec.Struct, frozen=True):
    """Everything measured on one part; None or empty where a part has no such questions."""

    questions: dict[SetName, int]
    headlines: dict[str, Number]
    retrieval: dict[str, Number]
    answers: Answers | None
    partly: dict[str, Number]
    follow_ups: Answers | None
    declined: Detection | None
    abstention: Abstention | None
    emergencies: Detection | None
    personal_data: Detection | None
    languages: Detection | None
    reading_ease_of_short: Number | None
    characters: dict[str, Spread]
    baselines: dict[BaselineName, Beaten]
    wording: Wording


class Costs(msgspec.Struct, frozen=True):
    """Milliseconds of a reply, of each stage where the bot tells them, and by language."""

    reply: Spread
    stages: dict[str, Spread]
    languages: dict[str, Spread]


class Evaluation(msgspec.Struct, frozen=True):
    """All numbers of one version on one generation of the index.

    `content` is the digest of the generation; `missing` says which fields the bot's replies
    lack and what could not be measured for it; `cross_lingual` how the encoder does on a public
    set, by language, if one was at hand; `flattery` by how much a headline is higher on
    development than on report; `records` what came of each message, by part, set and id.
    """

    version: str
    content: str
    missing: tuple[str, ...]
    parts: dict[Part, PartEvaluation]
    flattery: dict[str, Gap]
    costs: Costs
    records: dict[Part, Records]
    cross_lingual: dict[str, CrossLingual] = {}


def read_evaluation(file: Path) -> Evaluation:
    """Return the evaluation recorded in `file`.

    Raises:
        EvaluationError: it is missing, or of another form than this version's.
    """
    try:
        return msgspec.json.decode(file.read_bytes(), type=Evaluation)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise EvaluationError(
            f"{file}: cannot be read as recorded numbers: {reason}; record them again with the"
            f" version they are of: python -m index evaluate --record {file}"
        ) from error


def write_evaluation(evaluation: Evaluation, file: Path) -> None:
    """Write an evaluation for people to read and for `read_evaluation`: one record a line."""
    write_atomically(file, f"{_pretty(msgspec.to_builtins(evaluation))}\n".encode())


def _pretty(value: Any, indent: str = "") -> str:
    """Return JSON with a line for each innermost object or list, so that differences read well."""
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list | tuple) or not any(
        isinstance(it, dict | list | tuple) for it in inner
    ):
        return msgspec.json.encode(value).decode()
    deeper = f"{indent}  "
    if isinstance(value, dict):
        lines = [
            f"{deeper}{msgspec.json.encode(key).decode()}: {_pretty(it, deeper)}"
            for key, it in value.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{deeper}{_pretty(it, deeper)}" for it in value) + f"\n{indent}]"
