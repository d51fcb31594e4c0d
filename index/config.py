"""config.toml in, one checked value for each of its tables out; a key nobody knows is refused.

The tables of this package are read here. Another package reads its own table
with `read_table`, so that every table is checked by the same rules.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from index.errors import ConfigError

_TABLES = ("paths", "encoder", "index", "search", "publish", "bot")
_PROJECT = Path(__file__).resolve().parent.parent

PositiveInt = Annotated[int, msgspec.Meta(ge=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Cosine = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"^[^\x00]*$")]
# A hundred years are never; more than that is a slip, and no date.
Days = Annotated[int, msgspec.Meta(ge=1, le=36_500)]


class Paths(msgspec.Struct, frozen=True):
    """[paths]: where the documents are and where the index goes."""

    knowledge: Text
    index: Text


class EncoderSettings(msgspec.Struct, frozen=True):
    """[encoder]: the model and what it wants before a text."""

    model: Text
    query_prefix: str = ""
    passage_prefix: str = ""


class IndexSettings(msgspec.Struct, frozen=True):
    """[index]: how the index is kept and what `check` warns of."""

    generations_kept: PositiveInt
    review_after_days: Days
    near_duplicate: Cosine


class SearchSettings(msgspec.Struct, frozen=True):
    """[search]: how many cards and passages a search lists."""

    candidates: PositiveInt


class PublishSettings(msgspec.Struct, frozen=True):
    """[publish]: what a publication may lose without a reason given."""

    answers: Share
    emergencies: Share
    language: Share
    cards: Count
    past_sentences: Count
    near_duplicates: Count


class Config(msgspec.Struct, frozen=True):
    """The whole of config.toml, as far as this package reads it.

    `knowledge` and `index_folder` are absolute; `file` is where it was read.
    """

    file: Path
    knowledge: Path
    index_folder: Path
    encoder: EncoderSettings
    index: IndexSettings
    search: SearchSettings
    publish: PublishSettings
    tables: dict[str, Any]


TableT = TypeVar("TableT", bound=msgspec.Struct)


def load_config(file: Path | None = None) -> Config:
    """Return the checked settings of `file`, or of the config.toml beside the packages.

    Raises:
        ConfigError: the file is missing, is not TOML, or has an unknown or bad setting.
    """
    file = (file or _PROJECT / "config.toml").absolute()
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(
            f"{file}: no such file; run from the project's folder or name it: --config FILE"
        ) from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 text: {error.reason}; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{file}: not valid TOML: {error}") from error
    _refuse_unknown(f"{file.name}: the file", "tables", tables, _TABLES)
    paths = read_table(file, tables, "paths", Paths)
    return Config(
        file=file,
        knowledge=(file.parent / paths.knowledge).resolve(),
        index_folder=(file.parent / paths.index).resolve(),
        encoder=read_table(file, tables, "encoder", EncoderSettings),
        index=read_table(file, tables, "index", IndexSettings),
        search=read_table(file, tables, "search", SearchSettings),
        publish=read_table(file, tables, "publish", PublishSettings),
        tables=tables,
    )


def read_table(file: Path, tables: dict[str, Any], name: str, kind: type[TableT]) -> TableT:
    """Return table `name` as a value of `kind`.

    Raises:
        ConfigError: the table is missing, or a key in it is unknown or has a bad value.
    """
    table = tables.get(name)
    if not isinstance(table, dict):
        raise ConfigError(f"{file.name}: there is no table [{name}]; add it")
    known = [field.name for field in msgspec.structs.fields(kind)]
    _refuse_unknown(f"{file.name}: [{name}]", "keys", table, known)
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        found = re.search(r"at `\$((?:\.\w+)+)", str(error))
        path = found[1].removeprefix(".").split(".") if found else []
        value: Any = table
        for step, key in enumerate(path):
            value = value.get(key) if isinstance(value, dict) else None
            if isinstance(value, dict):
                # A table in the table: the place is in there.
                name = ".".join((name.partition(".")[0], *path[: step + 1]))
        place = f"line {setting_line(file, name, path[-1])}: " if path else ""
        shown = "" if value is None or isinstance(value, dict) else f" (it is {value!r})"
        raise ConfigError(f"{file.name}: {place}[{name}] {error}{shown}") from error


def setting_line(file: Path, table: str, key: str) -> int:
    """Return the line of `key` in [table], from 1, or that of the table, or 1."""
    here, found = "", 1
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            here = header[1].strip()
            found = number if here == table else found
        elif here == table and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return found


def _refuse_unknown(place: str, noun: str, table: dict[str, Any], known: Any) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise ConfigError(f"{place} has unknown {noun} {unknown}; known: {sorted(known)}")
