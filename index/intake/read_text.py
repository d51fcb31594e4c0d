"""The bytes of a text file in, its blocks out: plain text, or Markdown."""

from __future__ import annotations

from dataclasses import replace

from index.errors import SourceUnreadableError
from index.intake.decoding import decoded
from index.intake.documents import Document
from index.intake.plain_text import pieces_of_lines
from index.intake.read_markdown import is_markdown, read_markdown
from index.intake.stated_dates import dates_of_lines

# As many as a text of the greatest length has where its lines are wrapped to a page's width.
_MOST_LINES = 50_000
# A hundred times the longest paragraph of our sources.
_LONGEST_LINE = 100_000


def read_text(data: bytes, name: str, charset: str = "") -> Document:
    """Return what a text file says; Markdown where its name or its form tells so.

    Raises:
        SourceUnreadableError: it is no text, holds no words, is too long, or nested too deeply.
    """
    text = decoded(data, name, charset)
    lines = text.split("\n")
    if len(lines) > _MOST_LINES:
        raise SourceUnreadableError(
            f"{name}: {len(lines):,} lines, of at most {_MOST_LINES:,}; give the part you need"
        )
    longest = max(map(len, lines))
    if longest > _LONGEST_LINE:
        raise SourceUnreadableError(
            f"{name}: a line of {longest:,} characters, of at most {_LONGEST_LINE:,}; break it into"
            " paragraphs"
        )
    if is_markdown(text, name):
        document = read_markdown(text, name)
    else:
        document = Document(pieces_of_lines(lines))
    if not document.pieces:
        raise SourceUnreadableError(f"{name}: holds no words; is it the right file?")
    dates = dates_of_lines([piece.text for piece in document.pieces])
    its, first = document.metadata, document.pieces[0]
    metadata = replace(
        its,
        title=its.title or (first.text if first.kind == "heading" else ""),
        published=its.published or dates.published,
        updated=its.updated or dates.updated,
    )
    return replace(document, metadata=metadata)
