"""In Telegram an answer in another language leads to its English, and back."""

from __future__ import annotations

import pytest
from telegram_fixtures import buttons, running_bot, telegram_project
from translated import translate

from bot.texts import OWN_NAMES
from index import Encoder


def test_english_opens_in_the_place_of_a_translation_and_leads_back(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> None:
    folder = tmp_path_factory.mktemp("translated") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    translate(project)
    project.build(encoder)
    with running_bot(project) as running:
        huda = running.server.person("Huda", language_code="ar")
        reply = running.server.wait_for_reply(huda.writes("الدكتور يخبر الهجرة وين ساكن؟"))
        assert "عنوانك سر" in reply["text"]
        assert OWN_NAMES["ar"] not in buttons(reply)
        huda.taps(reply, OWN_NAMES["en"])
        english = running.server.wait_for_edit(reply)
        assert "your address is secret" in english["text"]
        huda.taps(english, OWN_NAMES["ar"])
        assert "عنوانك سر" in running.server.wait_for_edit(english)["text"]
