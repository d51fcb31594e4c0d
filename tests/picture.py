"""Pictures of real conversations for the README: `python tests/picture.py` writes tests/pictures.

The real program answers on the real documents (their index must be built), through the Bot API
server of the tests; a browser draws the very messages that were sent.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from telegram_server import Message, Person, TelegramServer, start_bot

from bot.texts import HEADINGS
from bot.tongues import speak
from index import load_config

REPOSITORY = Path(__file__).resolve().parent.parent
PICTURES = REPOSITORY / "tests" / "pictures"
# The width of an ordinary old phone in CSS pixels, and how much finer it is drawn.
WIDTH, SCALE = 390, 1.5
OPERATOR = "a charity"
# One question in each language that is written from the right.
FROM_THE_RIGHT = {
    "ar": "هل سيعطي طبيبي عنواني لوزارة الداخلية؟",
    "fa": "آیا دکترم آدرس مرا به Home Office می‌دهد؟",
    "ps": "ایا زما ډاکټر به زما پته Home Office ته ورکړي؟",
    "ur": "کیا میرا GP میرا پتہ Home Office کو دے گا؟",
}
STYLE = """
body { margin: 0; background: #fff; font: 15px/1.32 "Noto Sans", "Noto Sans Arabic",
  "Noto Naskh Arabic", "Noto Sans Ethiopic", "Noto Sans Bengali", "Noto Sans CJK SC", sans-serif; }
main { display: flex; gap: 22px; padding: 16px; align-items: flex-start; width: max-content; }
section { width: WIDTHpx; background: #dfe7d3; border-radius: 18px; padding: 12px 10px 16px;
  box-sizing: border-box; }
p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext;
  text-align: start; }
.bot, .person { border-radius: 14px; padding: 8px 11px; margin-top: 9px; width: fit-content;
  max-width: 88%; }
