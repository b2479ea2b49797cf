"""Building any sentence-transformers model: from a folder made here, two layers deep, so that a build takes seconds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding import EmbeddingError, cached_model, load_embedder
from index.embedding.__main__ import main
from index.embedding.cache import read_manifest

pytest.importorskip("sentence_transformers", reason="the build extras are not installed")

TEXTS = ["Ủy ban nhân dân quận", "thu ngân sách đạt kế hoạch năm 2025", "nghị quyết " * 30, "a district budget"]


def make_model(folder: Path, *, pooling: str = "mean", prompts: dict[str, str] | None = None, seed: int = 0) -> Path:
    """A two-layer BERT with random weights and a character tokenizer, saved as sentence-transformers saves."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    letters = sorted({letter for text in TEXTS for letter in text} | set("abcdefghijklmnopqrstuvwxyz: ,"))
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    bert = folder.with_name(f"{folder.name}-bert")
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special).save_pretrained(bert)
    torch.manual_seed(seed)
    size = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, **size)).save_pretrained(bert)
    encoder = Transformer(str(bert), max_seq_length=64)
    SentenceTransformer(modules=[encoder, Pooling(64, pooling_mode=pooling)], prompts=prompts, device="cpu").save(
        str(folder), create_model_card=False
    )
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prompts = {"query": "hoi: ", "document": "van ban: "}
    return make_model(tmp_path_factory.mktemp("source") / "tiny", prompts=prompts)


