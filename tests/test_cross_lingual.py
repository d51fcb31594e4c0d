"""index/cross_lingual.py: a small set of our own in the format of XQuAD."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import no_bar

from index import Encoder
from index.cross_lingual import cross_lingual
from index.errors import EvaluationError

CONTEXTS = [
    "A bakery opens at six in the morning and sells bread.",
    "The train to the coast leaves from platform four.",
    "Cats sleep for most of the day.",
]
QUESTIONS = {
    "en": ["When can I buy bread?", "Where does the train leave?", "How long do cats sleep?"],
    "es": ["¿Cuándo puedo comprar pan?", "¿De dónde sale el tren?", "¿Cuánto duermen los gatos?"],
}


def write(folder: Path, lang: str, questions: list[str]) -> Path:
    paragraphs = [
        {"context": context, "qas": [{"id": str(n), "question": question, "answers": []}]}
        for n, (context, question) in enumerate(zip(CONTEXTS, questions, strict=True))
    ]
    file = folder / f"xquad.{lang}.json"
    file.write_text(json.dumps({"version": "1", "data": [{"paragraphs": paragraphs}]}))
    return file


def test_each_language_is_measured_against_english_paragraphs(
    tmp_path: Path, encoder: Encoder
) -> None:
    for lang, questions in QUESTIONS.items():
        write(tmp_path, lang, questions)
    found = cross_lingual(tmp_path, encoder, no_bar)
    assert set(found) == {"en", "es"}
    assert [its.first.n for its in found.values()] == [3, 3]
    assert [its.first.value for its in found.values()] == [1, 1]
    assert found["es"].reciprocal_rank.value == 1


def test_questions_for_the_wrong_paragraphs_are_not_found_first(
    tmp_path: Path, encoder: Encoder
) -> None:
    write(tmp_path, "en", QUESTIONS["en"])
    write(tmp_path, "es", QUESTIONS["es"][::-1])
    found = cross_lingual(tmp_path, encoder, no_bar)["es"]
    # That of the middle one is right still.
    assert (round(found.first.value, 2), found.among_five.value) == (0.33, 1)


@pytest.mark.parametrize("text", ["", "{}", '{"data": [1]}', "not json"])
def test_file_of_another_form_is_refused(tmp_path: Path, encoder: Encoder, text: str) -> None:
    write(tmp_path, "en", QUESTIONS["en"])
    (tmp_path / "xquad.es.json").write_text(text)
    with pytest.raises(EvaluationError, match=r"xquad\.es\.json: cannot be read in the format"):
        cross_lingual(tmp_path, encoder, no_bar)


def test_without_the_english_set_there_is_nothing_to_find(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(EvaluationError, match=r"xquad\.en\.json"):
        cross_lingual(tmp_path, encoder, no_bar)
