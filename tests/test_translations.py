"""index/translations.py, index/translation_files.py and index/translation_check.py"""

from __future__ import annotations

from datetime import date

import pytest
from conftest import REPOSITORY, Project
from translated import ARABIC, translate

from index.check import find_doubts, read_and_check
from index.passages import LANGUAGES, Problem
from index.translation_files import as_file
from index.translations import translated_sentences

FILE = "translations/ar/gp-address.md"


def problems(project: Project) -> list[Problem]:
    return read_and_check(project.config.knowledge)[1]


def doubts(project: Project) -> list[Problem]:
    folder = project.config.knowledge
    knowledge, _ = read_and_check(folder)
    found = find_doubts(knowledge, folder, date(2026, 11, 22), 10_000)
    return [its for its in found if "translations" in its.file]


def test_translation_is_read_with_its_sentences_where_the_english_has_them(
    project: Project,
) -> None:
    translate(project)
    knowledge, found = read_and_check(project.config.knowledge)
    assert found == []
    its = knowledge.translations["ar"]["gp-address"]
    card = knowledge.cards["gp-address"]
    assert (its.lang, its.verdict, its.checked_by) == ("ar", "عادةً لا", "")
    assert len(its.questions) == 4
    english = [s for block in card.blocks for s in block.sentences]
    for place, said in translated_sentences(card, its).items():
        assert said.citations == english[place].citations
    assert sorted(translated_sentences(card, its)) == [0, 1, 6, 7]
    assert knowledge.glosses == {"ar": {"GP": "طبيب العائلة", "Home Office": "وزارة الداخلية"}}


def test_file_that_is_written_is_the_one_that_was_read(project: Project) -> None:
    translate(project)
    knowledge, _ = read_and_check(project.config.knowledge)
    text = as_file(knowledge.translations["ar"]["gp-address"], knowledge.cards["gp-address"])
    assert text == project.file(FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "value", "remedy"),
    [
        ("020 7946 0000", "020 7946 0001", "020 7946 0001", "other figures than in English"),
        ("9 نوفمبر 2018", "9 نوفمبر 2017", "2017", "other figures than in English (2017, 2018)"),
        ("[helpline#phone]", "[practice-guide#para-9]", "خط", "cites: [helpline#phone]"),
        ("Home Office؟", "وزارة؟", "هل يعطي", "keep the names in English: Home Office"),
        ("لا، عنوانك سر مثل مرضك.[practice-guide#para-9] ", "", "اتفاق", "2 sentences in English"),
        ("[practice-guide#para-9] اتفاق", " اتفاق", "لا، عنوانك", "2 sentences in English and 1"),
        ("[helpline#phone]", "[helpline#phone] نعم", "نعم", "end every sentence"),
        ('\n  - "عنواني سر عند العيادة؟"', "", "also_asked", "3 ways of asking or more"),
        ("عنواني سر عند العيادة؟", "الدكتور يخبر الهجرة وين ساكن؟", "الدكتور", "stands twice"),
        ("el doctor ye3ti 3enwani lel hijra?", "يعطي عنواني؟", "also_asked", "in Latin letters"),
        ("## Who can help", "## Wer hilft", "Wer hilft", "## What you can do and ## Who can help"),
        ("lang: ar", "lang: fa", "fa", "the lang is that of the file's place: ar"),
        ("id: gp-address", "id: gp", "gp", "the id is that of the file's place"),
        ('verdict: "عادةً لا"\n', "", "verdict", "mend the front matter"),
        ("verdict:", "mood: sad\nverdict:", "mood", "mend the front matter"),
        ('verdict: "', "verdict: [", "", "mend the front matter"),
        ("عادةً", "عاد\x07ةً", "U+0007", "take the control character out"),
        ("---\nid", "id", "id: gp-address", "front matter between two --- lines"),
    ],
)
def test_what_does_not_fit_the_english_is_an_error(
    project: Project, old: str, new: str, value: str, remedy: str
) -> None:
    translate(project)
    project.replace(FILE, old, new)
    found = problems(project)
    assert {its.file for its in found} == {f"knowledge/{FILE}"}
    assert any(value in its.value and remedy in its.remedy and its.is_error for its in found)


def test_times_and_months_may_be_written_otherwise(project: Project) -> None:
    project.replace("answers/gp-address.md", "020 7946 0000", "from 9am to 5.30pm in May")
    for said in ("من 9:00 إلى 17:30 في 5", "من 09:00 إلى 17:30 في مايو", "9 - 5.30 مايو"):
        translate(project, ARABIC.replace("020 7946 0000", said))
        wrong = problems(project)
        # Both changes in one sentence are more than is looked for.
        assert (wrong == []) == (said != "من 9:00 إلى 17:30 في 5")


def test_unknown_language_and_unknown_card_are_errors(project: Project) -> None:
    translate(project)
    project.file("translations/xx").mkdir()
    project.file(FILE).rename(project.file("translations/ar/no-card.md"))
    project.replace("translations/ar/no-card.md", "id: gp-address", "id: no-card")
    assert [(its.value, its.is_error) for its in problems(project)] == [
        ("no-card", True),
        ("xx", True),
    ]


def test_glossary_of_another_form_is_an_error(project: Project) -> None:
    translate(project)
    project.replace("translations/glossary.yaml", "    gloss:", "    glos:")
    [found] = problems(project)
    assert found.file == "knowledge/translations/glossary.yaml"
    assert "glos" in found.value


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ask the practice", "You could ask the practice"),
        ('verdict: "Not normally"', 'verdict: "Rarely"'),
        ("The helpline is free: 020 7946 0000.[helpline#phone]", "Ask.[practice-guide#para-9]"),
        ("- Ask the practice", "- Ask them.[practice-guide#para-9] Ask the practice"),
    ],
)
def test_english_that_changes_makes_its_translation_stale(
    project: Project, old: str, new: str
) -> None:
    translate(project)
    assert [its.value for its in doubts(project)] == sorted(
        its.stem for its in project.file("answers").iterdir() if its.stem != "gp-address"
    )
    project.replace("answers/gp-address.md", old, new)
    assert problems(project) == []
    stale = [its for its in doubts(project) if its.value == "gp-address"]
    assert [(its.file, its.is_error) for its in stale] == [(f"knowledge/{FILE}", False)]
    assert "--current ar gp-address" in stale[0].remedy


@pytest.mark.parametrize("part", ["also_asked", "When it can happen"])
def test_english_that_is_not_translated_may_change(project: Project, part: str) -> None:
    translate(project)
    old = {"also_asked": "can they find me", "When it can happen": "An office may ask"}[part]
    project.replace("answers/gp-address.md", old, "Now and then: " + old)
    assert [its.value for its in doubts(project) if its.value == "gp-address"] == []


def test_stale_translation_that_cites_what_is_gone_is_an_error(project: Project) -> None:
    translate(project)
    project.replace("answers/gp-address.md", "[practice-guide#section-3-1]", "[helpline#phone]")
    assert problems(project) == []
    project.replace("sources/practice-guide.md", "## Section 3(1)", "## Section 3(2)")
    wrong = [(its.file, its.value) for its in problems(project)]
    assert (f"knowledge/{FILE}", "practice-guide#section-3-1") in wrong


def test_every_card_is_translated_into_every_language() -> None:
    knowledge, found = read_and_check(REPOSITORY / "knowledge")
    assert found == []
    assert tuple(sorted(knowledge.translations)) == LANGUAGES
    for lang, translations in knowledge.translations.items():
        assert translations.keys() == knowledge.cards.keys(), lang
        assert len(knowledge.glosses[lang]) > 40
