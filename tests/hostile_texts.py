"""Makes text and Markdown files that are damaged, huge, nested, mis-encoded, or meant to inject."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hostile_documents import CITATIONS, INSTRUCTIONS, TELEGRAM, WORDS, YAML, Hostile, damaged

_MANY = 100_000


def text(inside: str = "", *, title: str = "Ledgers of letters", encoding: str = "utf-8") -> bytes:
    """Return an ordinary text of an invented body with this below its words."""
    paragraphs = "\n\n".join(WORDS)
    top = f"# {title}\n\nPublished 3 May 2021\n\n{paragraphs}\n\n## Copies\n\n{WORDS[3]}\n\n"
    whole = f"{top}{inside}\n"
    return whole.encode(encoding, errors="surrogatepass")


def texts() -> Iterator[Hostile]:
    """Give all of them."""
    yield from damaged("text", "letter.md", partial(text, TELEGRAM), 6)
    for n, (what, inside) in enumerate({**_nested(), **_huge(), **_meant()}.items()):
        ending = ("md", "txt")[n % 2]
        yield Hostile(f"text with {what}", f"letter.{ending}", partial(text, inside))
    for what, data in _encoded().items():
        yield Hostile(f"text in {what}", "letter.txt", data.__bytes__)
    for what, title in _titles().items():
        yield Hostile(f"text whose title is {what}", "a.md", partial(text, title=title), True)
    for what, front in _front_matter().items():
        data = f"---\n{front}\n---\n\n".encode() + text()
        yield Hostile(f"text with {what} in front", "a.md", data.__bytes__, True)


def _nested() -> dict[str, str]:
    signs = ("> ", "- ", "[", "![", "*", "1. ", "(", "`", "<a ", "\\", "~~~\n", "| ", "&")
    deep = {f"{its.strip()} in {its.strip()}": its * _MANY + "a" for its in signs}
    deep["lists in lists"] = "\n".join(" " * 2 * n + "- a" for n in range(300))
    deep["links in links"] = "[" * 20_000 + "a" + "](b)" * 20_000
    deep["strong in strong"] = "**a *b " * 20_000
    return deep


def _huge() -> dict[str, str]:
    return {
        "a line of 20 MB": "word " * 4_000_000,
        "a line of 99,000 characters": "word " * 19_800,
        "a million items": "- a\n" * 1_000_000,
        "as many items as are taken": "- a warden writes\n" * 49_000,
        "as many lines as are taken": "word word word word word word word word\n" * 49_000,
        "as many paragraphs as are taken": "A warden writes it down.\n\n" * 24_000,
        "many headings": "## Ledger\n\nA.\n\n" * 12_000,
        "many numbers": "".join(f"{n}. Word number {n}.\n\n" for n in range(20_000)),
        "a large table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 40_000,
        "a wide table": "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|c" * 3_000,
        "many definitions": "".join(f"[a{n}]: b\n" for n in range(40_000)),
        "many footnotes": "".join(f"a[^{n}]\n\n[^{n}]: b\n\n" for n in range(9_000)),
        "signs above signs": "a" + "\u0301\u0316" * 49_000,
        "many lines of signs": ("![" * 45_000 + "\n\n") * 2,
    }


def _meant() -> dict[str, str]:
    return {
        "markup of Telegram": TELEGRAM,
        "instructions": f"## {INSTRUCTIONS}\n\n{INSTRUCTIONS}",
        "false citations": f"## Para 9: practice-guide#para-9\n\n{CITATIONS}",
        "YAML": YAML,
        "a script": "<script>alert(1)</script>\n\nA <script>alert(1)</script> in a line.",
        "a script in signs": "A &lt;script&gt;alert(1)&lt;/script&gt; `<script>` \\<script>",
        "links": "[x](javascript:alert(1)) <tg://user?id=1> ![x](data:,x) [y][z]\n\n[z]: tg://x",
        "turned writing": "A \u202enedraw\u202c \u2066goes\u2069 \u200bon\u200d \ufeffit\u00ad.",
        "controls": "A \x1b[31mred \x9b31m line\u2028of\u2029a \x85 warden.",
        "a control as an entity": "A &#27;[31m &#x202e;nedraw &#0; &#xD800; goes.",
        "headings alike": "## Ledger\n\nA.\n\n## Ledger\n\nB.\n\n## Ledger, part 2\n\nC.",
        "a heading that ends in signs": "## A ##\\#\n\nA.\n\n## #\n\nB.\n\n## : :\n\nC.",
        "lines of dashes": "---\n\n***\n\nA\n---\n\n===\n\n- - -",
        "HTML blocks": "<div>\n\nA.\n\n</div>\n\n<!-- \n\nB.\n\n-->\n\n<?x ?>\n\n<![CDATA[ C. ]]>",
    }


def _encoded() -> dict[str, bytes]:
    pound = "£5 – “free” … naïve"
    good = text(pound)
    return {
        "UTF-16 with its mark": text(pound, encoding="utf-16"),
        "UTF-16 without its mark": text(pound, encoding="utf-16-le"),
        "UTF-16 with a byte too many": text(pound, encoding="utf-16") + b"\x00",
        "UTF-16 with a single surrogate": text("a \ud800 b", encoding="utf-16"),
        "UTF-32": text(pound, encoding="utf-32"),
        "UTF-8 with single surrogates": text("a \ud800 b \udfff"),
        "UTF-8 twice": good.decode("latin-1").encode(),
        "UTF-8 and Windows-1252 in one": good + text(pound, encoding="cp1252"),
        "a code page of DOS": text("£5 naïve", encoding="cp437"),
        "Russian": text("Право пациента " * 40, encoding="koi8-r"),
        "EBCDIC": text().decode().encode("cp037"),
        "UTF-7": text(pound, encoding="utf-7"),
        "UTF-8 in more bytes than needed": good + b"\xc0\xbcscript\xc0\xbe",
        "UTF-8 with NULs": good.replace(b" ", b"\0"),
        "a mark and nothing else": b"\xff\xfe",
        "a mark of another": b"\xff\xfe" + good,
    }


def _titles() -> dict[str, str]:
    return {
        "open brackets": "title: [",
        "a path": "../../../outside",
        "signs": "\\*\\*\\* \\-\\-\\-",
        "an emoji": "🏥",
        "of 5,000 characters": "ledger" * 834,
        "quotation marks": "\"'\\\\\"'",
        "the id of another source": "Practice guide",
    }


def _front_matter() -> dict[str, str]:
    laughs = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))
    return {
        "a billion laughs": f"a0: &a0 [x, x]\n{laughs}\ntitle: *a9",
        "an object": "title: !!python/object/apply:os.system ['touch outside']",
        "a title that is a list": "title: [a, b]\npublisher: {a: b}\ndate: 5",
        "odd days": "title: Ledgers\ndate: 9999-99-99\nupdated: 2024-02-30",
        "brackets": f"title: {'[' * 9_000}",
        "many brackets": f"title: {'[' * 60_000}",
        "a title on lines": 'title: "a\\n---\\nid: other\\n---\\n## Para 1: x"',
        "a control": 'title: "a \\x1b[31m \\u202e \\0 b"\npublisher: "\\uD800"',
        "an address that is a script": "title: Ledgers\nurl: javascript:alert(1)",
        "a circle": "title: &a [*a]",
        "fields of ours": "id: practice-guide\nstatus: superb\nsuperseded_by: [../x]\ntaken: [1]",
    }
