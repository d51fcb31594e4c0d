"""Gold questions and a built index in, all numbers about the bot's replies out.

`evaluate` asks the bot every gold question once and judges the replies. The part `report`
comes first everywhere: nothing was chosen by looking at it. How far `development` flatters is
told beside it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import msgspec

from index.baselines import BaselineName, BaselineReply, Baselines
from index.config import Config
from index.cross_lingual import cross_lingual
from index.encoder import open_encoder
from index.errors import EvaluationError
from index.evaluation import (
    PARTS,
    Answers,
    AnswerShares,
    Beaten,
    Costs,
    Evaluation,
    PartEvaluation,
)
from index.gold import Gold, GoldConversation, GoldQuestion, Part, read_gold
from index.intervals import Gap, Number, Spread, gap, mean, paired_difference, share, spread
from index.library import Library
from index.measures import (
    SHORT_REPLY,
    Judgement,
    abstention,
    answered,
    is_right,
    judge,
    shares,
    short_text,
    whole_text,
)
from index.progress import Track
from index.readability import reading_ease
from index.records import (
    SETS,
    Records,
    checks,
    declined,
    emergencies,
    gold_of,
    headlines,
    in_english,
    languages,
    messages,
    of_part,
    personal_data,
    record_all,
    replies_to,
)
from index.replies import Reply, ask_bot
from index.retrieval import retrieval
from index.wording import examine, without_marks

_DISTRIBUTION = "patient-data-rights-bot"

# Fields of a reply that a bot may lack, and what cannot be measured then.
_OPTIONAL = {
    "ranking": "the bot's ranking of cards",
    "scope_margin": "the abstention curve",
    "stages": "what each stage costs",
    "left_out": "which personal data was taken out; found is judged by the outcome alone",
    "alarm": "emergency numbers above an ordinary answer; found is judged by the outcome alone",
}
_NO_TOPIC = "(none)"

# Baseline -> question id -> reply.
BaselineReplies = dict[BaselineName, dict[str, BaselineReply]]


def evaluate(
    config: Config,
    track: Track,
    parts: Sequence[Part] = PARTS,
    *,
    with_baselines: bool = True,
    xquad: Path | None = None,
) -> Evaluation:
    """Return everything measured on the gold questions of `parts` with the live index.

    And on the public set in the folder `xquad`, if one is given.

    Raises:
        KnowledgeError: the gold questions or the index cannot be read.
        EvaluationError: there are no gold questions, or the bot stopped.
    """
    gold = {part: of_part(read_gold(config.knowledge), part) for part in parts}
    asked = [message for its in gold.values() for message in messages(its)]
    if not asked:
        raise EvaluationError(f"{config.knowledge}: there are no gold questions in questions/")
    with closing(Library(config)) as library:
        replies = ask_bot(config.file, asked, track)
        simple: BaselineReplies = {}
        if with_baselines:
            simple = _ask_baselines(config, library, gold.values(), replies, track)
        public = cross_lingual(xquad, open_encoder(config), track) if xquad else {}
        evaluation = evaluate_replies(gold, replies, simple, library.content)
        return msgspec.structs.replace(evaluation, cross_lingual=public)


def evaluate_replies(
    gold: Mapping[Part, Gold],
    replies: Mapping[str, Reply],
    simple: BaselineReplies,
    content: str,
) -> Evaluation:
    """Return everything measured on replies already given.

    `replies` are by set and id (`in_scope/dev-001`), those of the baselines by name and
    question id; `content` is the digest of the index that gave them.
    """
    records = {part: record_all(its, replies) for part, its in gold.items()}
    evaluated = {
        part: _evaluate_part(its, replies, records[part], simple) for part, its in gold.items()
    }
    return Evaluation(
        version=_version(),
        content=content,
        missing=missing_fields(replies.values()),
        parts=evaluated,
        flattery=_flattery(evaluated),
        costs=_costs(gold.values(), replies),
        records=records,
    )


def _ask_baselines(
    config: Config,
    library: Library,
    gold: Iterable[Gold],
    replies: Mapping[str, Reply],
    track: Track,
) -> BaselineReplies:
    chosen = [pair for its in gold for pair in zip(*_in_scope(its, replies), strict=True)]
    if not chosen:
        return {}
    questions = {question.id: question.question for question, _ in chosen}
    product = {question.id: reply for question, reply in chosen}
    return Baselines(library, open_encoder(config)).replies(questions, product, track)


def _evaluate_part(
    gold: Gold, replies: Mapping[str, Reply], records: Records, simple: BaselineReplies
) -> PartEvaluation:
    questions, inside = _in_scope(gold, replies)
    outside = replies_to(gold, "out_of_scope", replies)
    given = [it for it in inside if answered(it)]
    # What is looked for in the wording are English words.
    everything = [it for name in SETS for it in replies_to(gold, name, replies) if it.lang == "en"]
    return PartEvaluation(
        questions={name: len(gold_of(gold, name)) for name in SETS},
        headlines=headlines(records),
        retrieval=_retrieval(questions, inside),
        answers=_answers(questions, inside, _QUESTION_GROUPS),
        partly=_partly(records),
        follow_ups=_answers(
            gold.conversations, replies_to(gold, "conversations", replies), _CONVERSATION_GROUPS
        ),
        declined=declined(gold.out_of_scope, records["out_of_scope"]),
        abstention=abstention(inside, outside),
        emergencies=emergencies(gold.emergencies, records["emergencies"]),
        personal_data=personal_data(gold.personal_data, records["personal_data"]),
        languages=languages(gold.languages, records["languages"]),
        reading_ease_of_short=(
            mean([reading_ease(short_text(it)) for it in given]) if given else None
        ),
        characters=_characters(given),
        baselines={name: _beaten(questions, inside, its) for name, its in simple.items()}
        if questions
        else {},
        wording=examine(everything),
    )


def _in_scope(gold: Gold, replies: Mapping[str, Reply]) -> tuple[list[GoldQuestion], list[Reply]]:
    """Return the questions that the documents answer in full, and the replies to them."""
    questions = [question for question in gold.in_scope if not question.partly]
    return questions, [replies[f"in_scope/{question.id}"] for question in questions]


def _partly(records: Records) -> dict[str, Number]:
    found = {name: checks(records["in_scope"], name) for name in ("partly_whole", "partly_short")}
    return {name: share(its) for name, its in found.items() if its}


def _characters(given: Sequence[Reply]) -> dict[str, Spread]:
    if not given:
        return {}
    whole, short = ([len(text(reply)) for reply in given] for text in (whole_text, short_text))
    return {"whole": spread(whole), "short": spread(short)}


def _retrieval(questions: Sequence[GoldQuestion], replies: Sequence[Reply]) -> dict[str, Number]:
    if all(reply.ranking is None for reply in replies):
        return {}
    pairs = list(zip(questions, replies, strict=True))
    return retrieval(
        {question.id: reply.ranking or () for question, reply in pairs},
        {question.id: question.cards for question in questions},
    )


GoldT = TypeVar("GoldT", GoldQuestion, GoldConversation)
# By what questions are grouped: a name, and the groups that a question is in.
Groups = dict[str, Callable[[GoldT], Sequence[str]]]


def _times(question: GoldQuestion) -> Sequence[str]:
    premise = ("false premise",) if question.style == "false-premise" else ()
    return (question.time, *premise) if question.time else premise


_QUESTION_GROUPS: Groups[GoldQuestion] = {
    "topic": lambda question: (question.topic or _NO_TOPIC,),
    "style": lambda question: (question.style,),
    "time": _times,
}
_CONVERSATION_GROUPS: Groups[GoldConversation] = {
    "context": lambda it: ("needs context" if it.needs_context else "stands alone",),
    "topic": lambda it: (it.topic,),
}


def _answers(
    questions: Sequence[GoldT], replies: Sequence[Reply], groups: Groups[GoldT]
) -> Answers | None:
    if not questions:
        return None
    judged = [
        (judge(reply, whole_text(reply), it), judge(reply, short_text(reply), it))
        for it, reply in zip(questions, replies, strict=True)
    ]
    by: dict[str, dict[str, AnswerShares]] = {}
    for name, groups_of in groups.items():
        members: dict[str, list[tuple[Judgement, Judgement]]] = {}
        for question, its in zip(questions, judged, strict=True):
            for group in groups_of(question):
                members.setdefault(group, []).append(its)
        by[name] = {group: _answer_shares(members[group]) for group in sorted(members)}
    return Answers(_answer_shares(judged), by)


def _answer_shares(judged: Sequence[tuple[Judgement, Judgement]]) -> AnswerShares:
    return AnswerShares(
        whole=shares([whole for whole, _ in judged]), short=shares([short for _, short in judged])
    )


def _beaten(
    questions: Sequence[GoldQuestion],
    replies: Sequence[Reply],
    simple: Mapping[str, BaselineReply],
) -> Beaten:
    its = [simple[question.id] for question in questions]
    short = [it.text[:SHORT_REPLY] for it in its]
    its_whole = [is_right(it.text, q) for it, q in zip(its, questions, strict=True)]
    its_short = [is_right(text, q) for text, q in zip(short, questions, strict=True)]
    own = [judge(r, whole_text(r), q) == "right" for r, q in zip(replies, questions, strict=True)]
    whole_lead = paired_difference(
        its_whole, _right_within(questions, replies, whole_text, [it.text for it in its])
    )
    short_lead = paired_difference(its_short, _right_within(questions, replies, short_text, short))
    rankings = {q.id: it.ranking for it, q in zip(its, questions, strict=True) if it.ranking}
    serving = {question.id: question.cards for question in questions}
    return Beaten(
        retrieval=retrieval(rankings, serving) if rankings else {},
        whole=share(its_whole),
        short=share(its_short),
        characters=spread([len(it.text) for it in its]),
        whole_lead=paired_difference(its_whole, own),
        whole_lead_at_its_length=whole_lead,
        short_lead_at_its_length=short_lead,
        is_beaten_whole=whole_lead.low > 0,
        is_beaten_short=short_lead.low > 0,
    )


def _right_within(
    questions: Sequence[GoldQuestion],
    replies: Sequence[Reply],
    said: Callable[[Reply], str],
    others: Sequence[str],
) -> list[bool]:
    """Return whether each reply is right in the length of the other's text to that question.

    Marks are left out first, since the other has none: both lengths count words alone.
    """
    return [
        answered(reply) and is_right(without_marks(said(reply))[: len(other)], question)
        for question, reply, other in zip(questions, replies, others, strict=True)
    ]


def _costs(gold: Iterable[Gold], replies: Mapping[str, Reply]) -> Costs:
    milliseconds: list[float] = []
    stages: dict[str, list[float]] = {}
    for reply in replies.values():
        milliseconds.append(reply.milliseconds)
        for name, taken in (reply.stages or {}).items():
            stages.setdefault(name, []).append(taken)
    pairs = [
        (replies[f"languages/{it.id}"].milliseconds, replies[in_english(it)].milliseconds)
        for its in gold
        for it in its.languages
        if it.card
    ]
    other, english = zip(*pairs, strict=True) if pairs else ((), ())
    return Costs(
        spread(milliseconds),
        {name: spread(its) for name, its in stages.items()},
        {"in another language": spread(other), "the same in English": spread(english)}
        if pairs
        else {},
    )


def missing_fields(replies: Iterable[Reply]) -> tuple[str, ...]:
    """Return which fields no reply has, and what is not measured for it."""
    given = list(replies)
    return tuple(
        f"{field}: {what}"
        for field, what in _OPTIONAL.items()
        if all(getattr(reply, field) is None for reply in given)
    )


def _flattery(parts: Mapping[Part, PartEvaluation]) -> dict[str, Gap]:
    if set(parts) != set(PARTS):
        return {}
    report, development = parts["report"].headlines, parts["development"].headlines
    return {name: gap(development[name], report[name]) for name in report if name in development}


def _version() -> str:
    """Return the version of this project: of its own file where it runs from a clone."""
    file = Path(__file__).resolve().parent.parent / "pyproject.toml"
    if file.exists():
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"])
    return version(_DISTRIBUTION)
