"""Texts made ready, 4-bit weights read, built models found or refused: all that needs no model."""

from __future__ import annotations

import struct
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import EmbeddingError, cache, e5_weights
from index.embedding.cache import Manifest
from index.embedding.embedder import MAX_CHARACTERS, prepare
from index.embedding.langchain import HoidapEmbeddings
from index.embedding.source import prefixes, resolve_spec
from tests.support import HashEmbedder


@given(st.text(st.characters(), max_size=200))  # lone surrogates and NUL among them
def test_any_string_becomes_encodable_nfc(text: str) -> None:
    ready = prepare(text)
    ready.encode("utf-8")
    assert "\x00" not in ready
    assert unicodedata.is_normalized("NFC", ready)
    assert prepare(ready) == ready


@given(st.text(alphabet="ắếộự đường phố 0123,.%", max_size=80))
def test_both_unicode_forms_of_vietnamese_become_one(text: str) -> None:
    assert prepare(unicodedata.normalize("NFD", text)) == prepare(text) == text


def test_long_text_is_cut_before_it_is_normalised() -> None:
    # Alternating combining marks: sorting a million of them would take minutes.
    assert len(prepare("a" + "\u0323\u0301" * 500_000)) <= MAX_CHARACTERS


def pack(weights: np.ndarray) -> bytes:
    """4-bit blocks of a flat array whose values are whole multiples -8…7 of one scale a block."""
    out = b""
    for block in weights.reshape(-1, 32):
        scale = np.float16(0.25)
        nibbles = (block / np.float32(scale) + 8).astype(np.uint8)
        out += scale.tobytes() + (nibbles[:16] | nibbles[16:] << 4).tobytes()
    return out


def write_four_bit_file(path: Path) -> dict[str, np.ndarray]:
    """A model of one layer, 32 wide, in the packaged file's layout; returns what its tensors hold."""
    hidden, inner, vocabulary, positions = 32, 64, 5, 4
    rng = np.random.default_rng(3)
    dimensions: dict[str, tuple[int, ...]] = {
        "emb.word": (vocabulary, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (2, hidden),
        "emb.ln.w": (hidden,),
        "emb.ln.b": (hidden,),
    }
    for part in ("q", "k", "v", "ao"):
        dimensions |= {f"l0.{part}.w": (hidden, hidden), f"l0.{part}.b": (hidden,)}
    dimensions |= {"l0.fi.w": (inner, hidden), "l0.fi.b": (inner,), "l0.fo.w": (hidden, inner), "l0.fo.b": (hidden,)}
    for part in ("aln", "oln"):
        dimensions |= {f"l0.{part}.w": (hidden,), f"l0.{part}.b": (hidden,)}
    tensors: dict[str, np.ndarray] = {}
    entries, bodies = b"", b""
    four_bit = {"emb.word", *(f"l0.{part}.w" for part in ("q", "k", "v", "ao", "fi", "fo"))}
    directory_length = sum(2 + len(name) + 21 for name in dimensions)
    head = b"E5S1" + struct.pack("<I7ifi", 1, hidden, 1, 2, inner, vocabulary, positions, 2, 1e-12, 32)
    head += struct.pack("<5iQ", 2, 0, 2, 1, 3, 5) + struct.pack("<3I2f", 0, 2, 5, -1.0, -2.0) + b"abcde"
    head += struct.pack("<iI", 1, 9) + bytes(9) + struct.pack("<i", len(dimensions))
    for name, size in dimensions.items():
        values = rng.integers(-8, 8, size).astype(np.float32) * np.float32(0.25)
        tensors[name] = values
        body = pack(values) if name in four_bit else values.tobytes()
        offset = len(head) + directory_length + len(bodies)
        entries += struct.pack("<H", len(name)) + name.encode()
        entries += struct.pack("<BIQQ", name in four_bit, values.size, offset, len(body))
        bodies += body
    path.write_bytes(head + entries + bodies)
    return tensors


def test_four_bit_file_is_read_back(tmp_path: Path) -> None:
    expected = write_four_bit_file(tmp_path / "model.bin")
    shape, tensors = e5_weights.read_weights(tmp_path / "model.bin")
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward) == (32, 1, 2, 64)
    assert shape.epsilon == pytest.approx(1e-12)
    for short, full in {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
        "l0.q.w": "encoder.layer.0.attention.self.query.weight",
        "l0.aln.w": "encoder.layer.0.attention.output.LayerNorm.weight",
        "l0.fi.w": "encoder.layer.0.intermediate.dense.weight",
        "l0.fo.w": "encoder.layer.0.output.dense.weight",
        "l0.fo.b": "encoder.layer.0.output.dense.bias",
    }.items():
        np.testing.assert_array_equal(tensors[full], expected[short], err_msg=full)


@pytest.mark.parametrize("damage", [lambda data: b"XXXX" + data[4:], lambda data: data[:-40], lambda data: data[:50]])
def test_damaged_four_bit_file_is_one_line(tmp_path: Path, damage: object) -> None:
    write_four_bit_file(tmp_path / "model.bin")
    data = (tmp_path / "model.bin").read_bytes()
    (tmp_path / "model.bin").write_bytes(damage(data))  # type: ignore[operator]
    with pytest.raises(EmbeddingError, match=r"model\.bin: not a readable 4-bit E5 file"):
        e5_weights.read_weights(tmp_path / "model.bin")