@pytest.fixture(scope="module")
def built(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("cache")
    load_embedder(str(tiny), cache=cache)
    return cache


def original_vectors(folder: Path, texts: list[str]) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu").encode(texts, prompt="", normalize_embeddings=True)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_served_vectors_are_those_of_the_original(tmp_path: Path, pooling: str) -> None:
    source = make_model(tmp_path / "model", pooling=pooling, prompts={"query": "hoi: ", "document": "van ban: "})
    stages: list[str] = []
    embedder = load_embedder(str(source), cache=tmp_path / "cache", progress=lambda stage, _: stages.append(stage))
    assert "int8" in embedder.describe()
    assert (embedder.name, embedder.dimension) == ("model", 64)
    assert stages == ["fetch", "export", "quantise", "check", "save", "done"]
    passages = original_vectors(source, [f"van ban: {text}" for text in TEXTS])
    assert float((passages * embedder.embed_passages(TEXTS)).sum(axis=1).min()) > 0.99
    question = original_vectors(source, [f"hoi: {TEXTS[1]}"])[0]
    assert float(question @ embedder.embed_query(TEXTS[1])) > 0.99


def test_the_second_load_builds_nothing(tiny: Path, built: Path) -> None:
    stages: list[str] = []
    first = load_embedder(str(tiny), cache=built, progress=lambda stage, _: stages.append(stage))
    assert stages == []
    folder = cached_model(str(tiny), built)
    assert folder is not None
    assert first.fingerprint == load_embedder(str(tiny), cache=built).fingerprint


def test_a_damaged_build_is_built_again(tiny: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = load_embedder(str(tiny), cache=tmp_path)
    folder = cached_model(str(tiny), tmp_path)
    assert folder is not None
    model = folder / "model.onnx"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 0xFF
    model.write_bytes(data)
    after = load_embedder(str(tiny), cache=tmp_path)
    assert "damaged (model.onnx)" in caplog.text
    np.testing.assert_array_equal(before.embed_passages(TEXTS), after.embed_passages(TEXTS))
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{folder.name}.lock", folder.name]


def test_a_changed_source_folder_is_built_again(tmp_path: Path) -> None:
    source = make_model(tmp_path / "model")
    before = load_embedder(str(source), cache=tmp_path / "cache")
    make_model(source, seed=1)
    assert cached_model(str(source), tmp_path / "cache") is None
    after = load_embedder(str(source), cache=tmp_path / "cache")
    assert before.fingerprint != after.fingerprint
    assert not np.allclose(before.embed_query(TEXTS[0]), after.embed_query(TEXTS[0]))


def test_what_cannot_be_exported_is_served_by_sentence_transformers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = make_model(tmp_path / "model", pooling="max", prompts={"query": "hoi: "})
    embedder = load_embedder(str(source), cache=tmp_path / "cache")
    assert "served by sentence-transformers" in caplog.text
    assert "pooling max" in embedder.describe()
    np.testing.assert_allclose(embedder.embed_passages(TEXTS), original_vectors(source, TEXTS), atol=1e-5)
    again = load_embedder(str(source), cache=tmp_path / "cache")  # the decision is kept, not taken anew
    assert again.fingerprint == embedder.fingerprint
    np.testing.assert_allclose(again.embed_query(TEXTS[0]), embedder.embed_query(TEXTS[0]), atol=1e-6)


def test_int8_far_from_the_original_is_not_served(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.embedding.build.MIN_PARITY", 1.1)
    embedder = load_embedder(str(tiny), cache=tmp_path)
    assert "int8 vectors differ from fp32" in caplog.text
    assert "int8 vectors differ from fp32" in embedder.describe()
    folder = cached_model(str(tiny), tmp_path)
    assert folder is not None
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.engine == "sentence-transformers"
    assert all(name.startswith("source/") for name in manifest.files)


def start_build(source: Path, cache: Path, script: str) -> subprocess.Popen[str]:
    code = (
        "import sys, time, pathlib; from index.embedding import load_embedder\n"
        f"def progress(stage, fraction):\n    {script}\n"
        f"load_embedder({str(source)!r}, cache=pathlib.Path({str(cache)!r}), progress=progress)"
    )
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_a_build_killed_half_way_leaves_nothing_that_looks_built(tiny: Path, tmp_path: Path) -> None:
    builder = start_build(tiny, tmp_path, "print(stage, flush=True); stage == 'check' and time.sleep(600)")
    assert builder.stdout is not None
    for line in builder.stdout:
        if line.strip() == "check":
            break
    os.kill(builder.pid, signal.SIGKILL)
    builder.wait()
    assert any(path.name.startswith(".building-") for path in tmp_path.iterdir())
    assert cached_model(str(tiny), tmp_path) is None
    load_embedder(str(tiny), cache=tmp_path)
    assert cached_model(str(tiny), tmp_path) is not None
    assert not any(path.name.startswith(".building-") for path in tmp_path.iterdir())


def test_two_processes_build_once(tiny: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    builders = [start_build(tiny, tmp_path, "print(stage, flush=True)") for _ in range(2)]
    stages = [set(builder.communicate(timeout=200)[0].split()) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], f"after {time.monotonic() - started:.0f} s"
    assert sum("fetch" in seen for seen in stages) == 1
    assert all(seen in ({"wait"}, set()) for seen in stages if "fetch" not in seen)


def test_missing_build_extras_are_named_in_one_line(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbeddingError, match=r"needs the Python package sentence_transformers.*pip install") as caught:
        load_embedder(str(tiny), cache=tmp_path)
    assert "\n" not in str(caught.value)
    assert cached_model(str(tiny), tmp_path) is None


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "config.json").write_text(json.dumps({"model_type": "none"}))
    with pytest.raises(EmbeddingError, match="empty") as caught:
        load_embedder(str(tmp_path / "empty"), cache=tmp_path / "cache")
    assert "\n" not in str(caught.value)


def test_a_name_that_cannot_be_fetched_is_one_line_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A port where nothing listens stands for a hub that cannot be reached, with or without a network.
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    started = time.monotonic()
    with pytest.raises(EmbeddingError, match="nobody/no-such-model") as caught:
        load_embedder("nobody/no-such-model", cache=tmp_path)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - started < 60  # retrying file by file takes minutes
    assert cached_model("nobody/no-such-model", tmp_path) is None


def test_the_command_builds_and_reports(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOIDAP_CACHE", str(tmp_path))
    assert main(["build", "--model", str(tiny)]) == 0
    assert "tiny, 64-d, ONNX Runtime int8" in capsys.readouterr().err
    assert main(["build", "--model", "/no/such/folder"]) == 1
    assert capsys.readouterr().err == "/no/such/folder: no such folder\n"
