"""index/learn.py"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

import numpy as np
import pytest
from conftest import Project, no_bar

from index import Encoder, Library, Searcher
from index.check import read_and_check
from index.learn import learn, messages_digest
from index.learned import Learned, Rules
from index.lexicon import learn_lexicon
from index.picker import FEATURES
from index.progress import Advance
from index.signals import CARD_SIGNALS
from index.store import Store, write_store
from index.supply import gather_vectors, texts_to_encode
from index.vectors import VectorIndex, save_vectors

# Questions of people, with the cards that serve and what a reply must mention.
ASKED: list[tuple[str, list[str], list[str]]] = [
    ("do they give my adress to immigration", ["gp-address"], ["secret", "9 november 2018"]),
    ("when did the agreement end", ["gp-address"], ["9 november 2018"]),
    ("can the surgery say no to a letter", ["gp-address"], ["refuse"]),
    ("what if i have no passport for the gp", ["register-without-papers"], ["no passport"]),
    ("no address, can i join", ["register-without-papers"], ["its own address"]),
    ("lawyer for free please", ["help-immigration-lawyer"], ["list of lawyers"]),
    ("number of somebody who helps", ["who-can-help-me-for-free"], ["020 7946 0000"]),
    ("is the call secret", ["who-can-help-me-for-free", "gp-address"], ["confidential"]),
    ("pay for emergency in scotland", [], ["nobody is asked"]),
]


def gold(n: int, question: str, cards: Sequence[str], must_mention: Sequence[str]) -> str:
    line: dict[str, Any] = {
        "id": f"q{n}", "part": "development", "question": question, "style": "plain",
        "topic": None, "time": None, "gist": "", "must_mention": must_mention,
        "must_not_say": [], "cards": cards, "sections": [], "partly": False,
    }  # fmt: skip
    return json.dumps(line)


def ask_for(project: Project, asked: Sequence[tuple[str, list[str], list[str]]]) -> None:
    lines = [gold(n, *its) for n, its in enumerate(asked)]
    project.file("questions/in_scope.jsonl").write_text("\n".join(lines), encoding="utf-8")


@contextmanager
def counting(counted: dict[str, int], words: str, _total: int) -> Iterator[Advance]:
    """Note how often a bar is told that something is done."""
    counted[words] = 0

    def advance(done: int) -> None:
        counted[words] += done

    yield advance


def learned_from(
    project: Project,
    encoder: Encoder,
    counted: dict[str, int] | None = None,
    rules: Rules | None = None,
    before: Learned | None = None,
) -> Learned:
    """Return what is learned from the knowledge of `project`, without publishing anything."""
    knowledge, problems = read_and_check(project.config.knowledge)
    assert problems == []
    texts = list(texts_to_encode(knowledge))
    rows = [text.row for text in texts]
    folder = project.folder
    for name in ("learn.sqlite", "learn.faiss"):
        (folder / name).unlink(missing_ok=True)
    write_store(folder / "learn.sqlite", knowledge, rows, learn_lexicon(knowledge))
    supply = gather_vectors(project.config, encoder, texts, no_bar)
    save_vectors(supply.vectors, folder / "learn.faiss")
    track = partial(counting, {} if counted is None else counted)
    messages = messages_digest(knowledge, encoder.fingerprint)
    with closing(Store(folder / "learn.sqlite")) as store:
        vectors = VectorIndex(folder / "learn.faiss")
        return learn(
            knowledge, rows, vectors, store, track, messages, rules, before, lambda _: None
        )[0]


def test_progress_is_told_once_for_each_example(built: Project, encoder: Encoder) -> None:
    counted: dict[str, int] = {}
    learned_from(built, encoder, counted)
    assert counted == {"Learning from examples": 16}


def test_rules_that_are_known_are_not_learned_again(built: Project, encoder: Encoder) -> None:
    """Nor is the kernel, where its lessons are the same; both come out as if they were."""
    ask_for(built, ASKED)
    learned = learned_from(built, encoder)
    counted: dict[str, int] = {}
    quick = learned_from(built, encoder, counted, learned.rules)
    assert counted == {}
    assert quick.rules is learned.rules
    kernels = [its.measures.kernel_weights for its in (quick, learned)]
    np.testing.assert_allclose(*kernels, atol=1e-5)
    same = learned_from(built, encoder, counted, learned.rules, learned)
    assert same.measures.kernel_weights is learned.measures.kernel_weights
    before = built.file("answers/gp-address.md").read_text("utf-8")
    built.replace("answers/gp-address.md", "also_asked:", 'also_asked:\n  - "who sees my street"')
    assert built.file("answers/gp-address.md").read_text("utf-8") != before
    other = learned_from(built, encoder, counted, learned.rules, learned)
    assert other.measures.kernel_weights is not learned.measures.kernel_weights
    assert counted == {}


def test_without_lookups_all_signals_and_sentences_weigh_alike(
    built: Project, encoder: Encoder
) -> None:
    learned = learned_from(built, encoder)
    np.testing.assert_array_equal(learned.rules.card_weights, np.ones(len(CARD_SIGNALS)))
    np.testing.assert_array_equal(learned.rules.picking.weights, np.zeros(len(FEATURES)))


def test_from_lookups_weights_are_learned(built: Project, encoder: Encoder) -> None:
    ask_for(built, ASKED)
    learned = learned_from(built, encoder)
    assert len(set(learned.rules.card_weights.tolist())) == len(CARD_SIGNALS)
    assert learned.rules.picking.weights.any()
    assert learned.rules.fitting.weights.any()
    assert np.isfinite(learned.rules.card_weights).all()


def test_the_same_knowledge_teaches_the_same(built: Project, encoder: Encoder) -> None:
    ask_for(built, ASKED)
    one, two = learned_from(built, encoder), learned_from(built, encoder)
    np.testing.assert_array_equal(one.rules.card_weights, two.rules.card_weights)
    np.testing.assert_array_equal(one.rules.picking.weights, two.rules.picking.weights)
    np.testing.assert_array_equal(one.measures.kernel_weights, two.measures.kernel_weights)
    assert one.rules.scope.english_least == two.rules.scope.english_least


def test_labels_are_scope_then_small_talk_then_the_cards(built: Project, encoder: Encoder) -> None:
    file = built.file("questions/scope.jsonl")
    line = file.read_text("utf-8").splitlines()[8]
    for kind, text in (("thanks", "thank you"), ("greeting", "hello"), ("thanks", "ty")):
        more = line.replace("how do i bake bread", text).replace('"chat"', f'"small-talk:{kind}"')
        file.write_text(file.read_text("utf-8").rstrip() + f"\n{more}\n", encoding="utf-8")
    learned = learned_from(built, encoder)
    cards = list(read_and_check(built.config.knowledge)[0].cards)
    assert learned.measures.labels == (
        "scope",
        "small-talk:greeting",
        "small-talk:thanks",
        *cards,
    )
    assert np.isfinite(learned.rules.small_talk)
    assert learned.measures.kernel_weights.shape == (16 + 16 + 3, 3 + len(cards))


def test_questions_learned_from_are_answered_with_what_they_must_mention(
    built: Project, encoder: Encoder
) -> None:
    before = Searcher.open(built.config)
    ask_for(built, ASKED)
    built.build(encoder)
    after = Searcher.open(built.config)

    def needed(searcher: Searcher) -> int:
        """Return how many of the first five sentences have something asked for, in all."""
        found = 0
        for question, _, must_mention in ASKED:
            picks = searcher.search(question).sentences[:5]
            texts = [searcher.library.quotables(p.unit)[p.position].text.lower() for p in picks]
            found += sum(any(words in text for text in texts) for words in must_mention)
        return found

    assert needed(after) > needed(before)
    for question, cards, _ in ASKED:
        if cards:
            assert after.search(question).cards[0].id in cards


@pytest.mark.parametrize(
    "asked",
    [
        [("do they give my adress to immigration", ["gp-address"], ["nothing says this"])],
        [("do they give my adress to immigration", [], [])],
        [("هل يعطون عنواني", ["gp-address"], ["secret"])],
        [("do they give my adress to immigration", ["gp-address"], [""])],
    ],
    ids=["mentioned nowhere", "nothing asked for", "not English", "empty entry"],
)
def test_one_lookup_of_any_form_is_learned_from(
    built: Project, encoder: Encoder, asked: list[tuple[str, list[str], list[str]]]
) -> None:
    ask_for(built, asked)
    built.build(encoder)
    found = Searcher.open(built.config).search("is my address safe")
    assert np.isfinite(found.scope_margin)
    assert np.isfinite([pick.chance for pick in found.sentences]).all()


def test_a_card_that_no_example_names_is_found_all_the_same(
    built: Project, encoder: Encoder
) -> None:
    assert "help-immigration-lawyer" not in built.file("questions/scope.jsonl").read_text("utf-8")
    found = Searcher(built.config, encoder, Library(built.config)).search("free lawyer")
    assert found.cards[0].id == "help-immigration-lawyer"


def test_one_card_and_one_way_of_asking_are_enough(project: Project, encoder: Encoder) -> None:
    for file in project.file("answers").iterdir():
        if file.stem != "gp-address":
            file.unlink()
    project.file("questions/scope.jsonl").unlink()
    text = project.file("answers/gp-address.md").read_text("utf-8")
    start, end = text.index("also_asked:"), text.index("topic:")
    project.file("answers/gp-address.md").write_text(
        f"{text[:start]}also_asked: []\n{text[end:]}", encoding="utf-8"
    )
    project.build(encoder)
    found = Searcher.open(project.config).search("does my doctor tell")
    assert [hit.id for hit in found.cards] == ["gp-address"]
    assert found.scope_margin >= 0
