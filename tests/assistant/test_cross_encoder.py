"""The cross-encoder seam: a real, tiny one built here, with random weights."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from assistant.cross_encoder import load_cross_encoder
from assistant.retrieve import Retriever
from assistant.settings import Settings
from index.errors import LibraryError
from index.library import Library
from tests.index.library_samples import parsed
from tests.support import HashEmbedder

needs_models = pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is None, reason="sentence-transformers is not installed"
)
WORDS = ["thu", "ngân", "sách", "quận", "tây", "hồ", "đạt", "bao", "nhiêu", "tỷ", "đồng", "học", "phí", "mở", "đường"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    path = tmp_path_factory.mktemp("cross-encoder")
    vocabulary = path / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]), encoding="utf-8")
    config = BertConfig(
        vocab_size=5 + len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
        initializer_range=1.0,
    )
    torch.manual_seed(5)
    BertForSequenceClassification(config).save_pretrained(path)
    BertTokenizerFast(str(vocabulary), do_lower_case=True, strip_accents=False).save_pretrained(path)
    return str(path)


@needs_models
def test_it_puts_the_best_in_its_own_order(folder: str, tmp_path: Path) -> None:
    texts = ["Thu ngân sách quận Tây Hồ đạt hai tỷ đồng.", "Học phí không đổi.", "Quận Tây Hồ mở đường mới."]
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply([parsed(f"{n}.md", [text]) for n, text in enumerate(texts)])
        question = "Thu ngân sách quận Tây Hồ bao nhiêu?"
        plain, crossed = (Retriever(library, Settings.load({}, cross_encoder=name)) for name in ("", folder))
        before, after = plain.retrieve(plain.understand(question)), crossed.retrieve(crossed.understand(question))
    read = [f"{c.passage.passage.prefix}\n{c.passage.text}".strip() for c in after]
    scores = load_cross_encoder(folder)(question, read)
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(texts)
    assert [c.why["cross_encoder"] for c in after] == [pytest.approx(s, abs=1e-3) for s in scores]
    assert [c.score for c in after] == [c.score for c in before]
    assert all("cross_encoder" not in c.why for c in before)


@needs_models
def test_only_so_many_are_read_together(folder: str, tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply([parsed(f"{n}.md", [f"Quận Tây Hồ mở đường mới số {n}."]) for n in range(4)])
        retriever = Retriever(library, Settings.load({}, cross_encoder=folder, cross_encoder_passages=2))
        found = retriever.pool(retriever.understand("Quận Tây Hồ mở đường nào?"))
    assert ["cross_encoder" in c.why for c in found] == [True, True, False, False]


@needs_models
def test_what_cannot_be_loaded_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"^cross_encoder .*nowhere: cannot be loaded: ") as caught:
        load_cross_encoder(str(tmp_path / "nowhere"))
    assert "\n" not in str(caught.value)
