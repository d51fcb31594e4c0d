"""An evaluation or a comparison in, tables and a picture that people can look at out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from index.comparison import Comparison
from index.evaluation import Answers, Beaten, Evaluation, PartEvaluation
from index.gold import Part
from index.intervals import Number, PairedDifference, Spread
from index.measures import JUDGEMENTS, Abstention
from index.records import HEADLINES, Detection, Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# So many of the changed messages are listed; all of them are in `--json`.
_MOST_LISTED = 40
# Colours that the colour-blind can tell apart: Okabe and Ito (2008).
_BLUE, _ORANGE, _GREY = "#0072B2", "#E69F00", "#999999"


def show(evaluation: Evaluation, console: Console) -> None:
    """Print all tables of an evaluation, and what could not be measured."""
    console.print(f"version {evaluation.version}, index {evaluation.content[:8]}")
    for missing in evaluation.missing:
        console.print(f"not measured, as the replies lack {missing}", style="yellow")
    console.print(_headline_table(evaluation))
    for part, its in evaluation.parts.items():
        for table in _part_tables(part, its):
            console.print(table)
        for line in _doubts(part, its):
            console.print(line, markup=False)
    if evaluation.cross_lingual:
        console.print(_cross_lingual_table(evaluation))
    console.print(_cost_table(evaluation))


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print what moved: each headline, then the messages of which a check came out otherwise."""
    table = Table("headline", "change [95 %]", "gained", "lost", "p", "n")
    table.title = f"{comparison.after} against {comparison.before}"
    for name, its in comparison.shares.items():
        verdict = "  FELL" if name in comparison.fallen else ""
        counts = (str(its.gained), str(its.lost), f"{its.p:.3g}", str(its.n))
        table.add_row(name + verdict, _difference(its), *counts)
    console.print(table)
    for change in comparison.changed[:_MOST_LISTED]:
        moved = "; ".join(_moves(change.before, change.after))
        console.print(f"{change.part} {change.set}/{change.id}: {moved}", markup=False)
    if len(comparison.changed) > _MOST_LISTED:
        console.print(f"and {len(comparison.changed) - _MOST_LISTED} more: --json lists them all")
    for words, ids in (("new", comparison.only_after), ("gone", comparison.only_before)):
        if ids:
            console.print(f"{len(ids)} messages are {words} and were not compared")


