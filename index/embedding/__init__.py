"""Text to vectors: sentence-transformers is where models come from, ONNX Runtime int8 is what serves them.

embedder = load_embedder()  # builds the default model on first use, then loads in about a second
vectors = embedder.embed_passages(["Thu ngân sách đạt 89% kế hoạch."])  # (1, 384)
scores = vectors @ embedder.embed_query("thu ngân sách đạt bao nhiêu?")  # cosine similarities
"""

from index.embedding.embedder import Embedder
from index.embedding.errors import EmbeddingError
from index.embedding.loading import DEFAULT_MODEL, cached_model, load_embedder

__all__ = ["DEFAULT_MODEL", "Embedder", "EmbeddingError", "cached_model", "load_embedder"]
