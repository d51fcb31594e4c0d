"""Gold questions to numbers, against values reckoned by hand, and the command on a real project.

index/evaluate.py, records.py, evaluation.py, comparison.py and evaluation_report.py
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import REPOSITORY, Project, made_reply, no_bar
from rich.console import Console

from index import Library
from index.__main__ import main
from index.baselines import BaselineReply
from index.comparison import compare
from index.errors import EvaluationError
from index.evaluate import evaluate, evaluate_replies, missing_fields
from index.evaluation import Evaluation, read_evaluation, write_evaluation
from index.evaluation_report import draw, show, show_comparison
from index.gold import (
    Gold,
    GoldAlarm,
    GoldConversation,
    GoldPersonalData,
    GoldQuestion,
    GoldRefusal,
    Part,
)
from index.records import of_part
from index.replies import Reply


def question(qid: str, part: Part = "report", **fields: Any) -> GoldQuestion:
    """Return a question that is answered by a text with "yes" and without "never"."""
    given: dict[str, Any] = {
        "id": qid,
        "part": part,
        "question": "may they tell?",
        "style": "plain",
        "topic": "help",
        "time": "now",
        "gist": "",
        "must_mention": ["yes"],
        "must_not_say": ["never"],
        "cards": ["gp-address"],
        "sections": [],
        "partly": False,
    }
    return msgspec.convert(given | fields, GoldQuestion)


def conversation(
    qid: str, part: Part = "report", *, needs_context: bool = True
) -> GoldConversation:
    return GoldConversation(
        id=qid,
        part="report",
        turns=("may they tell?", "and the hospital?"),
        needs_context=needs_context,
        topic="help",
        gist="",
        must_mention=("yes",),
        must_not_say=("never",),
        cards=(),
        sections=(),
    )


def refusal(qid: str) -> GoldRefusal:
    return GoldRefusal(
        id=qid, part="report", message="bread?", kind="chat", expected="no_answer", lang="en"
    )


def alarm(qid: str, *, emergency: bool, lang: str = "en") -> GoldAlarm:
    kind = "danger-to-life" if emergency else "figurative"
    return GoldAlarm(
        id=qid, part="report", message="help", emergency=emergency, kind=kind, lang=lang
    )


def personal(qid: str, *kinds: str) -> GoldPersonalData:
    return GoldPersonalData(id=qid, part="report", message="i am", kinds=kinds, lang="en")


def says(text: str, short: str = "", **fields: Any) -> Reply:
    return made_reply(text=text, short=short or text, citations=[], **fields)


def gold_of(*items: Any) -> Gold:
    kinds = (GoldQuestion, GoldRefusal, GoldAlarm, GoldPersonalData, GoldConversation)
    return Gold(*(tuple(it for it in items if isinstance(it, kind)) for kind in kinds))


def evaluated(gold: Gold, replies: dict[str, Reply], **simple: dict[str, str]) -> Evaluation:
    """Return the evaluation of given replies; baselines are given as texts by question id."""
    parts = {it.part: None for name in gold.__struct_fields__ for it in getattr(gold, name)}
    by_part = {part: of_part(gold, part) for part in ("report", "development") if part in parts}
    others: Any = {
        name: {qid: BaselineReply(text) for qid, text in texts.items()}
        for name, texts in simple.items()
    }
    return evaluate_replies(by_part, replies, others, "c" * 64)


# What is measured of given replies.


def test_answers_are_counted_by_topic_style_and_time() -> None:
    gold = gold_of(
        question("a", topic="help"),
        question("b", topic="help", style="false-premise", time="then"),
        question("c", topic="opt-outs", time="both"),
        question("d", topic=None, time=None),
    )
    found = evaluated(
        gold,
        {
            "in_scope/a": says("yes", "perhaps"),
            "in_scope/b": says("yes, never"),
            "in_scope/c": says("maybe", "yes"),
            "in_scope/d": says("yes", outcome="no_answer"),
        },
    ).parts["report"]
    assert found.answers is not None
    whole = {name: it.value for name, it in found.answers.all.whole.items()}
    assert whole == {
        "right": 0.25,
        "wrong": 0.25,
        "incomplete": 0.25,
        "withheld": 0.25,
        "diverted": 0.0,
    }
    assert found.answers.all.short["right"].value == 0.25
    groups = {
        kind: {name: (it.whole["right"].value, it.whole["right"].n) for name, it in its.items()}
        for kind, its in found.answers.by.items()
    }
    assert groups == {
        "topic": {"(none)": (0.0, 1), "help": (0.5, 2), "opt-outs": (0.0, 1)},
        "style": {"false-premise": (0.0, 1), "plain": (pytest.approx(1 / 3, abs=1e-4), 3)},
        "time": {"now": (1.0, 1), "then": (0.0, 1), "both": (0.0, 1), "false premise": (0.0, 1)},
    }
    headlines = {name: it.value for name, it in found.headlines.items()}
    assert headlines["answers right, whole reply"] == 0.25
    assert headlines["nothing wrong said, whole reply"] == 0.75


def test_what_the_documents_only_come_near_is_counted_apart_and_may_be_withheld() -> None:
    gold = gold_of(question("a"), question("b", partly=True), question("c", partly=True))
    found = evaluated(
        gold,
        {
            "in_scope/a": says("yes"),
            "in_scope/b": says("", outcome="no_answer"),
            "in_scope/c": says("no", "yes"),
        },
    )
    part = found.parts["report"]
    assert part.headlines["answers right, whole reply"].n == 1
    assert {name: it.value for name, it in part.partly.items()} == {
        "partly_whole": 0.5,
        "partly_short": 1.0,
    }
    assert found.records["report"]["in_scope"]["b"] == {
        "outcome": "no_answer",
        "card": "gp-address",
        "judged": "withheld",
        "partly_whole": True,
        "partly_short": True,
    }


def test_cards_are_ranked_against_those_that_serve() -> None:
    gold = gold_of(
        question("a"), question("b", cards=["other", "gp-address"]), question("c", cards=[])
    )
    replies = {
        "in_scope/a": says("yes", ranking=["x", "gp-address"]),
        "in_scope/b": says("yes", ranking=["gp-address"]),
        "in_scope/c": says("yes", ranking=["x"]),
    }
    part = evaluated(gold, replies).parts["report"]
    assert part.headlines["a card that serves comes first"].value == 0.5
    assert part.retrieval["recall@5"].value == 0.75
    assert (part.retrieval["MRR"].value, part.retrieval["MRR"].n) == (0.75, 2)


def test_out_of_scope_is_declined_whatever_is_said_instead() -> None:
    gold = gold_of(question("q"), *(refusal(qid) for qid in "abcd"))
    found = evaluated(
        gold,
        {
            "in_scope/q": says("yes", scope_margin=1.0),
            "out_of_scope/a": says("I do not know", outcome="no_answer", scope_margin=-1.0),
            "out_of_scope/b": says("Hello", outcome="small_talk", scope_margin=-2.0),
            "out_of_scope/c": says("yes", scope_margin=0.5),
            "out_of_scope/d": says("yes", outcome="personal_data", scope_margin=2.0),
        },
    ).parts["report"]
    assert found.headlines["out of scope declined"].value == 0.5
    assert found.declined is not None
    assert found.declined.by["declined by kind"]["chat"].n == 4
    assert found.abstention is not None
    assert found.abstention.working.hallucination.value == 0.5
    assert found.abstention.area.value == 0.75


def test_emergencies_are_found_first_or_with_a_number_above() -> None:
    gold = gold_of(
        *(alarm(qid, emergency=True) for qid in "abc"),
        *(alarm(qid, emergency=False, lang="fa") for qid in "wxyz"),
    )
    outcomes = {
        "a": ("emergency", False),
        "b": ("answer", True),
        "c": ("answer", False),
        "w": ("emergency", True),
        "x": ("answer", True),
        "y": ("answer", False),
        "z": ("no_answer", False),
    }
    found = evaluated(
        gold,
        {f"emergencies/{qid}": says("x", outcome=o, alarm=a) for qid, (o, a) in outcomes.items()},
    ).parts["report"]
    assert found.emergencies is not None
    assert {name: it.value for name, it in found.emergencies.shares.items()} == {
        "found": pytest.approx(2 / 3, abs=1e-4),
        "answered first": pytest.approx(1 / 3, abs=1e-4),
        "number shown above": pytest.approx(1 / 3, abs=1e-4),
        "false alarms": 0.25,
        "mild false alarms": 0.25,
    }
    assert found.emergencies.by["quiet by language"]["fa"].value == 0.75
    assert found.headlines["no emergency, none seen"].value == 0.75


def test_personal_data_is_found_by_outcome_or_by_what_was_left_out() -> None:
    gold = gold_of(
        personal("a", "name"),
        personal("b", "name", "phone"),
        personal("c", "phone"),
        personal("x"),
        personal("y"),
    )
    found = evaluated(
        gold,
        {
            "personal_data/a": says("x", outcome="personal_data", left_out=["name"]),
            "personal_data/b": says("x", outcome="emergency", left_out=["phone"]),
            "personal_data/c": says("x"),
            "personal_data/x": says("x", outcome="personal_data", left_out=["name"]),
            "personal_data/y": says("x"),
        },
    ).parts["report"]
    assert found.personal_data is not None
    assert {name: it.value for name, it in found.personal_data.shares.items()} == {
        "found": pytest.approx(2 / 3, abs=1e-4),
        "the very kinds, where found": 0.5,
        "false alarms": 0.5,
    }
    assert found.personal_data.by["found by kind"]["phone"].value == 0.5


def test_follow_ups_are_judged_by_the_last_turn() -> None:
    gold = gold_of(conversation("a"), conversation("b", needs_context=False))
    found = evaluated(
        gold, {"conversations/a": says("yes"), "conversations/b": says("no", "yes")}
    ).parts["report"]
    assert found.follow_ups is not None
    assert found.follow_ups.by["context"]["needs context"].whole["right"].value == 1.0
    assert found.follow_ups.by["context"]["stands alone"].whole["incomplete"].value == 1.0
    assert found.headlines["follow-ups right, short reply"].value == 1.0


def test_lengths_and_reading_ease_are_of_replies_that_answer() -> None:
    gold = gold_of(question("a"), question("b"))
    part = evaluated(
        gold,
        {
            "in_scope/a": says("The cat sat yes.", "The cat sat."),
            "in_scope/b": says("x" * 900, outcome="no_answer"),
        },
    ).parts["report"]
    assert (part.characters["whole"].most, part.characters["short"].most) == (16, 12)
    assert part.reading_ease_of_short is not None
    assert part.reading_ease_of_short.value == pytest.approx(119.19)


def test_wording_is_looked_at_in_every_reply() -> None:
    past = [{"n": 1, "status": "historical"}]
    bad = made_reply(id="emergencies/e", text="They tell.[1]", short="", citations=past)
    found = evaluated(gold_of(alarm("e", emergency=True)), {"emergencies/e": bad})
    doubts = found.parts["report"].wording.historical_as_present
    assert [(it.id, it.sentence) for it in doubts] == [("emergencies/e", "They tell.")]


def test_each_stage_costs_what_the_bot_says() -> None:
    gold = gold_of(question("a"), question("b"))
    found = evaluated(
        gold,
        {
            "in_scope/a": says("yes", milliseconds=10, stages={"encode": 7.0}),
            "in_scope/b": says("yes", milliseconds=20, stages={"encode": 9.0, "spell": 1.0}),
        },
    ).costs
    assert (found.reply.median, found.reply.most) == (15.0, 20.0)
    assert found.stages["encode"].median == 8.0
    assert found.stages["spell"].n == 1


def test_development_flatters_by_its_lead_over_report() -> None:
    gold = gold_of(question("a"), question("b"), question("d", "development"))
    found = evaluated(
        gold, {"in_scope/a": says("yes"), "in_scope/b": says("no"), "in_scope/d": says("yes")}
    )
    assert list(found.parts) == ["report", "development"]
    flattery = found.flattery["answers right, whole reply"]
    assert flattery.value == 0.5
    assert flattery.low < 0.5 < flattery.high


@pytest.mark.parametrize("field", ["ranking", "scope_margin", "stages", "left_out", "alarm"])
def test_a_field_that_no_reply_has_is_named_with_what_is_not_measured(field: str) -> None:
    lacking = made_reply(**{field: None})
    assert [it.split(":")[0] for it in missing_fields([lacking])] == [field]
    assert missing_fields([lacking, made_reply()]) == ()


def test_without_rankings_there_is_no_retrieval_rather_than_a_bad_one() -> None:
    found = evaluated(gold_of(question("a")), {"in_scope/a": says("yes", ranking=None)})
    assert found.parts["report"].retrieval == {}
    assert "a card that serves comes first" not in found.parts["report"].headlines


# What has to be beaten.


def test_a_baseline_is_compared_at_its_own_length() -> None:
    names = [f"q{n}" for n in range(12)]
    gold = gold_of(*(question(name) for name in names))
    # The bot says it at the 16th character, after a mark of three that does not count.
    replies = {f"in_scope/{name}": says("x" * 12 + "[1]yes") for name in names}
    longer, shorter = (dict.fromkeys(names, "n" * size) for size in (15, 14))
    found = evaluated(gold, replies, longer=longer, shorter=shorter).parts["report"].baselines
    long, short = (found[name] for name in ("longer", "shorter"))  # type: ignore[index]
    assert (long.whole_lead.value, short.whole_lead.value) == (1.0, 1.0)
    assert (long.whole_lead_at_its_length.value, long.is_beaten_whole) == (1.0, True)
    assert (short.whole_lead_at_its_length.value, short.is_beaten_whole) == (0.0, False)
    assert (long.characters.median, short.characters.median) == (15, 14)


def test_a_baseline_that_is_better_is_not_beaten() -> None:
    gold = gold_of(question("a"), question("b"))
    replies = {"in_scope/a": says("no"), "in_scope/b": says("yes")}
    found = evaluated(gold, replies, other={"a": "yes " * 200, "b": "z" * 599 + "yes"})
    (other,) = found.parts["report"].baselines.values()
    assert (other.whole.value, other.short.value) == (1.0, 0.5)
    assert (other.whole_lead.value, other.is_beaten_whole) == (-0.5, False)


# Evaluations beside each other.


def rated(right: int, wrong: int, name: str = "in_scope") -> Evaluation:
    """Return an evaluation of so many right and so many other replies, the right ones first."""
    names = [f"q{n:03}" for n in range(right + wrong)]
    gold = gold_of(*(question(it) for it in names))
    replies = {f"{name}/{it}": says("yes" if n < right else "no") for n, it in enumerate(names)}
    return evaluated(gold, replies)


def test_nothing_changed_and_nothing_fell() -> None:
    found = compare(rated(5, 5), rated(5, 5))
    assert (found.fallen, found.changed) == ((), ())
    assert found.shares["report: answers right, whole reply"].value == 0


def test_a_change_is_told_with_what_it_was_and_is() -> None:
    (change,) = compare(rated(5, 5), rated(6, 4)).changed
    assert (change.part, change.set, change.id) == ("report", "in_scope", "q005")
    assert (change.before["judged"], change.after["judged"]) == ("incomplete", "right")


def test_another_card_that_is_as_right_is_no_change() -> None:
    gold = gold_of(question("a"))
    before, after = (
        evaluated(gold, {"in_scope/a": says("yes", card=card)}) for card in ("one", "other")
    )
    assert compare(before, after).changed == ()


def test_a_loss_within_chance_does_not_fall_and_a_larger_one_does() -> None:
    # Of 100, four lost: .04 is within half of the interval, 1.96 * sqrt(5 - 16/102) / 102 = .0423;
    # five: .05 is beyond 1.96 * sqrt(6 - 25/102) / 102 = .0461.
    name = "report: answers right, whole reply"
    assert name not in compare(rated(80, 20), rated(76, 24)).fallen
    assert name in compare(rated(80, 20), rated(75, 25)).fallen
    assert compare(rated(75, 25), rated(80, 20)).fallen == ()


def test_only_questions_of_both_are_compared() -> None:
    found = compare(rated(4, 0), rated(3, 0))
    assert (found.only_before, found.only_after) == (("in_scope/q003",), ())
    assert found.shares["report: answers right, whole reply"].n == 3


def test_a_part_that_one_lacks_is_not_compared() -> None:
    gold = gold_of(question("a", "development"))
    found = compare(evaluated(gold, {"in_scope/a": says("yes")}), rated(1, 0))
    assert (found.shares, found.only_before, found.only_after) == ({}, (), ())


def test_a_record_reads_back_as_it_was_with_a_line_for_each_message(tmp_path: Path) -> None:
    evaluation = rated(2, 1)
    write_evaluation(evaluation, tmp_path / "results.json")
    text = (tmp_path / "results.json").read_text(encoding="utf-8")
    assert read_evaluation(tmp_path / "results.json") == evaluation
    assert re.search(r'^ +"q001": \{"outcome":"answer",.*"whole":true,.*\},$', text, re.MULTILINE)
    assert "may they tell" not in text


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_a_record_that_cannot_be_read_says_what_to_do(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "old.json").write_bytes(content)
    with pytest.raises(EvaluationError, match=r"old\.json: cannot be read.*--record"):
        read_evaluation(tmp_path / "old.json")


# What people look at.


def printed(evaluation: Evaluation, *others: Evaluation) -> str:
    console = Console(width=150, file=io.StringIO(), record=True)
    show(evaluation, console)
    for other in others:
        show_comparison(compare(other, evaluation), console)
    return console.export_text()


def test_the_tables_say_what_is_missing_what_is_not_beaten_and_what_fell() -> None:
    gold = gold_of(question("a"), refusal("r"), alarm("e", emergency=True), personal("p", "name"))
    replies = {
        "in_scope/a": says("yes", stages=None),
        "out_of_scope/r": says("no", outcome="no_answer", stages=None, scope_margin=-1),
        "emergencies/e": says("112", outcome="emergency", stages=None),
        "personal_data/p": says("x", outcome="personal_data", stages=None),
    }
    text = printed(evaluated(gold, replies, other={"a": "yes"}))
    assert "the replies lack stages: what each stage costs" in text
    assert re.search(r"answers right, whole reply +│ 1\.000 \[0\.20\d 1\.000\] of 1", text)
    assert re.search(r"│ other .*│ \+0\.000 \[-0\.653 \+0\.653\] +│ NO, NO +│", text)
    assert re.search(r"found by kind: danger-to-life +│ 1\.000", text)
    assert "0 sentences historical, but worded as present" in text
    assert "FELL" not in text
    fallen = printed(rated(0, 20), rated(20, 0))
    assert re.search(r"answers right, whole reply  FELL +│ -1\.000", fallen)
    assert "report in_scope/q000: judged right -> incomplete; whole True -> False" in fallen


def test_the_picture_has_curve_and_bars_and_is_the_same_every_time(tmp_path: Path) -> None:
    gold = gold_of(question("a"), refusal("r"))
    replies = {
        "in_scope/a": says("yes", scope_margin=1.0),
        "out_of_scope/r": says("no", outcome="no_answer", scope_margin=-1.0),
    }
    evaluation = evaluated(gold, replies, other={"a": "no"})
    draw(evaluation, tmp_path / "a.svg")
    draw(evaluation, tmp_path / "b.svg")
    picture = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert picture == (tmp_path / "b.svg").read_text(encoding="utf-8")
    for words in ("working point: 0.00 at 0.00", "the bot", "other", "short reply", "part report"):
        assert words in picture


def test_a_picture_without_a_curve_says_so(tmp_path: Path) -> None:
    draw(rated(1, 1), tmp_path / "a.svg")
    assert "no abstention curve" in (tmp_path / "a.svg").read_text(encoding="utf-8")


# The command, with the real bot on a small project.

ADDRESS = {
    "question": "will the surgery tell the office where i live",
    "must_mention": ["9 november 2018", "secret|confidential"],
    "must_not_say": ["they always tell"],
}


def write_gold(project: Project) -> None:
    """Give a project gold questions of its own."""
    asked = {
        "in_scope": [
            question("r1", **ADDRESS),
            question("r2", question="free help line", must_mention=["020 7946 0000"]),
            question("r3", question="no passport can i get a doctor", must_mention=["mars"]),
            question("d1", "development", **{**ADDRESS, "question": "is my address safe there"}),
        ],
        "out_of_scope": [
            msgspec.structs.replace(refusal("o1"), message="how do i bake bread"),
        ],
        "conversations": [
            msgspec.structs.replace(
                conversation("c1"), turns=(ADDRESS["question"], "and can they refuse it?")
            )
        ],
    }
    for name, its in asked.items():
        lines = b"\n".join(map(msgspec.json.encode, its))
        project.file(f"questions/{name}.jsonl").write_bytes(lines + b"\n")


@pytest.fixture(scope="module")
def asked_once(
    _built_once: Project, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Project, Evaluation]:
    folder = tmp_path_factory.mktemp("asked") / "project"
    shutil.copytree(_built_once.folder, folder)
    project = Project(folder)
    write_gold(project)
    return project, evaluate(project.config, no_bar)


@pytest.fixture
def asked(tmp_path: Path, asked_once: tuple[Project, Evaluation]) -> Project:
    """A small built project with gold questions, of one's own."""
    shutil.copytree(asked_once[0].folder, tmp_path / "project")
    return Project(tmp_path / "project")


