"""Sources, passages, cards and full text of one index generation; the only file with SQL."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
import sqlite_utils

from index.errors import IndexDamagedError
from index.passages import Block, Card, CardSection, Knowledge, Passage, Source, Translation
from index.translations import is_stale

VectorKind = Literal["passage", "card", "question", "example", "sentence", "alarm", "line"]
# The order in which vectors are kept: those of one kind follow each other.
VECTOR_KINDS: tuple[VectorKind, ...] = get_args(VectorKind)

# The longest query FTS5 is given, in different words: a long story has fewer that matter.
_MOST_WORDS = 60
_MAPPED_BYTES = 1 << 28
_WORD = re.compile(r"\w+", re.UNICODE)
# Words of English grammar; they say nothing of the subject. Negations stay.
_STOP_WORDS = frozenset(
    "a about all also am an and any are as at be been being but by can could did do does doing for"
    " from get got had has have having he her hers him his how i if in into is it its just me my of"
    " on or our ours out she should so some such than that the their theirs them then there these"
    " they this those to too us was we were what when where which while who whom why will with"
    " would you your yours please hello hi thanks im ive id dont".split()
)


# Tables that are asked though there may be nothing to write into them, and their keys.
_MAY_BE_EMPTY: dict[str, dict[str, type]] = {
    "words": {"word": str, "rarity": float, "count": int},
    "examples": {"place": str, "answerable": int},
    "names": {"name": str},
    "abbreviations": {"short": str, "full": str},
    "phrases": {"kind": str, "phrase": str},
    "translations": {"key": str, "lang": str, "card": str, "is_stale": int, "body": str},
    "glosses": {"lang": str, "name": str, "gloss": str},
}
# Fields of a source that are kept as JSON.
_LISTS = ("superseded_by", "taken")
_KEYS = {
    "words": "word",
    "examples": "place",
    "names": "name",
    "abbreviations": "short",
    "translations": "key",
}


@dataclass(frozen=True, slots=True)
class VectorRow:
    """What one vector stands for: a passage, a card, a way of asking for a card, a sentence ...

    `unit` is a passage's address, a card's id or the place of an example or alarm; a sentence
    has that of its passage or card; a `line`, a way of asking in another language, has language
    and card: `ar/CARD`. `digest` names the encoded text.
    """

    kind: VectorKind
    unit: str
    digest: str


class Lexicon(msgspec.Struct, frozen=True):
    """What is known of words, row by row.

    `words`: each word of the documents with its rarity and in how many texts it stands, and
    each other English word with neither; `names` are all pairs of neighbouring words;
    `abbreviations` with what they stand for; `phrases` of emergencies by kind.
    """

    words: Sequence[tuple[str, float | None, int]] = ()
    names: Sequence[str] = ()
    abbreviations: Sequence[tuple[str, str]] = ()
    phrases: Sequence[tuple[str, str]] = ()


class _CardBody(msgspec.Struct, frozen=True):
    short_answer: Block
    sections: tuple[CardSection, ...]


def write_store(
    file: Path, knowledge: Knowledge, rows: Sequence[VectorRow], lexicon: Lexicon
) -> None:
    """Write everything a search and an answer need into a new SQLite file.

    Row n of `rows` describes vector n.
    """
    db = sqlite_utils.Database(file, execute_plugins=False)
    try:
        # Nobody reads the file before it is whole, and it is synced as a whole then.
        db.execute("pragma synchronous = off")
        db.table("sources").insert_all(
            (
                asdict(source) | {name: list(getattr(source, name)) for name in _LISTS}
                for source in knowledge.sources.values()
            ),
            pk="id",
        )
        db.table("passages").insert_all(
            (asdict(passage) for passage in knowledge.passages.values()),
            pk="address",
            foreign_keys=[("source_id", "sources", "id")],
        )
        db.table("cards").insert_all(map(_card_row, knowledge.cards.values()), pk="id")
        db.table("vectors").create({"row": int, "kind": str, "unit": str, "digest": str}, pk="row")
        for name, columns in _MAY_BE_EMPTY.items():
            db.table(name).create(columns, pk=_KEYS.get(name))
        # All at once: a hundred thousand words a hundred at a time take seconds.
        with db.conn:
            db.conn.executemany(
                "insert into words (word, rarity, count) values (?, ?, ?)", lexicon.words
            )
            db.conn.executemany(
                "insert into vectors (row, kind, unit, digest) values (?, ?, ?, ?)",
                ((n, row.kind, row.unit, row.digest) for n, row in enumerate(rows)),
            )
        db.table("examples").insert_all(
            ({"place": its.place, "answerable": its.answerable} for its in knowledge.examples),
            pk="place",
        )
        db.table("names").insert_all(({"name": name} for name in lexicon.names), pk="name")
        db.table("abbreviations").insert_all(
            ({"short": short, "full": full} for short, full in lexicon.abbreviations), pk="short"
        )
        db.table("phrases").insert_all(
            {"kind": kind, "phrase": phrase} for kind, phrase in lexicon.phrases
        )
        db.table("translations").insert_all(
            (
                {
                    "key": translation_key(its.lang, its.card),
                    "lang": its.lang,
                    "card": its.card,
                    "is_stale": is_stale(knowledge.cards[its.card], its),
                    "body": msgspec.json.encode(its).decode(),
                }
                for translations in knowledge.translations.values()
                for its in translations.values()
            ),
            pk="key",
        )
        db.table("glosses").insert_all(
            {"lang": lang, "name": name, "gloss": gloss}
            for lang, glosses in knowledge.glosses.items()
            for name, gloss in glosses.items()
        )
        # Porter stemming and equal weights: as good as anything tried in the ranking trials.
        tokenizer = "porter unicode61 remove_diacritics 2"
        db.table("passages").enable_fts(["heading", "text"], tokenize=tokenizer)
        db.table("cards").enable_fts(["questions", "answer"], tokenize=tokenizer)
        for table in ("passages", "cards"):
            db.table(table).optimize()
        db.vacuum()
    except sqlite3.Error as error:
        # A full disk, most likely: to the caller the same as any file that cannot be written.
        raise OSError(f"{file}: cannot be written: {error}") from error
    finally:
        db.close()


def _card_row(card: Card) -> dict[str, Any]:
    body = _CardBody(card.short_answer, card.sections)
    return {
        "id": card.id,
        "question": card.question,
        "also_asked": list(card.also_asked),
        "topic": card.topic,
        "verdict": card.verdict,
        "as_of": card.as_of,
        "review_by": card.review_by,
        "body": msgspec.json.encode(body).decode(),
        "questions": "\n".join(card.questions),
        "answer": f"{card.verdict}. {card.text}",
    }


class Store:
    """One generation's SQLite file, open for reading by one thread; owns the connection.

    The file never changes once written, so it is opened as immutable: no lock is
    taken, and a read-only folder will do.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
            # Plugins would add SQL functions that nobody uses here; looking for them takes time.
            self._db = sqlite_utils.Database(connection, execute_plugins=False)
            # A generation is a few megabytes: read where it lies, not copied page by page.
            self._db.execute(f"pragma mmap_size = {_MAPPED_BYTES}")
            self._db.execute("select count(*) from vectors").fetchone()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def close(self) -> None:
        """Give the connection back."""
        self._db.close()

    def vector_rows(self) -> list[VectorRow]:
        """Return what each vector stands for, in the order of the vectors."""
        query = "select kind, unit, digest from vectors order by row"
        return [VectorRow(*row) for row in self._execute(query)]

    def vector_units(self) -> list[tuple[VectorKind, str]]:
        """Return kind and unit of each vector, in the order of the vectors."""
        return self._execute("select kind, unit from vectors order by row")

    def source(self, source_id: str) -> Source:
        """Return a source; KeyError for an id this generation does not hold."""
        row = self._one("sources", "id", source_id)
        return Source(
            **row
            | {
                **{name: tuple(msgspec.json.decode(row[name])) for name in _LISTS},
                "published_estimated": bool(row["published_estimated"]),
            }
        )

    def passage(self, address: str) -> Passage:
        """Return a passage; KeyError for an address this generation does not hold."""
        return Passage(**self._one("passages", "address", address))

    def card(self, card_id: str) -> Card:
        """Return a card; KeyError for an id this generation does not hold."""
        row = self._one("cards", "id", card_id)
        body = msgspec.json.decode(row["body"], type=_CardBody)
        return Card(
            id=row["id"],
            question=row["question"],
            also_asked=tuple(msgspec.json.decode(row["also_asked"])),
            topic=row["topic"],
            verdict=row["verdict"],
            as_of=row["as_of"],
            short_answer=body.short_answer,
            sections=body.sections,
            review_by=row["review_by"],
        )

    def translation(self, lang: str, card_id: str) -> tuple[Translation, bool] | None:
        """Return a card in another language, and whether its English has changed since."""
        query = "select body, is_stale from translations where key = ?"
        for body, stale in self._execute(query, (translation_key(lang, card_id),)):
            return msgspec.json.decode(body, type=Translation), bool(stale)
        return None

    def glosses(self, lang: str) -> dict[str, str]:
        """Return what names that stay English mean in a language."""
        return dict(self._execute("select name, gloss from glosses where lang = ?", (lang,)))

    def source_ids(self) -> list[str]:
        """Return the id of every source."""
        return [source_id for (source_id,) in self._execute("select id from sources")]

    def translation_standings(self) -> dict[str, bool]:
        """Return of each translation, by `translation_key`, whether it is stale."""
        query = "select key, is_stale from translations"
        return {key: bool(stale) for key, stale in self._execute(query)}

    def units(self) -> list[str]:
        """Return every card id and every passage address."""
        query = "select id from cards union all select address from passages"
        return [unit for (unit,) in self._execute(query)]

    def passage_traits(self) -> dict[str, tuple[str, str, str]]:
        """Return kind, status and jurisdiction of the source of every passage, by address."""
        query = (
            "select address, kind, status, jurisdiction from passages"
            " join sources on sources.id = passages.source_id"
        )
        return {address: tuple(traits) for address, *traits in self._execute(query)}

    def word_counts(self) -> dict[str, int]:
        """Return in how many texts each word of the documents stands."""
        return dict(self._execute("select word, count from words where count > 0"))

    def known_words(self, words: Iterable[str]) -> list[tuple[str, float | None]]:
        """Return those of `words` that are known, with their rarity if the documents have them."""
        asked = list(dict.fromkeys(words))
        marks = ",".join("?" * len(asked))
        query = f"select word, rarity from words where word in ({marks})"  # noqa: S608 - only marks
        return self._execute(query, asked)

    def english_words(self, words: Iterable[str]) -> set[str]:
        """Return those of `words` that are known at all."""
        return {word for word, _ in self.known_words(words)}

    def answerable_places(self) -> set[str]:
        """Return the places of the examples that the documents answer."""
        return {p for (p,) in self._execute("select place from examples where answerable")}

    def known_names(self, names: Iterable[str]) -> list[str]:
        """Return those of `names` that the documents have."""
        asked = list(dict.fromkeys(names))
        marks = ",".join("?" * len(asked))
        query = f"select name from names where name in ({marks})"  # noqa: S608 - only marks
        return [name for (name,) in self._execute(query, asked)]

    def abbreviations(self) -> dict[str, str]:
        """Return what abbreviations stand for."""
        return dict(self._execute("select short, full from abbreviations"))

    def phrases(self) -> dict[str, list[str]]:
        """Return the phrases of emergencies by kind."""
        found: dict[str, list[str]] = {}
        for kind, phrase in self._execute("select kind, phrase from phrases"):
            found.setdefault(kind, []).append(phrase)
        return found

    def counts(self, column: str) -> dict[str, int]:
        """Return how many sources have each value of `column`, the most frequent first."""
        query = f'select "{column}", count(*) from sources group by 1 order by 2 desc, 1'  # noqa: S608 - a column name of ours
        return dict(self._execute(query))

    def search_cards(self, question: str, k: int) -> list[tuple[str, float]]:
        """Return up to `k` cards as (id, BM25 score, higher is better), best first."""
        return self._search("cards", "id", question, k)

    def search_passages(self, question: str, k: int) -> list[tuple[str, float]]:
        """Return up to `k` passages as (address, BM25 score, higher is better), best first."""
        return self._search("passages", "address", question, k)

    def _search(self, table: str, key: str, question: str, k: int) -> list[tuple[str, float]]:
        match = full_text_query(question)
        if not match:
            return []
        query = (
            f"select {table}.{key}, -bm25({table}_fts) from {table}_fts"  # noqa: S608 - names of ours
            f" join {table} on {table}.rowid = {table}_fts.rowid"
            f" where {table}_fts match ? order by bm25({table}_fts), {table}.{key} limit ?"
        )
        return [(unit, score) for unit, score in self._execute(query, (match, k))]

    def _one(self, table: str, key: str, value: str) -> dict[str, Any]:
        try:
            row: dict[str, Any] = self._db.table(table).get(value)
        except sqlite_utils.db.NotFoundError as error:
            raise KeyError(value) from error
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        return row

    def _execute(self, query: str, values: Iterable[Any] = ()) -> list[Any]:
        try:
            return self._db.execute(query, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self._file}: {error}; build again: python -m index build --force"
        )


