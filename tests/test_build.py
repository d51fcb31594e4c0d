"""index/build.py and what it takes its vectors from, index/supply.py"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, sleep

import numpy as np
import pytest
from conftest import REPOSITORY, Project, no_bar

from bot.ask import ask
from index import BuildRejectedError, Encoder, KnowledgeInvalidError, Library, Searcher
from index.check import read_and_check
from index.supply import cache_misses, gather_vectors, refresh_cache, texts_to_encode
from index.vector_cache import load_cache, save_cache


class CountingEncoder:
    """The real encoder, with a list of the documents and questions it was given."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.fingerprint = encoder.name, encoder.fingerprint
        self.dimension = encoder.dimension
        self.texts: list[str] = []
        self._encoder = encoder

    def encode_queries(self, texts, advance=None):
        self.texts += texts
        return self._encoder.encode_queries(texts, advance)

    def encode_passages(self, texts, advance=None):
        self.texts += texts
        return self._encoder.encode_passages(texts, advance)


def test_nothing_changed_means_no_new_generation(built: Project, encoder: Encoder) -> None:
    before = Library(built.config).manifest
    report = built.build(encoder)
    assert (report.is_new, report.manifest) == (False, before)


def test_one_changed_sentence_encodes_it_and_its_section_alone(
    built: Project, encoder: Encoder
) -> None:
    built.replace("sources/helpline.md", "Calls are confidential.", "Nobody else hears the call.")
    counting = CountingEncoder(encoder)
    report = built.build(counting)
    assert report.encoded == 2
    assert counting.texts[:2] == [
        "free advice: The helpline gives free advice about seeing a doctor on 020 7946 0000."
        " Nobody else hears the call.",
        "free advice: Nobody else hears the call.",
    ]
    # What else is encoded are the questions that the new index must answer before it goes live.
    cards = read_and_check(built.config.knowledge)[0].cards.values()
    assert set(counting.texts[2:]) <= {card.question for card in cards}


def test_a_change_that_is_not_encoded_still_makes_a_new_generation(
    built: Project, encoder: Encoder
) -> None:
    built.replace("sources/helpline.md", "checked: 2026-11-21", "checked: 2026-11-20")
    report = built.build(encoder)
    assert (report.is_new, report.encoded) == (True, 0)
    assert Library(built.config).source("helpline").checked == "2026-11-20"


def test_the_same_knowledge_gives_the_same_vectors_however_they_were_had(
    project: Project, encoder: Encoder
) -> None:
    texts = list(texts_to_encode(read_and_check(project.config.knowledge)[0]))
    encoded = gather_vectors(project.config, encoder, texts, no_bar)
    knowledge = read_and_check(project.config.knowledge)[0]
    refresh_cache(project.config, encoder, knowledge, no_bar)
    cached = gather_vectors(project.config, encoder, texts, no_bar)
    project.build(encoder)
    live = gather_vectors(project.config, encoder, texts, no_bar)
    assert (encoded.encoded, cached.from_cache, live.from_live) == (78, 78, 78)
    np.testing.assert_array_equal(encoded.vectors, cached.vectors)
    np.testing.assert_array_equal(encoded.vectors, live.vectors)


def test_a_cache_of_other_vectors_is_refused_and_all_is_encoded(
    project: Project, encoder: Encoder
) -> None:
    knowledge = read_and_check(project.config.knowledge)[0]
    refresh_cache(project.config, encoder, knowledge, no_bar)
    folder = project.file("vectors")
    wrong = {d: np.roll(v, 1) for d, v in load_cache(folder, encoder.fingerprint).items()}
    save_cache(folder, encoder.fingerprint, wrong)
    report = project.build(encoder)
    assert (report.cache_refused, report.encoded, report.from_cache) == (True, 78, 0)


def test_a_cache_that_lacks_texts_is_extended_by_those(project: Project, encoder: Encoder) -> None:
    knowledge = read_and_check(project.config.knowledge)[0]
    refresh_cache(project.config, encoder, knowledge, no_bar)
    project.replace("sources/helpline.md", "Calls are confidential.", "Nobody hears the call.")
    texts = list(texts_to_encode(read_and_check(project.config.knowledge)[0]))
    (warning,) = cache_misses(project.config, encoder, texts)
    assert "2 texts" in warning.value
    assert not warning.is_error
    report = project.build(encoder)
    assert (report.encoded, report.from_cache) == (2, 76)


def test_the_shipped_vectors_cover_the_shipped_knowledge(encoder: Encoder) -> None:
    knowledge, _ = read_and_check(REPOSITORY / "knowledge")
    shipped = load_cache(REPOSITORY / "knowledge" / "vectors", encoder.fingerprint)
    missing = [t.text for t in texts_to_encode(knowledge) if t.row.digest not in shipped]
    assert missing == [], "run: python -m index build --save-vectors"


def test_shipped_vectors_are_those_of_the_encoder(encoder: Encoder) -> None:
    knowledge, _ = read_and_check(REPOSITORY / "knowledge")
    shipped = load_cache(REPOSITORY / "knowledge" / "vectors", encoder.fingerprint)
    for text in random.Random(4).sample(list(texts_to_encode(knowledge)), 60):
        encode = encoder.encode_queries if text.role == "query" else encoder.encode_passages
        assert float(encode([text.text])[0] @ shipped[text.row.digest]) > 0.9999


