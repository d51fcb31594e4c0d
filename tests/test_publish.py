"""What is built, compared, made live and taken back: index/publish.py, impact.py, history.py"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from conftest import Project, no_bar

from index import (
    BuildRejectedError,
    Encoder,
    IndexNotBuiltError,
    Library,
    Searcher,
    generation_named,
)
from index.build import build
from index.config import PublishSettings
from index.errors import IndexDamagedError, PublicationRefusedError
from index.generations import Generations
from index.gold_records import outcomes_of
from index.history import Event, read_history, write_down
from index.impact import (
    CitationChange,
    Differences,
    GoldChange,
    Impact,
    Near,
    Share,
    measure_impact,
)
from index.impact_report import as_markdown
from index.progress import Advance
from index.publish import losses_beyond, publish, roll_back

QUESTION = {
    "id": "rep-001",
    "part": "report",
    "question": "Does my GP give my address to the Home Office?",
    "style": "plain",
    "topic": "home-office",
    "time": "now",
    "gist": "",
    "must_mention": ["secret"],
    "must_not_say": [],
    "cards": ["gp-address"],
    "sections": ["practice-guide#para-9"],
    "partly": False,
}
LIMITS = PublishSettings(
    answers=0.005, emergencies=0.0, language=0.03, cards=0, past_sentences=0, near_duplicates=0
)
NONE = Differences((), (), ())
NO_IMPACT = Impact(
    before="a",
    after="b",
    sources=NONE,
    passages=NONE,
    cards=NONE,
    citations=(),
    stale={},
    untold={},
    near=(),
    was_asked=True,
    gold=(),
    reworded=0,
    shares={},
    languages={},
)


@pytest.fixture
def asked(built: Project) -> Project:
    """The small project, built, with two gold questions of its own."""
    questions = [
        QUESTION,
        QUESTION
        | {
            "id": "rep-002",
            "question": "Can I register with a GP without papers?",
            "must_mention": ["passport"],
            "cards": ["register-without-papers"],
            "sections": [],
        },
    ]
    file = built.file("questions/in_scope.jsonl")
    file.write_text("".join(json.dumps(its) + "\n" for its in questions), encoding="utf-8")
    return built


def live(project: Project) -> str:
    return Generations(project.config.index_folder).live_name()


def events(project: Project) -> list[Event]:
    return read_history(project.config.index_folder, live(project))


def stage(project: Project, encoder: Encoder) -> str:
    return build(project.config, encoder, no_bar, stage=True).manifest.name


def reworded(project: Project, verdict: str) -> None:
    file = project.file("answers/gp-address.md")
    lines = file.read_text(encoding="utf-8").split("\n")
    changed = [f'verdict: "{verdict}"' if its.startswith("verdict:") else its for its in lines]
    file.write_text("\n".join(changed), encoding="utf-8")


HARMLESS = ("sources/helpline.md", "Calls are confidential.", "Nobody else hears the call.")
HARMFUL = ("answers/gp-address.md", "your address is secret like your illness.", "it is not given.")


def test_what_loses_nothing_is_published_with_its_reason(asked: Project, encoder: Encoder) -> None:
    before = live(asked)
    asked.replace(*HARMLESS)
    done = publish(asked.config, encoder, no_bar, reason="new  words of\nthe helpline")
    assert live(asked) == done.report.manifest.name != before
    last = events(asked)[-1]
    assert (last.kind, last.name, last.before) == ("publish", live(asked), before)
    assert (last.reason, last.accepted) == ("new words of the helpline", ())


def test_what_loses_an_answer_is_refused_and_waits(asked: Project, encoder: Encoder) -> None:
    before = live(asked)
    asked.replace(*HARMFUL)
    with pytest.raises(
        PublicationRefusedError, match=r"answers right, whole reply: 1\.000 to 0\.500"
    ):
        publish(asked.config, encoder, no_bar)
    assert live(asked) == before
    assert generation_named(asked.config, "next") != before
    assert [event.kind for event in events(asked)] == ["build"]


def test_a_loss_is_published_for_a_reason_which_the_history_keeps(
    asked: Project, encoder: Encoder
) -> None:
    asked.replace(*HARMFUL)
    done = publish(asked.config, encoder, no_bar, accept="the source was withdrawn")
    last = events(asked)[-1]
    assert last.reason == "the source was withdrawn"
    assert last.accepted == done.accepted
    assert any(its.startswith("answers right, whole reply") for its in done.accepted)


def test_what_was_looked_at_is_published_without_being_built_again(
    asked: Project, encoder: Encoder
) -> None:
    asked.replace(*HARMLESS)
    staged = stage(asked, encoder)
    assert stage(asked, encoder) == staged
    assert publish(asked.config, encoder, no_bar).report.manifest.name == staged
    assert Generations(asked.config.index_folder).staged_name() is None


def test_a_build_takes_over_what_was_looked_at(asked: Project, encoder: Encoder) -> None:
    asked.replace(*HARMLESS)
    staged = stage(asked, encoder)
    report = asked.build(encoder)
    assert (report.manifest.name, report.is_live, live(asked)) == (staged, True, staged)


def test_what_waits_answers_only_whoever_asks_for_it(asked: Project, encoder: Encoder) -> None:
    asked.replace("answers/gp-address.md", "Not normally", "Hardly ever")
    name = stage(asked, encoder)
    question = "Does my GP give my address to the Home Office?"
    plain = asked.run("bot", "ask", question)
    waiting = asked.run("bot", "ask", "--generation", "next", question)
    assert b"Not normally" in plain.stdout
    assert b"Hardly ever" in waiting.stdout
    assert asked.run("bot", "ask", "--generation", name, question).stdout == waiting.stdout


@pytest.mark.parametrize("name", ["next", "nothing-like-it", "../../etc", ""])
def test_a_generation_that_is_not_there_is_refused_with_those_that_are(
    built: Project, name: str
) -> None:
    with pytest.raises(IndexNotBuiltError, match=r"there are: next, 2|run: python -m index build"):
        generation_named(built.config, name)


def test_going_back_to_what_is_live_drops_what_was_looked_at(
    asked: Project, encoder: Encoder
) -> None:
    asked.replace(*HARMLESS)
    stage(asked, encoder)
    asked.replace(HARMLESS[0], HARMLESS[2], HARMLESS[1])
    done = publish(asked.config, encoder, no_bar)
    assert (done.impact, done.report.is_live, done.report.is_new) == (None, True, False)
    assert Generations(asked.config.index_folder).staged_name() is None


def test_the_first_publication_has_nothing_to_be_compared_with(
    project: Project, encoder: Encoder
) -> None:
    done = publish(project.config, encoder, no_bar, reason="first")
    assert (done.impact, live(project)) == (None, done.report.manifest.name)


def test_what_was_compared_with_another_generation_is_not_published(
    asked: Project, encoder: Encoder
) -> None:
    asked.replace(*HARMLESS)

    @contextmanager
    def meanwhile(words: str, _: int) -> Iterator[Advance]:
        if words.startswith("Asking"):
            # Another maintainer builds while the gold questions are asked.
            asked.replace("answers/gp-address.md", "Not normally", "Hardly ever")
            asked.build(encoder)
        yield lambda _: None

    with pytest.raises(PublicationRefusedError, match="while this one was compared"):
        publish(asked.config, encoder, meanwhile)
    assert [event.kind for event in events(asked)] == ["build", "build"]


def test_rolling_back_answers_as_before_at_once(asked: Project, encoder: Encoder) -> None:
    first = live(asked)
    asked.replace("answers/gp-address.md", "Not normally", "Hardly ever")
    asked.build(encoder)
    second = live(asked)
    assert roll_back(asked.config, reason="wrong verdict") == (second, first)
    library = Library(asked.config)
    assert (library.manifest.name, library.card("gp-address").verdict) == (first, "Not normally")
    library.close()
    last = events(asked)[-1]
    assert (last.kind, last.before, last.reason) == ("rollback", second, "wrong verdict")


def test_rolling_back_twice_goes_two_steps_and_no_further(asked: Project, encoder: Encoder) -> None:
    first = live(asked)
    for verdict in ("Hardly ever", "Seldom"):
        asked.replace("answers/gp-address.md", "verdict: ", f'verdict: "{verdict}" # ')
        asked.build(encoder)
    roll_back(asked.config)
    assert roll_back(asked.config)[1] == first
    with pytest.raises(IndexNotBuiltError, match="no earlier generation"):
        roll_back(asked.config)


def test_what_was_never_live_is_not_rolled_back_to(asked: Project, encoder: Encoder) -> None:
    first = live(asked)
    asked.replace(*HARMLESS)
    looked_at = stage(asked, encoder)
    asked.replace("answers/gp-address.md", "Not normally", "Hardly ever")
    asked.build(encoder)
    assert looked_at not in Generations(asked.config.index_folder).names()
    assert roll_back(asked.config)[1] == first


def test_the_way_back_leads_to_what_answered_before_and_never_to_what_was_wrong(
    asked: Project, encoder: Encoder
) -> None:
    asked.configure("generations_kept = 3", "generations_kept = 2")
    good = live(asked)
    reworded(asked, "Wrong")
    asked.build(encoder)
    wrong = live(asked)
    roll_back(asked.config)
    reworded(asked, "Put right")
    asked.build(encoder)
    # The good one answered last, so that it is kept, and gone back to, though the other is newer.
    assert Generations(asked.config.index_folder).names() == [good, live(asked)]
    assert wrong not in Generations(asked.config.index_folder).names()
    assert roll_back(asked.config)[1] == good


def test_what_never_answered_is_refused_by_name_too(asked: Project, encoder: Encoder) -> None:
    asked.replace(*HARMFUL)
    staged = stage(asked, encoder)
    with pytest.raises(IndexNotBuiltError, match="ever answered"):
        roll_back(asked.config, staged)


def test_what_was_only_looked_at_before_the_first_build_never_answered(
    project: Project, encoder: Encoder
) -> None:
    staged = stage(project, encoder)
    reworded(project, "Another")
    project.build(encoder)
    assert staged not in Generations(project.config.index_folder).names()
    with pytest.raises(IndexNotBuiltError, match="no earlier generation"):
        roll_back(project.config)


def test_a_rollback_does_not_wait_for_a_build(asked: Project, encoder: Encoder) -> None:
    first = live(asked)
    reworded(asked, "Wrong")
    asked.build(encoder)
    with Generations(asked.config.index_folder).lock():
        assert roll_back(asked.config)[1] == first


def test_a_build_does_not_take_over_from_a_rollback(asked: Project, encoder: Encoder) -> None:
    reworded(asked, "Wrong")
    asked.build(encoder)
    reworded(asked, "Wrong again")

    @contextmanager
    def meanwhile(words: str, _: int) -> Iterator[Advance]:
        if words.startswith("Checking the new"):
            roll_back(asked.config)
        yield lambda _: None

    with pytest.raises(BuildRejectedError, match="made live meanwhile"):
        build(asked.config, encoder, meanwhile)
    assert events(asked)[-1].kind == "rollback"


def test_what_cannot_be_compared_is_published_only_for_a_reason(
    asked: Project, encoder: Encoder
) -> None:
    (asked.generations / live(asked) / "knowledge.sqlite").write_bytes(b"damaged")
    reworded(asked, "Another")
    with pytest.raises(PublicationRefusedError, match="could not be compared"):
        publish(asked.config, encoder, no_bar)
    done = publish(asked.config, encoder, no_bar, accept="the disk failed")
    assert (done.impact, events(asked)[-1].reason) == (None, "the disk failed")


def test_a_damaged_generation_is_not_rolled_back_to(asked: Project, encoder: Encoder) -> None:
    first = live(asked)
    asked.build(encoder, force=True)
    second = live(asked)
    (asked.generations / first / "knowledge.sqlite").write_bytes(b"")
    with pytest.raises(IndexDamagedError):
        roll_back(asked.config)
    assert live(asked) == second


def test_what_waits_survives_the_pruning_of_what_was_live(asked: Project, encoder: Encoder) -> None:
    asked.configure("generations_kept = 3", "generations_kept = 1")
    asked.replace(*HARMLESS)
    staged = stage(asked, encoder)
    generations = Generations(asked.config.index_folder)
    generations.prune(1, generations.names())
    assert set(generations.names()) == {live(asked), staged}


def test_a_move_that_was_cut_off_is_told_and_never_happened(built: Project) -> None:
    folder, before = built.config.index_folder, live(built)
    write_down(folder, "publish", "20990101T000000000000-00000000", before, "cut off")
    assert [event.happened for event in events(built)] == [True, False]
    # The next event writes down that it did not.
    write_down(folder, "publish", before, before, "done")
    assert [event.happened for event in events(built)] == [True, False, True]


def test_a_history_that_cannot_be_read_is_told_with_its_line(built: Project) -> None:
    file = built.config.index_folder / "history.jsonl"
    file.write_bytes(file.read_bytes() + b"{\n")
    with pytest.raises(IndexDamagedError, match=r"history\.jsonl:2"):
        events(built)


def test_the_gold_questions_are_asked_once_of_each_generation(
    asked: Project, encoder: Encoder
) -> None:
    steps: list[int] = []

    @contextmanager
    def counting(_: str, total: int) -> Iterator[Advance]:
        steps.append(total)
        yield lambda _: None

    asked.replace(*HARMLESS)
    names = [live(asked), stage(asked, encoder)]
    first = outcomes_of(asked.config, names, counting)
    assert outcomes_of(asked.config, names, counting) == first
    assert steps == [4]
    asked.configure("longest_reply = 2600", "longest_reply = 2500")
    outcomes_of(asked.config, names[:1], counting)
    assert steps == [4, 2]


def test_no_reply_and_no_question_is_kept_of_those_asked(asked: Project) -> None:
    outcomes_of(asked.config, [live(asked)], no_bar)
    (file,) = (asked.config.index_folder / "outcomes").iterdir()
    kept = file.read_text(encoding="utf-8")
    assert "rep-001" in kept
    assert not any(words in kept for words in ("Home Office", "secret", "Not normally"))


def impact_of(project: Project, encoder: Encoder, *, ask_gold: bool = False) -> Impact:
    before = live(project)
    return measure_impact(
        project.config, before, stage(project, encoder), no_bar, ask_gold=ask_gold
    )


def test_impact_names_what_is_new_gone_and_changed(built: Project, encoder: Encoder) -> None:
    built.replace("sources/practice-guide.md", "in danger of death", "in mortal danger")
    built.file("sources/scottish-note.md").unlink()
    built.file("sources/added.md").write_text(
        built.file("sources/helpline.md")
        .read_text(encoding="utf-8")
        .replace("id: helpline", "id: added"),
        encoding="utf-8",
    )
    impact = impact_of(built, encoder)
    assert impact.sources == Differences(("added",), ("scottish-note",), ())
    assert impact.passages.changed == ("practice-guide#para-9",)
    assert impact.cards == NONE
    changed = {(its.what, its.card, its.address) for its in impact.citations}
    assert changed == {("changed", "gp-address", "practice-guide#para-9")}
    assert [(its.what, its.one, its.other) for its in impact.near] == [
        ("sections", "added#law", "helpline#law"),
        ("sections", "added#phone", "helpline#phone"),
    ]
    assert (impact.was_asked, impact.gold) == (False, ())


def test_impact_tells_citations_that_die_and_that_become_historical(
    built: Project, encoder: Encoder
) -> None:
    built.replace("sources/practice-guide.md", "status: current", "status: historical")
    built.replace("sources/old-agreement.md", "## Terms: ", "## Conditions: ")
    built.replace("answers/gp-address.md", "[old-agreement#terms]", "[old-agreement#conditions]")
    impact = impact_of(built, encoder)
    assert [(its.address, its.card) for its in impact.citations if its.what == "gone"] == [
        ("old-agreement#terms", "gp-address")
    ]
    historical = [its for its in impact.citations if its.what == "historical"]
    assert {its.address.partition("#")[0] for its in historical} == {"practice-guide"}
    # Nothing in "you need no passport" says that it is past.
    assert any(its.is_as_present and "no passport" in its.sentence for its in historical)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # The support that holds today was taken away; a new sentence has none.
        ("[practice-guide#para-9] An agreement", "[old-agreement#terms] An agreement"),
        (
            "[practice-guide#para-9] An agreement",
            "[practice-guide#para-9] It is shared.[old-agreement#terms] An agreement",
        ),
    ],
)
def test_a_sentence_that_comes_to_rest_on_the_past_is_told_whatever_changed(
    built: Project, encoder: Encoder, old: str, new: str
) -> None:
    built.replace("answers/gp-address.md", old, new)
    impact = impact_of(built, encoder)
    assert [its.what for its in impact.citations if its.is_as_present] == ["past"]
    assert any("worded as present: 1" in its for its in losses_beyond(impact, LIMITS))


def test_impact_tells_which_gold_question_was_lost(asked: Project, encoder: Encoder) -> None:
    asked.replace(*HARMFUL)
    impact = impact_of(asked, encoder, ask_gold=True)
    assert [(its.id, its.lost, its.won) for its in impact.gold] == [
        ("rep-001", ("whole", "short"), ())
    ]
    assert impact.shares["answers right, whole reply"] == Share(1.0, 0.5, 2)
    assert "| in\\_scope | rep-001 | whole, short |" in as_markdown(impact)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"shares": {"answers right, whole reply": Share(0.9, 0.894, 1000)}}, "answers right"),
        (
            {
                # As many were won elsewhere.
                "shares": {"emergencies found": Share(0.99, 0.99, 1000)},
                "gold": (GoldChange("emergencies", "e1", {}, {}, ("found",), ()),),
            },
            "emergencies found",
        ),
        ({"languages": {"ar": Share(0.96, 0.92, 48)}}, "ar, answers as in English"),
        ({"cards": Differences((), ("a",), ())}, "cards gone: 1"),
        ({"near": (Near("sections", "a", "b", 0.98),)}, "new near-duplicates: 1"),
        (
            {"citations": (CitationChange("historical", "a", "It holds.", "x#y", True),)},
            "worded as present: 1",
        ),
    ],
)
def test_each_loss_beyond_its_limit_is_told(change: dict[str, object], said: str) -> None:
    impact = msgspec.structs.replace(NO_IMPACT, **change)
    (loss,) = losses_beyond(impact, LIMITS)
    assert said in loss


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"shares": {"answers right, whole reply": Share(0.9, 0.895, 1000)}},
        {"shares": {"answers right, whole reply": Share(0.9, 0.95, 1000)}},
        {"languages": {"ar": Share(0.96, 0.94, 48)}},
        {"citations": (CitationChange("changed", "a", "It holds.", "x#y", False),)},
    ],
)
def test_what_stays_within_its_limit_is_no_loss(change: dict[str, object]) -> None:
    assert losses_beyond(msgspec.structs.replace(NO_IMPACT, **change), LIMITS) == ()


def test_words_of_documents_are_no_markup_of_the_report() -> None:
    sentence = "a | b <script>*x*</script> [y](z)"
    change = CitationChange("changed", "card", sentence, "x#y", False)
    report = as_markdown(msgspec.structs.replace(NO_IMPACT, citations=(change,)))
    assert "a \\| b \\<script\\>\\*x\\*\\</script\\> \\[y\\](z)" in report


def test_a_running_searcher_keeps_its_generation_while_another_is_published(
    asked: Project, encoder: Encoder
) -> None:
    searcher = Searcher.open(asked.config)
    before = searcher.library.manifest.name
    asked.replace("answers/gp-address.md", "Not normally", "Hardly ever")
    publish(asked.config, encoder, no_bar, accept="another verdict")
    assert searcher.search("does my gp give my address away").cards[0].id == "gp-address"
    assert searcher.library.manifest.name == before != live(asked)
    searcher.close()