def draw(evaluation: Evaluation, file: Path) -> None:
    """Write a picture as SVG: the abstention curve, and right answers beside the baselines'.

    It is drawn of the first part there is, which is `report` where that was evaluated.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    part, its = next(iter(evaluation.parts.items()))
    # A fixed salt and no date: the same numbers give the same file.
    with mpl.rc_context({"svg.hashsalt": "evaluation", "svg.fonttype": "none"}):
        figure = Figure(figsize=(12, 5), layout="constrained")
        curve, bars = figure.subplots(1, 2)
        _draw_curve(curve, its.abstention)
        _draw_bars(bars, its)
        figure.suptitle(f"version {evaluation.version}, questions of the part {part}")
        figure.savefig(file, format="svg", metadata={"Date": None})


def _headline_table(evaluation: Evaluation) -> Table:
    table = Table("share [95 %] of n", *evaluation.parts, title="Headlines")
    if evaluation.flattery:
        table.add_column("development flatters by")
    for name in HEADLINES:
        cells = [_cell(its.headlines.get(name)) for its in evaluation.parts.values()]
        flattery = evaluation.flattery.get(name)
        if flattery:
            cells.append(f"{flattery.value:+.3f} [{flattery.low:+.3f} {flattery.high:+.3f}]")
        if any(cells):
            table.add_row(name, *cells)
    return table


def _part_tables(part: Part, its: PartEvaluation) -> Iterator[Table]:
    for name, answers in (("Answers", its.answers), ("Follow-ups", its.follow_ups)):
        if answers:
            yield _answer_table(f"{name}, {part}", answers)
    if its.baselines:
        yield _baseline_table(part, its)
    yield _number_table(part, its)
    for name, detection in _detections(its):
        yield _detection_table(f"{name}, {part}", detection)


def _answer_table(title: str, answers: Answers) -> Table:
    table = Table("", "n", "whole right", "short right", title=title)
    for judgement in JUDGEMENTS[1:]:
        table.add_column(f"whole {judgement}")
    groups = [("all", answers.all)]
    for kind, its in answers.by.items():
        groups += [(f"{kind}: {name}", shares) for name, shares in its.items()]
    for name, shares in groups:
        rest = [f"{shares.whole[judgement].value:.3f}" for judgement in JUDGEMENTS[1:]]
        right = (_cell(shares.whole["right"], n=False), _cell(shares.short["right"], n=False))
        table.add_row(name, str(shares.whole["right"].n), *right, *rest)
    return table


def _baseline_table(part: Part, its: PartEvaluation) -> Table:
    table = Table("", "card 1st", "whole right", "short right", "characters")
    for kind in ("whole", "short"):
        table.add_column(f"lead at its length, {kind}")
    table.add_column("beaten")
    table.title = f"The bot and what it has to beat, {part}"
    if its.answers and its.characters:
        whole, short = its.answers.all.whole["right"], its.answers.all.short["right"]
        first = _cell(its.retrieval.get("success@1"), n=False)
        median = f"{its.characters['whole'].median:.0f}"
        table.add_row("the bot", first, _cell(whole, n=False), _cell(short, n=False), median, "")
    for name, other in its.baselines.items():
        table.add_row(name, *_baseline_cells(other))
    return table


def _baseline_cells(other: Beaten) -> tuple[str, ...]:
    return (
        _cell(other.retrieval.get("success@1"), n=False),
        _cell(other.whole, n=False),
        _cell(other.short, n=False),
        f"{other.characters.median:.0f}",
        _difference(other.whole_lead_at_its_length),
        _difference(other.short_lead_at_its_length),
        f"{_yes(other.is_beaten_whole)}, {_yes(other.is_beaten_short)}",
    )


def _number_table(part: Part, its: PartEvaluation) -> Table:
    table = Table("", "value [95 %] of n", title=f"All else, {part}")
    numbers: dict[str, Number] = {f"cards, {name}": it for name, it in its.retrieval.items()}
    numbers |= {name.replace("_", " right, "): it for name, it in its.partly.items()}
    if its.abstention:
        numbers["out of scope, area under the curve"] = its.abstention.area
        numbers["out of scope answered (hallucination)"] = its.abstention.working.hallucination
        numbers["in scope not answered (error)"] = its.abstention.working.error
    for name, detection in _detections(its):
        numbers |= {f"{name}, {what}": it for what, it in detection.shares.items()}
    if its.reading_ease_of_short:
        numbers["Flesch reading ease, short"] = its.reading_ease_of_short
    for name, it in numbers.items():
        table.add_row(name, _cell(it))
    for name, spread in its.characters.items():
        row = f"median {spread.median:.0f}, 95 % up to {spread.p95:.0f}, most {spread.most:.0f}"
        table.add_row(f"characters, {name}", row)
    return table


def _detections(its: PartEvaluation) -> Iterator[tuple[str, Detection]]:
    for name, detection in (
        ("out of scope", its.declined),
        ("emergencies", its.emergencies),
        ("personal data", its.personal_data),
        ("other languages", its.languages),
    ):
        if detection:
            yield name, detection


def _detection_table(title: str, detection: Detection) -> Table:
    table = Table("", "share [95 %] of n", title=title)
    for groups, numbers in detection.by.items():
        for name, number in numbers.items():
            table.add_row(f"{groups}: {name}", _cell(number))
    return table


def _doubts(part: Part, its: PartEvaluation) -> Iterator[str]:
    wording = its.wording
    yield f"{part}: {wording.statements} sentences with marks in all replies"
    for words, doubts in (
        ("historical, but worded as present", wording.historical_as_present),
        ("with a mark that no source has", wording.unresolved),
        ("without a mark", wording.unmarked),
    ):
        yield f"{part}: {len(doubts)} sentences {words}"
        yield from (f"  {doubt.id}: {doubt.sentence}" for doubt in doubts[:_MOST_LISTED])


def _cross_lingual_table(evaluation: Evaluation) -> Table:
    table = Table("language", "paragraph first", "among five", "reciprocal rank")
    table.title = "A public set: questions in other languages, paragraphs in English"
    for lang, its in evaluation.cross_lingual.items():
        table.add_row(lang, _cell(its.first), _cell(its.among_five), _cell(its.reciprocal_rank))
    return table


def _costs(evaluation: Evaluation) -> dict[str, Spread]:
    costs = evaluation.costs
    return {"a reply": costs.reply, **costs.languages, **costs.stages}


def _cost_table(evaluation: Evaluation) -> Table:
    table = Table("milliseconds", "median", "95 % up to", "most", "n", title="What a reply costs")
    for name, its in _costs(evaluation).items():
        cells = (f"{its.median:.1f}", f"{its.p95:.1f}", f"{its.most:.1f}", str(its.n))
        table.add_row(name, *cells)
    return table


def _cell(number: Number | None, *, n: bool = True) -> str:
    if number is None:
        return ""
    # Shares have three digits; what is larger, as reading ease, needs fewer.
    digits = 3 if abs(number.value) <= 1 else 1
    ends = f"[{number.low:.{digits}f} {number.high:.{digits}f}]"
    return f"{number.value:.{digits}f} {ends}" + (f" of {number.n}" if n else "")


def _difference(its: PairedDifference) -> str:
    return f"{its.value:+.3f} [{its.low:+.3f} {its.high:+.3f}]"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "NO"


def _moves(before: Record, after: Record) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield f"{name} {before.get(name, '-')} -> {after.get(name, '-')}"


def _draw_curve(axes: Axes, abstention: Abstention | None) -> None:
    axes.set(xlabel="error rate: in scope, not answered", xlim=(0, 1))
    axes.set(ylabel="hallucination rate: out of scope, answered", ylim=(0, 1))
    if abstention is None:
        axes.set_title("no abstention curve: no scope margins of both kinds")
        return
    hallucination, error = abstention.working.hallucination, abstention.working.error
    axes.plot(
        [rates[2] for rates in abstention.curve],
        [rates[1] for rates in abstention.curve],
        color=_GREY,
        label="every threshold",
    )
    axes.errorbar(
        error.value,
        hallucination.value,
        xerr=_bars_of([error]),
        yerr=_bars_of([hallucination]),
        fmt="o",
        color=_BLUE,
        label=f"working point: {hallucination.value:.2f} at {error.value:.2f}",
    )
    axes.set_title(f"Abstention (area under the curve {abstention.area.value:.3f})")
    axes.legend()


def _draw_bars(axes: Axes, its: PartEvaluation) -> None:
    whole, short = _right_by_name(its)
    names = list(whole)
    for offset, label, colour, numbers in (
        (-0.2, "whole reply", _BLUE, whole),
        (0.2, "short reply", _ORANGE, short),
    ):
        values = [numbers[name].value for name in names]
        places = [place + offset for place in range(len(names))]
        ends = _bars_of([numbers[name] for name in names])
        axes.barh(places, values, height=0.4, xerr=ends, label=label, color=colour)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(xlabel="share of answers right", xlim=(0, 1), title="The bot and the baselines")
    # Below the axis, where no bar can be.
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2)


def _right_by_name(its: PartEvaluation) -> tuple[Mapping[str, Number], Mapping[str, Number]]:
    whole: dict[str, Number] = {}
    short: dict[str, Number] = {}
    if its.answers:
        whole["the bot"] = its.answers.all.whole["right"]
        short["the bot"] = its.answers.all.short["right"]
    for name, other in its.baselines.items():
        whole[name], short[name] = other.whole, other.short
    return whole, short


def _bars_of(numbers: Sequence[Number]) -> list[list[float]]:
    """Return how far intervals reach below and above their values, as matplotlib wants it."""
    # Rounding may put an end on the wrong side of its value by a hair.
    below = [max(0.0, it.value - it.low) for it in numbers]
    above = [max(0.0, it.high - it.value) for it in numbers]
    return [below, above]
