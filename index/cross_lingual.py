"""A public set of questions in many languages in, how often the English paragraph is found out.

In the format of XQuAD (Artetxe, Ruder and Yogatama 2020): `xquad.LANG.json` in one folder, the
same paragraphs and questions in each language. It judges the encoder alone, on what has
nothing to do with our documents; the set is not ours to ship.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from index.encoder import Encoder
from index.errors import EvaluationError
from index.intervals import Number, mean, share
from index.progress import Track

_FILES = "xquad.{lang}.json"
_ENGLISH = "en"


class _Question(msgspec.Struct, frozen=True):
    id: str
    question: str


class _Paragraph(msgspec.Struct, frozen=True):
    context: str
    qas: tuple[_Question, ...]


class _Article(msgspec.Struct, frozen=True):
    paragraphs: tuple[_Paragraph, ...]


class _Set(msgspec.Struct, frozen=True):
    data: tuple[_Article, ...]

    @property
    def paragraphs(self) -> list[_Paragraph]:
        return [paragraph for article in self.data for paragraph in article.paragraphs]


class CrossLingual(msgspec.Struct, frozen=True):
    """For one language: how often the right English paragraph is first, and among five.

    `reciprocal_rank` is the mean of one over the rank of the right paragraph.
    """

    first: Number
    among_five: Number
    reciprocal_rank: Number


def cross_lingual(folder: Path, encoder: Encoder, track: Track) -> dict[str, CrossLingual]:
    """Return how often questions in each language of the set in `folder` find their paragraph.

    Raises:
        EvaluationError: the English set is missing, or a file is of another form.
    """
    english = _read(folder / _FILES.format(lang=_ENGLISH)).paragraphs
    contexts = encoder.encode_passages([its.context for its in english])
    place = {q.id: n for n, paragraph in enumerate(english) for q in paragraph.qas}
    files = sorted(folder.glob(_FILES.format(lang="*")))
    found = {}
    with track("Public questions in other languages", len(files)) as advance:
        for file in files:
            asked = [q for paragraph in _read(file).paragraphs for q in paragraph.qas]
            asked = [q for q in asked if q.id in place]
            if asked:
                vectors = encoder.encode_queries([q.question for q in asked])
                cosines = vectors @ contexts.T
                right = cosines[np.arange(len(asked)), [place[q.id] for q in asked]]
                ranks = 1 + (cosines > right[:, None]).sum(axis=1)
                found[file.name.split(".")[1]] = CrossLingual(
                    first=share([bool(its) for its in ranks == 1]),
                    among_five=share([bool(its) for its in ranks <= 5]),
                    reciprocal_rank=mean((1 / ranks).tolist()),
                )
            advance(1)
    return found


def _read(file: Path) -> _Set:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Set)
    except (OSError, msgspec.DecodeError) as error:
        raise EvaluationError(
            f"{file}: cannot be read in the format of XQuAD: {error}; the folder has"
            f" {_FILES.format(lang=_ENGLISH)} and one such file for each language"
        ) from error
