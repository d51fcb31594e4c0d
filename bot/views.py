"""An Answer and the part of it that is open in, a Telegram message with its buttons out.

Knows Telegram's HTML and its limits, but nothing of the network: what is made here is sent
by others. Every block is whole: a text that is too long goes on on another page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from bot import texts
from bot.buttons import AskCard, ChooseLanguage, Sight, Tap, View, data_of
from bot.compose import Answer, Citation, Paragraph, Part
from bot.quoting import shown_words
from bot.receipts import unit_mark
from bot.render import standing
from bot.tongues import Tongue, speak
from index import Library, split_sentences, without_marks

# Telegram's limits of a message: its text without markup, counted in UTF-16.
LONGEST_MESSAGE = 4096
_LONGEST_PIECE = 3000
# A list of sources leaves room for its heading.
_LONGEST_LIST = 3900
# Sources of an answer shown at once, and buttons in a row of numbers: what fits an old phone.
_SOURCES_ON_A_PAGE = 8
_NUMBERS_IN_A_ROW = 4
_LANGUAGES_IN_A_ROW = 3
# Two buttons side by side, where both texts have at most so many characters.
_HALF_A_ROW = 22
_BEFORE, _NEXT = "‹", "›"


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what is pressed, or which address it opens."""

    text: str
    tap: Tap | None = None
    url: str | None = None

    @property
    def data(self) -> str | None:
        """Its callback data, at most 64 bytes; None where it opens an address."""
        return data_of(self.tap) if self.tap else None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Telegram takes it: HTML, and rows of buttons."""

    html: str
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that is shown, in the language of its frame.

    `notice` stands above everything; `details` are lines for caseworkers, below everything.
    """

    answer: Answer
    receipt: str | None
    nation: str | None = None
    notice: str = ""
    details: tuple[str, ...] = ()

    @property
    def tongue(self) -> Tongue:
        """The language of the frame."""
        return speak(self.answer.lang)

    def view(self, sight: Sight, number: int = 0, page: int = 0) -> View:
        """Return what a button stands for that opens this part of it."""
        if self.receipt is None:
            raise ValueError("an answer without a receipt has no parts to open")
        return View(sight, self.receipt, self.answer.lang, self.nation, number, page)


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a whole reply, behind a button of its own."""

    heading: str
    parts: tuple[Part, ...]


def answer_message(shown: Shown) -> Message:
    """Return an answer as it is first seen: verdict, short answer, notes, receipt, buttons."""
    answer, tongue = shown.answer, shown.tongue
    blocks = [_italic(shown.notice), _escaped(answer.preface)]
    blocks += [_bold(answer.verdict), _paragraphs(answer.parts[0].paragraphs)]
    if answer.suggestions:
        blocks.append(_listed(tongue(texts.CAN_ANSWER), answer.suggestions))
    if answer.outcome == "no_answer":
        blocks += [_part(part) for part in answer.parts[1:]]
    blocks.append("\n".join(_italic(note) for note in answer.notes))
    if shown.receipt:
        said = _escaped(tongue(texts.RECEIPT, receipt=shown.receipt))
        blocks.append(said.replace(shown.receipt, f"<code>{shown.receipt}</code>"))
    if shown.details:
        details = "\n".join(map(_escaped, shown.details))
        blocks.append(f"<blockquote expandable>{details}</blockquote>")
    return Message(_joined(blocks), _rows(shown))


def section_message(shown: Shown, number: int, page: int) -> Message:
    """Return one section of an answer; that of the answer itself where there is no such one."""
    sections = sections_of(shown.answer)
    if number >= len(sections):
        return answer_message(shown)
    section = sections[number]
    blocks = [_bold(section.heading)]
    for part in section.parts:
        title = part.heading if part.heading != section.heading else ""
        lines = [_paragraphs((paragraph,)) for paragraph in part.paragraphs]
        if title:
            lines = [f"{_bold(title)}\n{lines[0]}", *lines[1:]] if lines else [_bold(title)]
        blocks += ["\n".join(its) for its in _pages(lines, "\n", _LONGEST_PIECE)]
    pages = _pages(filter(None, blocks))
    page = min(page, len(pages) - 1)
    turning = _turning(shown, "section", number, page, len(pages))
    return Message("\n\n".join(pages[page]), (*turning, *_rows(shown, number), _back(shown)))


def sources_message(shown: Shown, page: int) -> Message:
    """Return a page of the sources of an answer, each with its passage behind a button."""
    tongue, pages = shown.tongue, _pages_of_sources(shown)
    if not pages:
        return answer_message(shown)
    page = min(page, len(pages) - 1)
    heading = tongue(texts.SOURCES) + (f" {page + 1}/{len(pages)}" if len(pages) > 1 else "")
    blocks = [_bold(heading), *(_source(citation, tongue) for citation in pages[page])]
    numbers = [Button(f"[{c.n}]", shown.view("passage", c.n)) for c in pages[page]]
    rows = [
        tuple(numbers[start : start + _NUMBERS_IN_A_ROW])
        for start in range(0, len(numbers), _NUMBERS_IN_A_ROW)
    ]
    turning = _turning(shown, "sources", 0, page, len(pages))
    return Message(_joined(blocks), (*rows, *turning, _back(shown)))


def passage_message(
    shown: Shown, number: int, page: int, library: Library, *, evidence: bool
) -> Message:
    """Return the passage that mark `number` cites, in the words of the index.

    Those of a publisher who does not allow more are cut, and its link leads to the rest.
    """
    citations, tongue = shown.answer.citations, shown.tongue
    if not 1 <= number <= len(citations):
        return sources_message(shown, 0)
    citation = citations[number - 1]
    source, passage = library.source(citation.source), library.passage(citation.address)
    words = shown_words(source, passage.text, shown.answer.quoted_words)
    pages = list(_pieces(without_marks(words)))
    page = min(page, len(pages) - 1)
    blocks = [
        _source(citation, tongue),
        f"<blockquote>{_escaped(pages[page])}</blockquote>",
        _link(citation.url) if citation.url else "",
    ]
    if evidence:
        blocks.append(_escaped(tongue(texts.EVIDENCE, evidence=citation.evidence)))
    neighbours = []
    if number > 1:
        text = f"{_BEFORE} {tongue(texts.PASSAGE, n=str(number - 1))}"
        neighbours.append(Button(text, shown.view("passage", number - 1)))
    if number < len(citations):
        text = f"{tongue(texts.PASSAGE, n=str(number + 1))} {_NEXT}"
        neighbours.append(Button(text, shown.view("passage", number + 1)))
    listed_on = next(n for n, its in enumerate(_pages_of_sources(shown)) if citation in its)
    sources = (Button(tongue(texts.SOURCES), shown.view("sources", page=listed_on)),)
    turning = _turning(shown, "passage", number, page, len(pages))
    rows = (*turning, tuple(neighbours), sources, _back(shown))
    return Message(_joined(blocks), tuple(row for row in rows if row))


def related_message(shown: Shown, related: Sequence[tuple[str, str]]) -> Message:
    """Return questions near that of an answer, as buttons; each is a card's id and question."""
    tongue = shown.tongue
    text = _listed(tongue(texts.RELATED_QUESTIONS), related)
    return Message(text, (*question_rows(related, tongue.lang), _back(shown)))


