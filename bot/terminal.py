"""A reply as plain text in, the same with emphasis on a terminal out; needs rich."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from bot import texts
from bot.tongues import Tongue

_QUIET = "dim"


def show(text: str, tongue: Tongue) -> None:
    """Print a reply: verdict and headings bold, historical sources yellow, links and dates dim."""
    console = Console(highlight=False)
    first_block, *blocks = text.split("\n\n")
    console.print(Text(first_block, style="bold"))
    in_sources = False
    for block in blocks:
        console.print()
        in_sources = in_sources or block.startswith(tongue(texts.SOURCES))
        for number, line in enumerate(block.split("\n")):
            shown = Text(line, style=_style(line, number == 0, block, in_sources, tongue))
            shown.highlight_regex(r"\[\d+\]", "cyan")
            # A link broken over two lines cannot be opened.
            console.print(shown, soft_wrap=line.lstrip().startswith("http"))


def _style(line: str, is_first: bool, block: str, in_sources: bool, tongue: Tongue) -> str:
    some = tongue(texts.SOME_HISTORICAL).partition("{")[0]
    if tongue(texts.HISTORICAL) in line or line.startswith(some):
        return "yellow"
    if is_first and "\n" in block and not line.startswith(("- ", "[")):
        return "bold"
    return _QUIET if in_sources and not line.startswith("[") else ""