.bot { background: #fff; }
.person { background: #e7fdd3; margin-left: auto; }
.row { display: flex; gap: 5px; margin-top: 5px; max-width: 95%; }
.row span { flex: 1; background: #8fa381; color: #fff; border-radius: 9px; padding: 7px 6px;
  text-align: center; font-size: 13.5px; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; unicode-bidi: plaintext; }
blockquote { margin: 2px 0; padding: 3px 9px; border-left: 3px solid #6a9a4c; background: #f1f7ec; }
a { color: #2a6db0; text-decoration: none; }
code { font-size: 12.5px; color: #2c6e2c; }
"""


def main() -> None:
    """Write every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", default=browser(), help="a Chromium")
    parser.add_argument("--config", type=Path, default=REPOSITORY / "config.toml")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config_file = configure(Path(folder), options.config)
        with TelegramServer() as server, start_bot(server, config_file):
            english = asked(
                server,
                server.person("Ada"),
                "will my gp share my address with the home office",
                ("What you can do", "Sources"),
            )
            others = {
                lang: asked(
                    server,
                    server.person("Huda", language_code=lang),
                    question,
                    (
                        speak(lang)(HEADINGS["What you can do"]),
                        speak(lang)(HEADINGS["Who can help"]),
                    ),
                )
                for lang, question in FROM_THE_RIGHT.items()
            }
        draw(options.browser, "conversation", english)
        for lang, screens in others.items():
            draw(options.browser, f"right-to-left-{lang}", screens)


def configure(folder: Path, base: Path) -> Path:
    """Return a config.toml that uses the index of `base` and remembers nothing beside it."""
    config = load_config(base)
    text = base.read_text(encoding="utf-8")
    for name, path in (("knowledge", config.knowledge), ("index", config.index_folder)):
        text = re.sub(rf'(?m)^{name} = ".*?"', f'{name} = "{path}"', text)
    for old, new in (
        (r"status_port = \d+", "status_port = 0"),
        (r'operator = ""', f'operator = "{OPERATOR}"'),
        (r'folder = ".*?"', 'folder = "bot"'),
    ):
        text = re.sub(rf"(?m)^{old}", new, text)
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def asked(
    server: TelegramServer, person: Person, question: str, taps: Sequence[str]
) -> list[list[tuple[str, Message]]]:
    """Return what the chat looks like: after the question, then after each button pressed."""
    message = person.writes(question)
    reply = server.wait_for_reply(message)
    screens = [[("person", message), ("bot", reply)]]
    for text in taps:
        person.taps(reply, text)
        server.wait_for_edit(reply)
        reply = server.replies(person)[-1]
        screens.append([("bot", reply)])
    return screens


def draw(chromium: str, name: str, screens: Sequence[Sequence[tuple[str, Message]]]) -> None:
    """Draw screens side by side into one picture, as high as they need."""
    sections = "".join(f"<section>{''.join(map(bubble, screen))}</section>" for screen in screens)
    style = STYLE.replace("WIDTH", str(WIDTH))
    page = f'<!doctype html><meta charset="utf-8"><style>{style}</style><main>{sections}</main>'
    width = len(screens) * (WIDTH + 22) + 10
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        height = page_height(chromium, file, width)
        PICTURES.mkdir(exist_ok=True)
        target = PICTURES / f"{name}.png"
        arguments = (f"--window-size={width},{height}", f"--force-device-scale-factor={SCALE}")
        run_browser(chromium, *arguments, f"--screenshot={target}", file.as_uri())
    print(f"{target.relative_to(REPOSITORY)}: {width} x {height}")


def page_height(chromium: str, file: Path, width: int) -> int:
    """Return how high a page is that is so wide."""
    measuring = "<script>document.title = document.querySelector('main').offsetHeight</script>"
    file.write_text(file.read_text(encoding="utf-8") + measuring, encoding="utf-8")
    shown = run_browser(chromium, f"--window-size={width},600", "--dump-dom", file.as_uri())
    found = re.search(r"<title>(\d+)</title>", shown)
    if found is None:
        raise SystemExit("the browser did not tell how high the page is")
    return int(found[1])


def run_browser(chromium: str, *arguments: str) -> str:
    """Return what a browser without a window prints."""
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    done = subprocess.run(
        [chromium, *flags, *arguments], capture_output=True, check=True, timeout=120
    )
    return done.stdout.decode()


def bubble(said: tuple[str, Message]) -> str:
    """Return a message, and the buttons under it, as HTML."""
    who, message = said
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "".join(f'<div class="row">{"".join(map(drawn, row))}</div>' for row in rows)
    return f'<div class="{who}">{paragraphs(message)}</div>{buttons}'


def drawn(button: dict[str, Any]) -> str:
    """Return a button as HTML."""
    return f"<span>{html.escape(button['text'])}</span>"


def paragraphs(message: Message) -> str:
    """Return the text of a message with its entities, each line a paragraph of its own."""
    marked = with_tags(message["text"], message.get("entities", []))
    return "".join(f"<p>{line or '&nbsp;'}</p>" for line in marked.split("\n"))


def with_tags(text: str, entities: Sequence[dict[str, Any]]) -> str:
    """Return the text of a message with the tags of its entities; they do not span lines."""
    tags = {
        "bold": "b",
        "italic": "i",
        "code": "code",
        "text_link": "a",
        "blockquote": "blockquote",
    }
    units = text.encode("utf-16-le")
    opens: dict[int, str] = {}
    closes: dict[int, str] = {}
    for entity in entities:
        tag = tags.get(entity["type"])
        if tag is None:
            continue
        start, end = entity["offset"], entity["offset"] + entity["length"]
        opens[start] = opens.get(start, "") + f"<{tag}>"
        closes[end] = f"</{tag}>" + closes.get(end, "")
    cuts = sorted({0, len(units) // 2, *opens, *closes})
    out = []
    for start, end in zip(cuts, [*cuts[1:], cuts[-1]], strict=True):
        out.append(closes.get(start, "") + opens.get(start, ""))
        out.append(html.escape(units[2 * start : 2 * end].decode("utf-16-le")))
    return "".join(out)


def browser() -> str:
    """Return the Chromium of this machine."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    return found or "chromium"


if __name__ == "__main__":
    sys.exit(main())