def run(
    capsys: pytest.CaptureFixture[str], project: Project, *arguments: str
) -> tuple[int, str, str]:
    code = main(["evaluate", *arguments, "--config", str(project.config_file)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_real_bot_is_asked_judged_and_set_beside_baselines(
    asked_once: tuple[Project, Evaluation],
) -> None:
    project, found = asked_once
    records = found.records["report"]
    assert {qid: its["whole"] for qid, its in records["in_scope"].items()} == {
        "r1": True,
        "r2": True,
        "r3": False,
    }
    assert records["in_scope"]["r1"]["card"] == "gp-address"
    assert records["out_of_scope"]["o1"]["declined"] is True
    assert list(records["conversations"]) == ["c1"]
    assert found.records["development"]["in_scope"]["d1"]["whole"] is True
    assert set(found.parts["report"].baselines) >= {"BM25 alone", "three passages"}
    assert found.parts["report"].wording.historical_as_present == ()
    assert found.parts["report"].wording.unresolved == ()
    assert found.costs.reply.n == 6
    assert found.content == Library(project.config).content
    pyproject = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert found.version == pyproject["project"]["version"]


def test_the_command_records_compares_and_draws(
    capsys: pytest.CaptureFixture[str], asked: Project
) -> None:
    results = asked.file("questions/results.json")
    picture = asked.folder / "picture.svg"
    code, out, _ = run(capsys, asked, "--record", "--picture", str(picture), "--part", "report")
    assert code == 0
    assert "answers right, whole reply" in out
    assert "three passages" in out
    assert list(read_evaluation(results).parts) == ["report"]
    assert picture.read_text(encoding="utf-8").startswith("<?xml")

    code, out, err = run(capsys, asked, "--against", str(results), "--no-baselines", "--json")
    fields = json.loads(out)
    assert (code, fields["comparison"]["fallen"], fields["comparison"]["changed"]) == (0, [], [])
    assert fields["parts"]["report"]["baselines"] == {}
    assert "Asking the bot 6 ..." in err


def test_the_command_fails_where_a_number_fell_and_names_it(
    capsys: pytest.CaptureFixture[str], asked: Project, asked_once: tuple[Project, Evaluation]
) -> None:
    # As if all questions of a version before had been right, six times as many.
    before = asked_once[1]
    names = [f"r{n}" for n in range(1, 13)]
    lines = [question(name, **{**ADDRESS, "must_mention": ["mars"]}) for name in names]
    asked.file("questions/in_scope.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, lines)))
    right = before.records["report"]["in_scope"]["r1"]
    records = before.records | {
        "report": before.records["report"] | {"in_scope": dict.fromkeys(names, right)}
    }
    old = asked.folder / "old.json"
    write_evaluation(msgspec.structs.replace(before, records=records), old)
    code, out, err = run(capsys, asked, "--against", str(old), "--no-baselines")
    assert code == 7
    assert "error: fell: report: answers right, whole reply" in err
    assert "report in_scope/r1: judged right -> incomplete" in out


def test_a_record_to_compare_with_is_read_before_the_bot_is_asked(
    capsys: pytest.CaptureFixture[str], asked: Project
) -> None:
    code, out, err = run(capsys, asked, "--against", str(asked.folder / "none.json"))
    assert (code, out) == (2, "")
    assert "none.json: cannot be read" in err
    assert "Asking" not in err


def test_without_gold_questions_there_is_nothing_to_evaluate(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    code, _, err = run(capsys, built)
    assert code == 2
    assert "there are no gold questions" in err


def test_a_gold_line_that_cannot_be_read_is_an_error_of_the_knowledge(
    capsys: pytest.CaptureFixture[str], asked: Project
) -> None:
    asked.file("questions/in_scope.jsonl").write_text("{}\n", encoding="utf-8")
    code, _, err = run(capsys, asked)
    assert code == 1
    assert "in_scope.jsonl:1:" in err


@pytest.mark.parametrize("package", ["ir_measures", "scipy", "textstat"])
def test_a_package_that_is_missing_is_named_with_how_to_install_it(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    asked: Project,
    package: str,
) -> None:
    for name in [it for it in sys.modules if it.startswith("index.") and it != "index.__main__"]:
        if name.split(".")[1] in {
            *("evaluate", "evaluation", "comparison", "records", "measures", "baselines"),
            *("wording", "intervals", "evaluation_report", "retrieval", "readability"),
        }:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    code, _, err = run(capsys, asked)
    assert code == 2
    assert f"needs the package {package}, which is not installed" in err
    assert 'pip install -e ".[evaluate]"' in err