def question_rows(questions: Sequence[tuple[str, str]], lang: str) -> Rows:
    """Return a button for each question of a card; an old phone shows only its beginning."""
    return tuple(
        (Button(f"{n}. {question}", AskCard(unit_mark(card_id), lang)),)
        for n, (card_id, question) in enumerate(questions, start=1)
    )


def with_rows(message: Message, *rows: tuple[Button, ...]) -> Message:
    """Return a message with more rows of buttons below."""
    return replace(message, rows=(*message.rows, *rows))


def language_message(tongue: Tongue) -> Message:
    """Return the languages to choose from, each in its own letters."""
    buttons = [Button(name, ChooseLanguage(code)) for code, name in texts.OWN_NAMES.items()]
    rows = [
        tuple(buttons[start : start + _LANGUAGES_IN_A_ROW])
        for start in range(0, len(buttons), _LANGUAGES_IN_A_ROW)
    ]
    follow = (Button(tongue(texts.LANGUAGE_OF_MESSAGES), ChooseLanguage(None)),)
    return plain_message(tongue(texts.CHOOSE_LANGUAGE), *rows, follow)


def plain_message(text: str, *rows: tuple[Button, ...]) -> Message:
    """Return a message of the bot's own words."""
    return Message(_escaped(text), rows)


def sections_of(answer: Answer) -> list[Section]:
    """Return what is behind a button each: the sections of the card, whole, then what is beside.

    Those are the facts that were chosen, and the sentences of other cards and passages.
    """
    if answer.outcome == "no_answer":
        return []
    sections = [Section(part.heading, (part,)) for part in answer.sections]
    own = {section.heading for section in sections}
    more = speak(answer.lang)(texts.MORE_FROM_SOURCES)
    headings = [part.heading for part in answer.parts]
    start = headings.index(more) if more in headings else len(headings)
    sections += [
        Section(part.heading, (part,)) for part in answer.parts[1:start] if part.heading not in own
    ]
    if others := answer.parts[start + 1 :]:
        sections.append(Section(more, others))
    return sections


def visible_length(text: str) -> int:
    """Return how long Telegram counts a text in its HTML: without markup, in UTF-16."""
    return len(html.unescape(re.sub(r"<[^>]*>", "", text)).encode("utf-16-le")) // 2