def translation_key(lang: str, card_id: str) -> str:
    """Return what the vectors of a card in another language are kept under."""
    return f"{lang}/{card_id}"


def card_of(key: str) -> str:
    """Return the card of what `translation_key` gave."""
    return key.partition("/")[2]


def language_lines(rows: range, units: Sequence[tuple[VectorKind, str]]) -> dict[str, range]:
    """Return the rows of each language's ways of asking, of the rows of all of them."""
    found: dict[str, range] = {}
    for row in rows:
        lang = units[row][1].partition("/")[0]
        found[lang] = range(found[lang].start if lang in found else row, row + 1)
    return found


def row_ranges(units: Sequence[tuple[VectorKind, str]]) -> dict[VectorKind, range]:
    """Return the rows of each kind; the kinds follow each other in the order of VECTOR_KINDS."""
    order = {kind: n for n, kind in enumerate(VECTOR_KINDS)}
    starts = [bisect_left(units, n, key=lambda row: order[row[0]]) for n in range(len(order) + 1)]
    return {kind: range(starts[n], starts[n + 1]) for kind, n in order.items()}


def full_text_query(question: str) -> str:
    """Return an FTS5 query that finds any of the words of a question, or an empty string.

    Each word is quoted, so that nothing a person types is read as query syntax.
    """
    words = dict.fromkeys(word.lower() for word in _WORD.findall(question.replace("'", "")))
    kept = [word for word in words if word not in _STOP_WORDS][:_MOST_WORDS]
    return " OR ".join(f'"{word}"' for word in kept)
