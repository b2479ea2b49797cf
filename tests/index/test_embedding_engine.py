"""The default model as it is served: shapes, repeatability, hostile texts, meaning, and what it costs to load."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import numpy as np
import pytest

from index.embedding import Embedder, cached_model
from index.embedding.cache import read_manifest

PASSAGES = [
    "Chín tháng đầu năm, quận Bình An thu ngân sách 1.840 tỷ đồng, đạt 92% kế hoạch thành phố giao.",
    "Trường mầm non Hoa Mai khánh thành với 18 phòng học và một bếp ăn mới.",
    "Lịch cắt điện tuần tới ở phường Đông Sơn do nâng cấp trạm biến áp.",
    "Hội đồng nhân dân thông qua nghị quyết về mức thu phí tham quan bảo tàng.",
    "Dịch sốt xuất huyết giảm, toàn huyện ghi nhận 35 ca trong tháng.",
]


def test_vectors_are_unit_float32_rows(embedder: Embedder) -> None:
    done: list[int] = []
    vectors = embedder.embed_passages(PASSAGES, done.append)
    assert vectors.shape == (5, embedder.dimension)
    assert vectors.dtype == np.float32
    assert done == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    question = embedder.embed_query("thu ngân sách")
    assert question.shape == (embedder.dimension,)
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_vector_does_not_depend_on_its_company(embedder: Embedder) -> None:
    texts = [*PASSAGES, " ".join(PASSAGES), "phường"]
    together = embedder.embed_passages(texts)
    backwards = embedder.embed_passages(texts[::-1])[::-1]
    alone = np.vstack([embedder.embed_passages([text]) for text in texts])
    np.testing.assert_array_equal(together, backwards)
    np.testing.assert_array_equal(together, alone)


def test_another_process_gives_the_same_vectors(embedder: Embedder) -> None:
    script = (
        "import sys, hashlib; from index.embedding import load_embedder; e = load_embedder();"
        f"v = e.embed_passages({PASSAGES!r}); print(e.fingerprint, hashlib.sha256(v.tobytes()).hexdigest());"
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules or 'onnx' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"a build library was imported to serve, or: {ran.stderr}"
    import hashlib

    here = hashlib.sha256(embedder.embed_passages(PASSAGES).tobytes()).hexdigest()
    assert ran.stdout.split() == [embedder.fingerprint, here]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Quận Bình An thu ngân sách đạt bao nhiêu phần trăm kế hoạch?", 0),
        ("What share of its revenue plan did the district reach?", 0),
        ("Trường mầm non mới có mấy phòng?", 1),
        ("When will the power be off?", 2),
        ("phí vào bảo tàng do ai quyết định", 3),
        ("dengue cases this month", 4),
    ],
)
def test_a_question_is_nearest_to_its_passage_in_either_language(embedder: Embedder, question: str, row: int) -> None:
    assert int(np.argmax(embedder.embed_passages(PASSAGES) @ embedder.embed_query(question))) == row


def test_questions_and_passages_have_their_own_prefix(embedder: Embedder) -> None:
    text = PASSAGES[0]
    prefixed = embedder.embed_passages([text])[0]
    assert 0.8 < float(embedder.embed_query(text) @ prefixed) < 0.9999


def test_decomposed_text_has_the_vector_of_composed_text(embedder: Embedder) -> None:
    decomposed = [unicodedata.normalize("NFD", text) for text in PASSAGES]
    np.testing.assert_array_equal(embedder.embed_passages(decomposed), embedder.embed_passages(PASSAGES))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00",
        "\ud800 lone \udfff",
        "\ufdfa" * 2000,  # each becomes 18 characters inside the tokenizer
        "a" * 5_000_000,
        "không có dấu cách nào" * 250_000,
        "ก็" * 100_000,
        "\u0301\u0323" * 100_000,
        "</s><pad><mask>" * 500,
        "." * 100_000,
        "😀" * 10_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_texts_are_finite_and_quick(embedder: Embedder, text: str) -> None:
    started = time.process_time()
    vectors = np.vstack([embedder.embed_passages([text])[0], embedder.embed_query(text)])
    assert time.process_time() - started < 5  # two runs at the token limit take about 0.4 s
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_past_the_token_limit_a_text_is_cut(embedder: Embedder) -> None:
    words = ["ngân", "sách", "quận", "tăng", "thu"] * 200  # 1,000 syllables, more than 512 tokens
    kept, longer = " ".join(words), " ".join([*words, "xe", "buýt"])
    np.testing.assert_array_equal(embedder.embed_query(kept), embedder.embed_query(longer))


def test_several_threads_may_ask_at_once(embedder: Embedder) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(embedder.embed_query, PASSAGES * 4))
    expected = [embedder.embed_query(text) for text in PASSAGES] * 4
    np.testing.assert_array_equal(np.vstack(found), np.vstack(expected))


def test_the_served_model_was_compared_with_its_original(embedder: Embedder) -> None:
    folder = cached_model()
    assert folder is not None
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.name in embedder.describe()
    if manifest.engine == "onnx-int8":
        assert manifest.parity is not None
        assert manifest.parity >= 0.99