def _rows(shown: Shown, open_section: int | None = None) -> Rows:
    """Return the buttons under an answer; the section that is open has none."""
    answer, tongue = shown.answer, shown.tongue
    if shown.receipt is None:
        return ()
    if answer.suggestions:
        questions = question_rows(answer.suggestions, tongue.lang)
        return (*questions, (Button(tongue(texts.SOURCES), shown.view("sources")),))
    buttons = [
        Button(section.heading, shown.view("section", number))
        for number, section in enumerate(sections_of(answer))
        if number != open_section
    ]
    if answer.citations:
        buttons.append(Button(tongue(texts.SOURCES), shown.view("sources")))
    if answer.card:
        buttons.append(Button(tongue(texts.RELATED), shown.view("related")))
    if answer.standing not in {"", "missing"}:
        english = replace(shown.view("answer"), lang="en")
        buttons.append(Button(texts.OWN_NAMES["en"], english))
    return tuple(_side_by_side(buttons))


def _side_by_side(buttons: Iterable[Button]) -> Iterator[tuple[Button, ...]]:
    """Give rows of one or two buttons, in their order."""
    waiting: Button | None = None
    for button in buttons:
        is_short = len(button.text) <= _HALF_A_ROW
        if waiting and is_short:
            yield (waiting, button)
            waiting = None
            continue
        if waiting:
            yield (waiting,)
        waiting = button if is_short else None
        if not is_short:
            yield (button,)
    if waiting:
        yield (waiting,)


def _back(shown: Shown) -> tuple[Button, ...]:
    return (Button(f"{_BEFORE} {shown.tongue(texts.BACK)}", shown.view("answer")),)


def _turning(shown: Shown, sight: Sight, number: int, page: int, pages: int) -> Rows:
    """Return the row that turns to the page before and the next one, if there are any."""
    row = []
    if page > 0:
        row.append(Button(f"{_BEFORE} {page}/{pages}", shown.view(sight, number, page - 1)))
    if page + 1 < pages:
        row.append(Button(f"{page + 2}/{pages} {_NEXT}", shown.view(sight, number, page + 1)))
    return (tuple(row),) if row else ()


def _pages(
    blocks: Iterable[str], between: str = "\n\n", longest: int = LONGEST_MESSAGE
) -> list[list[str]]:
    """Return blocks in pages of at most so many characters, none of the blocks cut."""
    pages: list[list[str]] = [[]]
    for block in blocks:
        if pages[-1] and visible_length(between.join((*pages[-1], block))) > longest:
            pages.append([])
        pages[-1].append(block)
    return pages


def _pages_of_sources(shown: Shown) -> list[tuple[Citation, ...]]:
    """Return the sources of an answer in pages: few enough for an old phone, and for Telegram."""
    pages: list[tuple[Citation, ...]] = []
    for citation in shown.answer.citations:
        now = pages[-1] if pages else ()
        length = visible_length("\n\n".join(_source(c, shown.tongue) for c in (*now, citation)))
        if not now or len(now) >= _SOURCES_ON_A_PAGE or length > _LONGEST_LIST:
            pages.append((citation,))
        else:
            pages[-1] = (*now, citation)
    return pages


def _pieces(text: str) -> Iterator[str]:
    """Give a passage in pieces of whole sentences that leave room for what stands around them.

    A sentence that is longer than that is cut between words, a word between letters.
    """
    whole = [sentence for sentence in split_sentences(text) if sentence]
    short = [
        part
        for sentence in whole
        for part in wrap(sentence, _LONGEST_PIECE // 2, break_on_hyphens=False)
    ]
    for its in _pages(map(_escaped, short), " ", _LONGEST_PIECE):
        yield html.unescape(" ".join(its))


def _joined(blocks: Iterable[str]) -> str:
    """Return blocks as one message, without the last ones where it would be too long."""
    return "\n\n".join(_pages(filter(None, blocks))[0])


def _part(part: Part) -> str:
    return "\n".join(filter(None, (_bold(part.heading), _paragraphs(part.paragraphs))))


def _paragraphs(paragraphs: Iterable[Paragraph]) -> str:
    return "\n".join(
        ("• " if paragraph.is_item else "") + _escaped(" ".join(map(str, paragraph.lines)))
        for paragraph in paragraphs
    )


def _listed(heading: str, questions: Sequence[tuple[str, str]]) -> str:
    lines = (f"{n}. {_escaped(question)}" for n, (_, question) in enumerate(questions, start=1))
    return "\n".join((_bold(heading), *lines))


def _source(citation: Citation, tongue: Tongue) -> str:
    """Return a source: publisher, title as a link if it has one, locator, and whether it holds."""
    publisher, title, locator = (
        _escaped(without_marks(words))
        for words in (citation.publisher, citation.title, citation.locator)
    )
    if citation.url:
        title = f'<a href="{html.escape(citation.url)}">{title}</a>'
    its = _escaped(standing(citation, tongue))
    if not citation.is_current:
        its = _bold_as(its)
    return f"[{citation.n}] {publisher}: {title}, {locator}\n{its}"


def _link(url: str) -> str:
    return f'<a href="{html.escape(url)}">{_escaped(url)}</a>'


def _bold(text: str) -> str:
    return _bold_as(_escaped(text)) if text else ""


def _bold_as(markup: str) -> str:
    return f"<b>{markup}</b>"


def _italic(text: str) -> str:
    return f"<i>{_escaped(text)}</i>" if text else ""


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