def test_knowledge_with_an_error_builds_nothing(built: Project, encoder: Encoder) -> None:
    before = Library(built.config).manifest.name
    built.replace("answers/gp-address.md", "#para-12]", "#para-99]")
    with pytest.raises(KnowledgeInvalidError, match="para-99"):
        built.build(encoder)
    assert Library(built.config).manifest.name == before
    assert [path.name for path in built.generations.iterdir()] == [before]


class WrongEncoder(CountingEncoder):
    """An encoder whose questions do not lead to what it encoded: a broken installation."""

    def encode_queries(self, texts, advance=None):
        vectors = self._encoder.encode_queries(texts, advance)
        return vectors if len(texts) > 1 else -vectors


def test_a_generation_that_does_not_find_its_own_questions_is_not_published(
    built: Project, encoder: Encoder
) -> None:
    before = Library(built.config).manifest.name
    with pytest.raises(BuildRejectedError, match="does not find its card"):
        built.build(WrongEncoder(encoder), force=True)
    assert Library(built.config).manifest.name == before
    assert [path.name for path in built.generations.iterdir()] == [before]


def test_a_reader_keeps_its_generation_while_another_goes_live(
    built: Project, encoder: Encoder
) -> None:
    searcher = Searcher.open(built.config)
    built.replace("answers/gp-address.md", 'verdict: "Not normally"', 'verdict: "No, never"')
    built.build(encoder)
    question = "Does my GP give my address to the Home Office?"
    assert ask(question, searcher, built.settings).answer.verdict == "Not normally"
    fresh = Searcher.open(built.config)
    assert ask(question, fresh, built.settings).answer.verdict == "No, never"


def start_build(project: Project, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "index", "build", "--config", str(project.config_file)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_killed_at_any_moment_a_reader_sees_the_old_or_the_new(
    built: Project, encoder: Encoder
) -> None:
    verdict, verdicts = "Not normally", {"Not normally"}
    started = perf_counter()
    start_build(built).communicate()
    whole = perf_counter() - started
    moments = random.Random(21)
    for n in range(8):
        built.replace("answers/gp-address.md", f'"{verdict}"', f'"No, never {n}"')
        verdict = f"No, never {n}"
        verdicts.add(verdict)
        process = start_build(built)
        sleep(moments.uniform(0.3, 1.1) * whole)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        library = Library(built.config)
        assert library.card("gp-address").verdict in verdicts
        assert len(Searcher.open(built.config).search("my address").cards) == 4
        library.close()
    assert built.build(encoder).manifest.name == Library(built.config).manifest.name
    assert Library(built.config).card("gp-address").verdict == verdict
    finished = {path.parent.name for path in built.generations.glob("*/manifest.json")}
    assert {path.name for path in built.generations.iterdir()} == finished


def files_at_most(size: int) -> Callable[[], None]:
    """Return what makes a process meet a full disk: no file of it may grow beyond `size` bytes."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [0, 10_000, 60_000])
def test_a_full_disk_is_said_in_one_sentence_and_the_old_index_stays(
    built: Project, size: int
) -> None:
    before = {p: p.read_bytes() for p in built.config.index_folder.rglob("*") if p.is_file()}
    built.replace("answers/gp-address.md", '"Not normally"', '"No, never"')
    process = start_build(built, preexec_fn=files_at_most(size))
    _, said = process.communicate()
    assert process.returncode == 6
    assert said.splitlines()[-1].startswith(b"error: ")
    assert b"Traceback" not in said
    after = {p: p.read_bytes() for p in built.config.index_folder.rglob("*") if p.is_file()}
    assert after == before


def test_a_folder_that_may_not_be_written_is_named(built: Project) -> None:
    built.configure('index = "var/index"', 'index = "/proc/no-index-here"')
    done = built.run("index", "build")
    assert done.returncode == 6
    assert b"/proc/no-index-here" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="gives up rights, so must have them")
def test_answering_needs_no_right_to_write(built: Project) -> None:
    for path in (*built.folder.rglob("*"), built.folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for folder in built.folder.parents[:4]:
        folder.chmod(folder.stat().st_mode | 0o055)
    script = (
        # Read from a file that another user may not see, the first time an archive is opened.
        "import encodings.cp437, os, sys\n"
        "from pathlib import Path\n"
        "from bot.ask import ask\n"
        "from bot.config import bot_settings\n"
        "from index import Library, Searcher, load_config, open_encoder\n"
        "config = load_config(Path(sys.argv[1]))\n"
        "encoder = open_encoder(config)\n"
        "os.setgid(65534)\n"
        "os.setuid(65534)\n"
        "searcher = Searcher(config, encoder, Library(config))\n"
        "question = 'Does my GP give my address to the Home Office?'\n"
        "print(ask(question, searcher, bot_settings(config)).text)\n"
        "print('may write:', os.access(config.index_folder, os.W_OK))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(built.config_file)],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert done.stdout.startswith(b"Not normally")
    assert done.stdout.endswith(b"may write: False\n")
