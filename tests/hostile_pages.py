"""Makes web pages that are damaged, huge, nested, mis-encoded, or made to do harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from hostile_documents import (
    CITATIONS,
    INSTRUCTIONS,
    TELEGRAM,
    UNSEEN,
    WORDS,
    YAML,
    Hostile,
    damaged,
)

PARAGRAPHS = "".join(f"<p>{words}</p>\n" for words in WORDS)
_MANY = 100_000


def page(
    inside: str = "",
    *,
    head: str = "",
    title: str = "Ledgers of letters",
    before: str = "<!doctype html>",
    encoding: str = "utf-8",
) -> bytes:
    """Return an ordinary page of an invented body with this inside its article."""
    text = (
        f"{before}<html lang=en><head><title>{title}</title>"
        f'<meta property="article:published_time" content="2024-02-03">{head}</head><body>'
        f"<header><a href=/>Home</a></header><main><h1>Ledgers</h1>\n{PARAGRAPHS}"
        f"<h2>Copies of letters</h2>\n{PARAGRAPHS}{inside}</main><footer>Foot</footer></body>"
    )
    return text.encode(encoding, errors="surrogatepass")


def pages() -> Iterator[Hostile]:
    """Give all of them."""
    yield from damaged("page", "letter.html", page, 9)
    for what, inside in {**_nested(), **_huge(), **_active(), **_shown()}.items():
        yield Hostile(f"page with {what}", "letter.html", partial(page, inside))
    for what, data in _encoded().items():
        yield Hostile(f"page in {what}", "letter.html", data.__bytes__)
    for what, before in _entities().items():
        make = partial(page, "<p>Said: &a; &z; &#0; &#xD800; &#x202e; &#x1b;</p>", before=before)
        yield Hostile(f"page with {what}", "letter.xhtml", make)
    for what, head in _heads().items():
        yield Hostile(f"page with {what}", "letter.html", partial(page, head=head), True)
    for what, title in _titles().items():
        yield Hostile(f"page whose title is {what}", "a.html", partial(page, title=title), True)


def _nested() -> dict[str, str]:
    tags = "div blockquote ul table span b a article section details dl".split()
    deep = {f"{its} in {its}": f"<{its}>" * _MANY + f"<p>{WORDS[0]}</p>" for its in tags}
    deep["lists in lists"] = "<ul><li>" * _MANY + WORDS[0] + "</li></ul>" * _MANY
    deep["tables in tables"] = "<table><tr><td>" * 200 + WORDS[0] + "</table>" * 200
    deep["divs nested less deeply"] = "<div>" * 250 + WORDS[0] + "</div>" * 250
    return deep


def _huge() -> dict[str, str]:
    cell = "<td colspan=1000 rowspan=65534>a"
    return {
        "a line of 20 MB": "word " * 4_000_000,
        "a word of 2.9 MB": "w" * 2_900_000,
        "as many words as are taken": " ".join(WORDS) * 6_500,
        "a million items": "<li>a" * 1_000_000,
        "as many items as are taken": "<li>a warden" * 140_000,
        "many headings": "<h2>Ledger</h2><p>A page.</p>" * 30_000,
        "one heading of 1 MB": f"<h2>{'Ledger ' * 150_000}</h2><p>{WORDS[0]}",
        "an attribute of 10 MB": f"<p title='{'x' * 10_000_000}'>a",
        "many attributes": "<p " + " ".join(f"a{n}=b" for n in range(_MANY)) + ">a",
        "a comment of 20 MB": f"<!--{'-' * 20_000_000}--><p>a",
        "an open comment": "<!--" * _MANY,
        "many references": "&amp;" * 500_000,
        "cells over many rows": f"<table>{'<tr>' + cell * 60}</table>" * 30,
        "many brackets": f"<p>{'[' * 1_000_000}",
        "many pictures of Markdown": f"<p>{'![' * 500_000}",
        "many stars": f"<p>{'*a _b_ ' * 200_000}",
        "many quotation marks": f"<p>{chr(34) * 1_000_000}",
        "many short sentences": f"<p>{'Go. ' * 600_000}",
        "many sentences on lines": "<p>Go.</p>" * 70_000,
        "many numbers": "".join(f"<p>{n}. Word number {n}.</p>" for n in range(60_000)),
        "many equal numbers": "<p>1.1.1 A warden writes.</p>" * 30_000,
        "signs above signs": "<p>a" + "\u0301\u0316" * 200_000,
        "many dates": "<p>" + "Published 3 May 2021. " * 60_000,
        "many licences": "<p>" + "this document © Crown copyright use under CC " * 40_000,
        "many footnotes": "".join(f"<p>a<sup>[{n}]</sup></p><p>[{n}] b</p>" for n in range(9_000)),
        "linked data of 5 MB": (
            f'<script type="application/ld+json">{json.dumps([{"a": "b"}] * 400_000)}</script>'
        ),
        "nested linked data": f'<script type="application/ld+json">{"[" * _MANY}</script>',
    }


def _active() -> dict[str, str]:
    bad = f"alert('{UNSEEN}')"
    return {
        "a script": f"<script>{bad}</script><script src=//example.org/{UNSEEN}.js></script>",
        "a script that is not closed": f"<script>{bad}",
        "a script in a script": "<scr<script>alert(2)</script>ipt>alert(1)</script>",
        "a script with a NUL": f"<script\x00>{bad}</script>",
        "handlers": f'<p onclick="{bad}">a</p><img src=x onerror="{bad}">',
        "scripts in drawings": f"<svg onload={bad}><script>{bad}</script><desc>{UNSEEN}</svg>",
        "scripts in formulas": f"<math><mtext><style><!--</style><script>{bad}</script></math>",
        "addresses that are scripts": f'<a href="javascript:{bad}">press</a> <a href=tg://x>t</a>',
        "a frame": f'<iframe srcdoc="<p>{UNSEEN}</p>"></iframe><object data="data:,{UNSEEN}">',
        "styles": f"<style>p{{background:url(//example.org/{UNSEEN})}}</style>",
        "a template": f"<template><p>{UNSEEN}</p></template>",
        "comments": f"<!-- {UNSEEN} --><!--[if IE]><p>{UNSEEN}</p><![endif]--><?php {UNSEEN} ?>",
        "a moved base": f'<base href="javascript:{UNSEEN}//"><meta http-equiv=refresh content=0>',
        "fields": f'<form action=/x><input value="{UNSEEN}"><textarea>{UNSEEN}</textarea></form>',
        "plain text": "<plaintext><b>all that follows",
        "hidden words": f'<p hidden>{UNSEEN}</p><div style="display:none">{UNSEEN}</div>',
    }


def _shown() -> dict[str, str]:
    escaped = TELEGRAM.replace("&", "&amp;").replace("<", "&lt;")
    return {
        "markup of Telegram": f"<p>{escaped}</p>",
        "instructions": f"<h2>{INSTRUCTIONS}</h2><p>{INSTRUCTIONS}</p>",
        "false citations": f"<h2>Para 9: practice-guide#para-9</h2><p>{CITATIONS}</p>",
        "YAML": "".join(f"<p>{line}</p>" for line in YAML.split("\n")),
        "YAML in one block": f"<pre>{YAML}</pre>",
        "Markdown": "<p># A</p><p>[a]: b</p><p>| a | b |</p><p>~~~</p><p>&lt;!--</p><p>    a</p>",
        "a shown script": "<p>&lt;script&gt;alert(1)&lt;/script&gt; is what they wrote.</p>",
        "turned writing": "<p>A \u202enedraw\u202c \u2066goes\u2069 \u200bon\u200d \ufeffit\u00ad",
        "controls": "<p>\x1b[31mred\x07 \x08\x9b31m \x85 \u2028 \u2029 \ufffe \uffff a</p>",
        "tags in Unicode": "<p>A" + "".join(chr(0xE0000 + ord(its)) for its in UNSEEN) + "</p>",
        "headings alike": "<h2>Ledger</h2><p>A.</p><h2>Ledger, part 2</h2><p>B.</p>" * 400,
        "headings of signs": "<h2>***</h2><p>A.</p><h2>:</h2><p>B.</p><h2>## : :</h2><p>C.</p>",
        "headings in other letters": "<h2>حقوق</h2><p>A.</p><h2>权利</h2><p>B.</p>",
        "long numbers": f"<p>{'9' * 5_000}. a</p><ol start={'9' * 30}><li value=-5>b<li value=x>c",
        "headings in a table": "<table><tr><th><h2>A</h2><td><ul><li>b<td><pre>c\n\nd</table>",
    }


def _encoded() -> dict[str, bytes]:
    pound = f"<p>£5 – “free” {TELEGRAM}</p>"
    declared = '<meta charset="{}">'
    found = {
        f"{its}, said to be {said}": page(pound, head=declared.format(said), encoding=its)
        for its, said in (
            ("cp1252", "utf-8"),
            ("utf-8", "cp1252"),
            ("utf-16", "utf-8"),
            ("utf-16-le", "utf-16"),
            ("utf-16-be", "ascii"),
            ("utf-32", "utf-32"),
            ("utf-7", "utf-7"),
            ("utf-8", "rot13"),
            ("utf-8", "unicode_escape"),
            ("utf-8", "zlib"),
            ("utf-8", "idna"),
            ("utf-8", "x" * 3_000),
            ("utf-8", "shift_jis"),
            ("cp1252", "iso-2022-jp"),
        )
    }
    good = page(pound)
    return {
        **found,
        "UTF-16 with a byte too many": page(pound, encoding="utf-16") + b"\x00",
        "two encodings": good + page(pound, encoding="cp1252"),
        "UTF-8 twice": good.decode("latin-1").encode(),
        "UTF-8 in more bytes than needed": good.replace(b"<p>", b"\xc0\xbcp\xc0\xbe"),
        "EBCDIC": page("").decode("ascii").encode("cp037"),
        "UTF-8 full of NULs": good.replace(b"<", b"\x00<\x00"),
        "UTF-8 with single surrogates": page("<p>a \ud800 b \udfff</p>"),
    }


def _entities() -> dict[str, str]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declared = {
        "a billion laughs": f'<!ENTITY a0 "{UNSEEN}">{laughs}<!ENTITY a "&a11;">',
        "an entity of a file": '<!ENTITY a SYSTEM "file:///etc/passwd">',
        "an entity of an address": '<!ENTITY a SYSTEM "http://127.0.0.1:9/a">',
        "a parameter entity": '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;',
        "an entity of itself": '<!ENTITY a "&a;">',
    }
    xml = '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/s"?>'
    return {what: f"{xml}<!DOCTYPE html [{its}]>" for what, its in declared.items()}


def _heads() -> dict[str, str]:
    data = {
        "linked data of wrong types": {
            "@type": ["Article", None, 3],
            "headline": [1, {"a": []}],
            "author": None,
            "publisher": {"name": ["<b>x</b>", 5]},
            "datePublished": {"a": 1},
            "dateModified": 20240230,
        },
        "linked data with an odd title": {"@type": "Article", "headline": YAML, "url": "../x"},
        "linked data with odd days": {"@type": "Article", "datePublished": "9999-99-99"},
    }
    heads = {
        what: f'<script type="application/ld+json">{json.dumps(its)}</script>'
        for what, its in data.items()
    }
    odd = '<script type="application/ld+json">{"@type":"Article","dateModified":%s}</script>'
    heads["linked data with odd numbers"] = odd % f"[NaN, 1e999, -Infinity, {'9' * 6000}]"
    for day in ("9999-99-99", "0000-00-00", "2024-02-30", "-0044-03-15", "٢٠٢٤-٠٢-٠٣", "2" * 6000):
        meta = '<meta property="article:{}_time" content="{}">'
        both = (meta.format(its, day) for its in ("published", "modified"))
        heads[f"the day {ascii(day)[:20]}"] = "".join(both)
    for address in ("javascript:alert(1)", "https://a b/", "//x", "https://[::1", "a" * _MANY):
        heads[f"the address {address[:20]}"] = f'<link rel=canonical href="{address}">'
    named = f"<meta property=og:site_name content='&lt;b&gt;{TELEGRAM[:3]}&#10;---&#10;id: x'>"
    heads["an odd publisher"] = named
    heads["a publisher of 1 MB"] = f"<meta property=og:site_name content='{'Board ' * 170_000}'>"
    return heads


def _titles() -> dict[str, str]:
    return {
        "YAML": YAML,
        "open brackets": "title: [",
        "a path": "../../../outside",
        "an absolute path": "/etc/passwd",
        "a path with a NUL": "a\x00&#0;../b",
        "nothing": "",
        "white space": " \n\t&nbsp;",
        "small words": "The of a",
        "signs": "*** --- ### ```",
        "an emoji": "🏥",
        "in Arabic": "حقوق المرضى",
        "of 5,000 characters": "ledger" * 834,
        "of 5,000 words": "ledger " * 5_000,
        "an anchor": "&amp;a *a !!python/object:os.system",
        "quotation marks": "\"'\\\"'\\",
        "a backslash": "\\",
        "a date": "2024-02-03",
        "null": "null",
        "turned around": "\u202esregdel\u2066",
        "a control": "\x1b]0;owned\x07 &#x9b;31m",
        "markup of Telegram": TELEGRAM.replace("<", "&lt;"),
        "the id of another source": "Practice guide",
    }
