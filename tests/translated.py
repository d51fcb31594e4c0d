"""A card of the small project in another language, for the tests that need one."""

from __future__ import annotations

from conftest import Project

from index.check import read_and_check
from index.translations import english_digest

# A sentence stands on one line with what it cites.
# ruff: noqa: E501
ARABIC = """\
---
id: gp-address
lang: ar
english: "{english}"
question: "هل يعطي الـ GP عنواني للـ Home Office؟"
also_asked:
  - "الدكتور يخبر الهجرة وين ساكن؟"
  - "عنواني سر عند العيادة؟"
  - "el doctor ye3ti 3enwani lel hijra?"
verdict: "عادةً لا"
---

لا، عنوانك سر مثل مرضك.[practice-guide#para-9] اتفاق إعطاء العناوين انتهى في 9 نوفمبر 2018.[old-agreement#withdrawal-notice]

## What you can do
- اطلب من العيادة أن تسجل عنوانها بدل عنوانك.[practice-guide#section-3-1]

## Who can help
- خط المساعدة مجاني: 020 7946 0000.[helpline#phone]
"""
GLOSSARY = """\
names:
  - name: "GP"
    meaning: "the family doctor"
    gloss:
      ar: "طبيب العائلة"
  - name: "Home Office"
    meaning: "the interior ministry"
    gloss:
      ar: "وزارة الداخلية"
terms:
  - term: "register"
    meaning: "to be put on the list of patients"
    said:
      ar: "التسجيل"
"""


def translate(project: Project, text: str = ARABIC, card: str = "gp-address") -> None:
    """Write a translation of a card as it is now, and the glossary, into a project."""
    knowledge, _ = read_and_check(project.config.knowledge)
    digest = english_digest(knowledge.cards[card])
    folder = project.file("translations/ar")
    folder.mkdir(parents=True, exist_ok=True)
    text = text.replace("{english}", digest)
    (folder / f"{card}.md").write_text(text, encoding="utf-8")
    project.file("translations/glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