def manifest(files: dict[str, tuple[int, str]], **changes: object) -> Manifest:
    values = {
        "name": "m",
        "engine": "onnx-int8",
        "dimension": 8,
        "max_tokens": 512,
        "query_prefix": "query: ",
        "passage_prefix": "passage: ",
        "pooling": "mean",
        "source": "",
        "parity": 0.99,
        "reason": "",
        "files": files,
    }
    return Manifest.model_validate(values | changes)


def publish(folder: Path, content: bytes) -> Manifest:
    with cache.build_lock(folder, waiting=lambda: None) as workplace:
        (workplace / "model.onnx").write_bytes(content)
        built = manifest(cache.describe_files(workplace))
        cache.publish(workplace, folder, built)
    return built


def test_a_published_model_is_whole_until_a_byte_changes(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "m"
    assert cache.read_manifest(folder) is None
    built = publish(folder, b"weights")
    assert cache.read_manifest(folder) == built
    assert cache.damaged_file(folder, built) is None
    (folder / "model.onnx").write_bytes(b"Weights")
    assert cache.damaged_file(folder, built) == "model.onnx"
    (folder / "model.onnx").write_bytes(b"weight")
    assert cache.read_manifest(folder) is None


def test_publishing_again_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    publish(folder, b"first")
    publish(folder, b"second")
    assert (folder / "model.onnx").read_bytes() == b"second"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".m.lock", "m"]


def test_a_build_that_raises_leaves_no_model_and_no_rubbish(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), cache.build_lock(tmp_path / "m", waiting=lambda: None) as workplace:
        (workplace / "model.onnx").write_bytes(b"half")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == [".m.lock"]


def test_fingerprint_follows_content_and_settings() -> None:
    base = manifest({"model.onnx": (1, "aa")})
    others = [
        manifest({"model.onnx": (1, "ab")}),
        manifest({"model.onnx": (1, "aa")}, query_prefix=""),
        manifest({"model.onnx": (1, "aa")}, pooling="cls"),
        manifest({"model.onnx": (1, "aa")}, max_tokens=128),
    ]
    prints = {cache.fingerprint(item, "nfc-1") for item in [base, *others]} | {cache.fingerprint(base, "nfc-2")}
    assert len(prints) == 6
    assert cache.fingerprint(manifest({"model.onnx": (1, "aa")}, source="touched"), "nfc-1") in prints


def test_the_cache_moves_with_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_CACHE", str(tmp_path))
    assert cache.cache_root() == tmp_path / "models"
    assert cache.cache_root(tmp_path / "other") == tmp_path / "other"


def test_a_folder_of_the_default_models_name_needs_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / e5_weights.NAME).mkdir()
    assert resolve_spec(e5_weights.NAME) == e5_weights.NAME
    assert resolve_spec(f"./{e5_weights.NAME}") == str(tmp_path / e5_weights.NAME)
    assert resolve_spec("intfloat/multilingual-e5-base") == "intfloat/multilingual-e5-base"


@pytest.mark.parametrize("spec", ["/no/such/model", "./none", "a" * 300, "~nobody-of-that-name/m"])
def test_a_path_to_nothing_is_one_line(spec: str) -> None:
    with pytest.raises(EmbeddingError) as caught:
        resolve_spec(spec)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("spec", ["../../etc", "org/na me;rm", "...", "a" * 300])
def test_a_model_name_never_leaves_the_cache(tmp_path: Path, spec: str) -> None:
    folder = cache.model_folder(tmp_path, spec, "cpu")
    assert folder.parent == tmp_path
    assert not folder.name.startswith(".")
    assert len(folder.name) < 100


class Prompted:
    """As much of a sentence-transformers model as its prefixes are read from."""

    def __init__(self, prompts: dict[str, str], default: str | None = None) -> None:
        self.prompts = prompts
        self.default_prompt_name = default


@pytest.mark.parametrize(
    ("prompts", "default", "spec", "expected"),
    [
        ({"query": "q: ", "document": "d: "}, None, "any/model", ("q: ", "d: ")),
        ({"query": "search: ", "document": ""}, None, "any/e5-like", ("search: ", "")),
        ({"query": "", "document": ""}, None, "intfloat/multilingual-e5-large", ("query: ", "passage: ")),
        ({}, None, "intfloat/e5-small-v2", ("query: ", "passage: ")),
        ({}, None, "intfloat/multilingual-e5-large-instruct", ("", "")),
        ({}, None, "sentence-transformers/all-MiniLM-L6-v2", ("", "")),
        ({"note": "x: "}, "note", "any/model", ("x: ", "x: ")),
    ],
)
def test_prefixes(prompts: dict[str, str], default: str | None, spec: str, expected: tuple[str, str]) -> None:
    assert prefixes(Prompted(prompts, default), spec) == expected


def test_hash_embedder_and_its_langchain_face() -> None:
    embedder = HashEmbedder()
    done: list[int] = []
    vectors = embedder.embed_passages(["thu ngân sách quận", "trường học mới", ""], done.append)
    assert vectors.shape == (3, 64)
    assert done == [1, 2, 3]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-6)
    assert int(np.argmax(vectors @ embedder.embed_query("ngân sách"))) == 0
    face = HoidapEmbeddings(embedder)
    np.testing.assert_allclose(face.embed_documents(["thu ngân sách quận"])[0], vectors[0])
    np.testing.assert_allclose(face.embed_query("trường học mới"), vectors[1])
