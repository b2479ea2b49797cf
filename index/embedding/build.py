"""Building a model once: sentence-transformers → ONNX with pooling inside → int8 → compared with the original."""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.cache import Manifest, describe_files, source_state
from index.embedding.embedder import Embedder, prepare
from index.embedding.errors import EmbeddingError
from index.embedding.onnx_engine import MODEL_FILE, TOKENIZER_FILE, OnnxEmbedder
from index.embedding.probes import probe_texts
from index.embedding.quantise import quantise
from index.embedding.source import build_libraries, fetch_source, prefixes
from index.embedding.torch_engine import SOURCE_FOLDER

MIN_PARITY = 0.99
MAX_TOKENS = 512  # longer texts are cut: passages are shorter, and the cost of attention is bounded

Report = Callable[[str, float], None]

_log = logging.getLogger(__name__)


class _CannotExportError(Exception):
    """The model has a part that the exported graph would not hold; it is served by sentence-transformers."""


def build(spec: str, workplace: Path, *, device: str, report: Report) -> Manifest:
    """Build the model `spec` for `device` into `workplace` and return its manifest (not yet written).

    `report` gets a stage ("fetch", "export", "quantise", "check", "save") and the fraction of the whole that is done.
    """
    report("fetch", 0.0)
    source = workplace / SOURCE_FOLDER
    model = fetch_source(spec, source)
    query_prefix, passage_prefix = prefixes(model, spec)
    plan = Manifest(
        name=Path(spec).name,
        engine="sentence-transformers",
        dimension=int(model.encode(["a"], show_progress_bar=False).shape[1]),
        max_tokens=min(model.max_seq_length or MAX_TOKENS, MAX_TOKENS),
        query_prefix=query_prefix,
        passage_prefix=passage_prefix,
        pooling="its own",
        source=source_state(spec),
        parity=None,
        reason="",
        files={},
    )
    if device == "cpu":
        try:
            plan = _build_int8(model, workplace, plan, report)
        except _CannotExportError as error:
            plan = plan.model_copy(update={"reason": str(error)})
            _log.warning("%s is served by sentence-transformers, slower: %s", plan.name, error)
    report("save", 0.95)
    if plan.engine == "onnx-int8":
        shutil.rmtree(source, ignore_errors=True)
    else:
        for path in workplace.iterdir():
            if path.is_file():
                path.unlink()
        if not source.exists():
            model.save(str(source), create_model_card=False)
    return plan.model_copy(update={"files": describe_files(workplace)})


def _build_int8(model: Any, workplace: Path, plan: Manifest, report: Report) -> Manifest:
    """Write the int8 graph and the tokenizer; returns the plan for ONNX Runtime. Raises _CannotExportError."""
    pooling = exportable_pooling(model)
    full = workplace / "full.onnx"
    report("export", 0.15)
    try:
        with _quiet(), build_libraries(f"building {plan.name}"):
            model.tokenizer.backend_tokenizer.save(str(workplace / TOKENIZER_FILE), pretty=False)
            export(model, pooling, full)
            report("quantise", 0.5)
            quantise(full, workplace / MODEL_FILE)
        full.unlink()
        report("check", 0.8)
        plan = plan.model_copy(update={"engine": "onnx-int8", "pooling": pooling})
        parity = mean_cosine(model, OnnxEmbedder(workplace, plan), plan.passage_prefix)
    except EmbeddingError:
        raise
    except Exception as error:  # an exporter fails in many ways; each means the same, and the cause is kept
        raise _CannotExportError(f"export failed: {type(error).__name__}: {str(error).splitlines()[:1]}") from error
    if parity < MIN_PARITY:
        raise _CannotExportError(f"int8 vectors differ from fp32 (mean cosine {parity:.4f} < {MIN_PARITY})")
    return plan.model_copy(update={"parity": round(parity, 6)})


def exportable_pooling(model: Any) -> str:
    """How the model pools, "mean" or "cls"; raises _CannotExportError for any other make of model."""
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise _CannotExportError(f"modules {', '.join(kinds)}")
    settings = model[1].get_config_dict()
    pooling = settings.get("pooling_mode")
    if pooling not in ("mean", "cls") or not settings.get("include_prompt", True):
        raise _CannotExportError(f"pooling {pooling}")
    if getattr(model[0], "do_lower_case", False):
        raise _CannotExportError("lower-casing before the tokenizer")
    if not hasattr(model.tokenizer, "backend_tokenizer"):
        raise _CannotExportError("no tokenizer.json")
    return str(pooling)


def export(model: Any, pooling: str, target: Path) -> None:
    """Write encoder, pooling and normalisation as one ONNX graph: input_ids (1, length) → embedding (1, dimension).

    One text a run needs no padding and so no attention mask, which saves a tenth of the time.
    """
    import torch

    class Graph(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.encoder = model[0].auto_model

        def forward(self, input_ids: Any) -> Any:
            states = self.encoder(input_ids=input_ids, attention_mask=None).last_hidden_state
            pooled = states[:, 0] if pooling == "cls" else states.mean(1)
            return torch.nn.functional.normalize(pooled, dim=-1)

    example = model.tokenizer(["một ví dụ, an example"], return_tensors="pt")
    with torch.no_grad():
        torch.onnx.export(
            Graph().eval(),
            (example["input_ids"],),
            str(target),
            input_names=["input_ids"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": {1: "length"}},
            opset_version=17,
            dynamo=False,
        )


def mean_cosine(model: Any, embedder: Embedder, prefix: str) -> float:
    """Mean cosine of the embedder's vectors to those of the original model on the probe texts."""
    texts = probe_texts()
    original = model.encode(
        [prefix + prepare(text) for text in texts],
        prompt="",
        batch_size=4,
        normalize_embeddings=True,
        show_progress_bar=False,
    )
    return float((np.asarray(original) * embedder.embed_passages(texts)).sum(axis=1).mean())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep tracing and quantisation from writing their advice over the progress bar."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
