"""What a document costs on its way in: a PDF of forty pages, read, added, built, rolled back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from pdf_documents import numbered_guidance

from index import load_config, open_encoder
from index.add import Request, add
from index.build import build
from index.intake.extract import extract
from index.intake.fetch import read_file
from index.progress import track
from index.publish import roll_back

_PAGES = 40
_FIELDS = {"id": "benchmark", "publisher": "Northshire Practice Board", "kind": "charity"}


def document_rows(config_file: Path) -> Iterator[Sequence[str]]:
    """Give rows for a document added to a project that is built, and taken out of it again."""
    config = load_config(config_file)
    encoder = open_encoder(config)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "guidance.pdf"
        file.write_bytes(numbered_guidance(_PAGES)[0])
        reading = _seconds(lambda: extract(read_file(file), 60))
        request = Request(str(file), _FIELDS, patience_seconds=60)
        today = datetime.now(UTC).date()
        adding = _seconds(lambda: add(config, request, today, lambda fields, _: dict(fields)))
    yield f"reading a PDF of {_PAGES} pages", f"{reading:.2f} s", "", "", ""
    beside = f"{adding - reading:.2f} s beside"
    yield "adding it", f"{adding:.2f} s", f"{reading:.2f} s", beside, "5 s beside reading"
    started = perf_counter()
    report = build(config, encoder, track)
    building = perf_counter() - started
    yield "build after it", f"{building:.1f} s, {report.encoded} encoded", "", "", ""
    rolling = _seconds(lambda: roll_back(config))
    yield "rollback", f"{rolling:.2f} s", "", "", ""
    (config.knowledge / "sources" / f"{_FIELDS['id']}.md").unlink()


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started
