"""The bytes of a PDF in, a Document out: its paragraphs in reading order, with their pages.

Only the words of its pages are read. Scripts, links and files inside it are never looked at.
"""

from __future__ import annotations

from contextlib import suppress

import pypdfium2
import pypdfium2.raw as pdfium

from index.errors import SourceUnreadableError
from index.intake.documents import Document, LeftOut
from index.intake.pdf_lines import Line, read_lines
from index.intake.pdf_metadata import read_metadata
from index.intake.pdf_pages import (
    body_size,
    leave_out_contents,
    leave_out_footnotes,
    leave_out_running_lines,
)
from index.intake.pdf_paragraphs import read_pieces
from index.intake.pdf_words import PageWords, clean, read_words

# More than a thousand pages are a collection, not a document; a full page has 3,000 characters.
MOST_PAGES = 1_000
MOST_CHARACTERS = 3_000_000
# ISO 32000, annex H: the mark of a PDF stands among its first 1,024 bytes, that of its end among
# its last.
_REACH_OF_MARKS = 1_024
# One letter in ten of unknown meaning makes a text unreadable.
_MOST_UNKNOWN = 0.1


def read_pdf(data: bytes, name: str) -> Document:
    """Return what the PDF `data` holds; `name` is what messages call it.

    Headers and footers of pages, footnotes, a table of contents, sideways words and pages
    without words are left out and told.

    Raises:
        SourceUnreadableError: it is no PDF, is damaged, is locked by a password, has no words,
            too many pages or too many characters.
    """
    if b"%PDF-" not in data[:_REACH_OF_MARKS]:
        raise SourceUnreadableError(f"{name}: is not a PDF; give the file its right ending")
    if b"%%EOF" not in data[-_REACH_OF_MARKS:]:
        raise SourceUnreadableError(f"{name}: is cut short; fetch it again")
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            pages = _read_pages(pdf, name)
            info = _info(pdf)
            is_form = pdf.get_formtype() == pdfium.FORMTYPE_XFA_FULL
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            problem = "is locked by a password; save it without one"
        else:
            problem = "is damaged; fetch it again, or print it to a new PDF"
        raise SourceUnreadableError(f"{name}: {problem}") from error
    texts = [" ".join(word.text for word in page.words) for page in pages]
    _refuse_without_words(pages, texts, name, is_form=is_form)
    return _document(pages, info)


def _info(pdf: pypdfium2.PdfDocument) -> dict[str, str]:
    """Return what the file says of itself; what is no text there is not told."""
    found: dict[str, str] = {}
    for key in ("Title", "Author", "CreationDate"):
        with suppress(UnicodeDecodeError):
            found[key] = clean(pdf.get_metadata_value(key))
    return found


def _read_pages(pdf: pypdfium2.PdfDocument, name: str) -> list[PageWords]:
    if len(pdf) > MOST_PAGES:
        raise SourceUnreadableError(
            f"{name}: has {len(pdf):,} pages, and at most {MOST_PAGES:,} are read;"
            " save the part that is needed as a file of its own"
        )
    pages: list[PageWords] = []
    characters = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise SourceUnreadableError(
                f"{name}: page {number + 1} is damaged; fetch it again, or print it to a new PDF"
            ) from error
        characters += text_page.count_chars()
        if characters > MOST_CHARACTERS:
            raise SourceUnreadableError(
                f"{name}: has more than {MOST_CHARACTERS:,} characters;"
                " save the part that is needed as a file of its own"
            )
        pages.append(read_words(page, text_page))
        text_page.close()
        page.close()
    return pages


def _refuse_without_words(
    pages: list[PageWords], texts: list[str], name: str, *, is_form: bool
) -> None:
    letters = sum(page.letters for page in pages)
    if is_form or (len(pages) < 3 and texts and texts[0].startswith("Please wait...")):
        raise SourceUnreadableError(
            f"{name}: is a form that only Adobe Reader can draw; print it to a new PDF there"
        )
    if not any(texts):
        raise SourceUnreadableError(
            f"{name}: holds pictures only; have its text recognised (OCR) first"
        )
    if sum(page.unknown for page in pages) > _MOST_UNKNOWN * letters:
        raise SourceUnreadableError(
            f"{name}: does not tell what its letters are; have its text recognised (OCR) first"
        )


def _document(pages: list[PageWords], info: dict[str, str]) -> Document:
    lines: list[Line] = []
    left_out: list[LeftOut] = []
    for number, page in enumerate(pages, start=1):
        lines += read_lines(page.words, number)
        apart = {"sideways words": page.sideways, "words out of sight": page.unseen}
        left_out += [LeftOut(what, text) for what, text in apart.items() if text]
        if not page.words:
            left_out.append(LeftOut("page without words", f"Page {number}"))
    # Dates stand on the title page or behind it, or on the last page or before it.
    dated = {1, 2, len(pages) - 1, len(pages)}
    stated = [line.text for line in lines if line.page in dated]
    size = body_size(lines)
    lines, running = leave_out_running_lines(lines, size)
    lines, notes = leave_out_footnotes(lines, size)
    lines, contents = leave_out_contents(lines)
    marks = [mark for line in lines for mark in line.marks]
    if marks:
        left_out.append(LeftOut("footnote marks", " ".join(marks)))
    pieces = tuple(read_pieces(lines, size))
    return Document(
        pieces,
        read_metadata(info, pieces, stated),
        (*left_out, *running, *notes, *contents),
    )
