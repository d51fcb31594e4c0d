"""An Impact in, tables for a terminal and a Markdown report for a pull request out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.impact import Differences, GoldChange, Impact

# Rows of a table on the terminal; the Markdown report has them all.
_MOST_ROWS = 20
_SIGNS = {"new": "+", "gone": "-", "changed": "~"}


@dataclass(frozen=True, slots=True)
class _Section:
    """One table of the report: its title, its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def show_impact(impact: Impact, console: Console) -> None:
    """Print what a publication would change, table after table."""
    console.print(f"from {impact.before}\nto   {impact.after}", highlight=False)
    for section in _sections(impact):
        table = Table(*section.columns, title=section.title, title_justify="left")
        for row in section.rows[:_MOST_ROWS]:
            # Words of documents are no markup of ours.
            table.add_row(*map(Text, row))
        console.print(table)
        more = len(section.rows) - _MOST_ROWS
        if more > 0:
            console.print(f"  and {more} more; all of them: --markdown FILE", highlight=False)
    console.print(_summary(impact), highlight=False)


def as_markdown(impact: Impact) -> str:
    """Return the report as Markdown, whole."""
    blocks = [
        "# What this change does to the answers",
        f"From `{impact.before}` to `{impact.after}`.",
        _summary(impact),
    ]
    for section in _sections(impact):
        lines = [
            f"| {' | '.join(section.columns)} |",
            f"|{'---|' * len(section.columns)}",
            *(f"| {' | '.join(map(_cell, row))} |" for row in section.rows),
        ]
        blocks += [f"## {section.title} ({len(section.rows)})", "\n".join(lines)]
    return "\n\n".join(blocks) + "\n"


def _summary(impact: Impact) -> str:
    parts = [
        f"{name}: {_counted(its)}"
        for name, its in (
            ("sources", impact.sources),
            ("sections", impact.passages),
            ("cards", impact.cards),
        )
    ]
    if impact.was_asked:
        lost = sum(bool(its.lost) for its in impact.gold)
        won = sum(bool(its.won) and not its.lost for its in impact.gold)
        parts.append(
            f"gold questions: {lost} lost, {won} won, {len(impact.gold) - lost - won} with another"
            f" card or outcome, {impact.reworded} with other words only"
        )
    else:
        parts.append("gold questions: not asked")
    return "; ".join(parts)


def _counted(differences: Differences) -> str:
    counts = (
        f"{len(its)} {name}"
        for name in ("new", "changed", "gone")
        if (its := getattr(differences, name))
    )
    return ", ".join(counts) or "no change"


def _sections(impact: Impact) -> Iterator[_Section]:
    """Give the tables that have rows, in the order in which one would look at them."""
    every = (
        _Section(
            "Shares of the gold questions",
            ("what", "before", "after", "lost", "questions"),
            tuple(_share_rows(impact)),
        ),
        _Section(
            "Languages: same answer as in English, or in the language at all",
            ("language", "before", "after", "lost", "questions"),
            tuple(
                (lang, f"{its.before:.3f}", f"{its.after:.3f}", f"{its.lost:+.3f}", str(its.n))
                for lang, its in impact.languages.items()
                if its.lost
            ),
        ),
        _Section(
            "Gold questions answered in another way",
            ("set", "question", "lost", "won", "before", "after"),
            tuple(map(_gold_row, impact.gold)),
        ),
        _Section(
            "Citations of cards",
            ("what", "card", "section", "sentence"),
            tuple(
                (
                    f"{its.what}, worded as present" if its.is_as_present else its.what,
                    its.card,
                    its.address,
                    its.sentence,
                )
                for its in impact.citations
            ),
        ),
        _Section("Cards", ("", "card"), _difference_rows(impact.cards)),
        _Section("Sources", ("", "source"), _difference_rows(impact.sources)),
        _Section("Sections", ("", "section"), _difference_rows(impact.passages)),
        _Section(
            "Translations now older than their English",
            ("language", "cards"),
            tuple((lang, ", ".join(cards)) for lang, cards in impact.stale.items()),
        ),
        _Section(
            "Translations that are gone",
            ("language", "cards"),
            tuple((lang, ", ".join(cards)) for lang, cards in impact.untold.items()),
        ),
        _Section(
            "Near-duplicates that were none",
            ("what", "one", "other", "cosine"),
            tuple((its.what, its.one, its.other, f"{its.cosine:.3f}") for its in impact.near),
        ),
    )
    yield from (section for section in every if section.rows)


def _share_rows(impact: Impact) -> Iterator[tuple[str, ...]]:
    for name, its in impact.shares.items():
        yield name, f"{its.before:.3f}", f"{its.after:.3f}", f"{its.lost:+.3f}", str(its.n)


def _difference_rows(differences: Differences) -> tuple[tuple[str, ...], ...]:
    return tuple((sign, its) for name, sign in _SIGNS.items() for its in getattr(differences, name))


def _gold_row(change: GoldChange) -> tuple[str, ...]:
    return (
        change.set,
        change.id,
        ", ".join(change.lost),
        ", ".join(change.won),
        *(str(its.get("card") or its["outcome"]) for its in (change.before, change.after)),
    )


def _cell(text: str) -> str:
    """Return text as a cell of a Markdown table that shows it as it is."""
    escaped = text
    for sign in ("\\", "|", "`", "*", "_", "[", "]", "<", ">", "#"):
        escaped = escaped.replace(sign, f"\\{sign}")
    return " ".join(escaped.split()) or " "
