"""Where models come from: the default from installed packages, any other from a folder or the hub."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.embedding import e5_weights
from index.embedding.errors import EmbeddingError

_log = logging.getLogger(__name__)

_EXTRAS = "pip install 'hoidap[model]' (in a checkout: pip install -e '.[model]')"
# E5 models published without prompts in their settings still need these prefixes; instruct models have other ones.
_E5 = re.compile(r"(^|[/_-])e5[-_](?!.*instruct)", re.IGNORECASE)


def resolve_spec(spec: str) -> str:
    """What a person wrote for a model: the default model's name as it is, a folder's absolute path, else a hub name.

    Raises EmbeddingError for a path to no folder.
    """
    if spec == e5_weights.NAME:
        return spec
    try:
        folder = Path(spec).expanduser()
        if folder.is_dir():
            return str(folder.resolve())
    except (OSError, RuntimeError, ValueError) as error:  # too long, no such user, NUL
        raise EmbeddingError(f"{spec[:80]!r} is neither a folder nor a model's name ({error})") from error
    if spec.startswith((".", "/", "~")) or spec.count("/") > 1:
        raise EmbeddingError(f"{spec}: no such folder")
    return spec


@contextmanager
def build_libraries(purpose: str) -> Iterator[None]:
    """Turn a missing build library into one line that says what to install for `purpose`."""
    try:
        yield
    except ImportError as error:
        raise EmbeddingError(f"{purpose} needs the Python package {error.name or error}: {_EXTRAS}") from error


def fetch_source(spec: str, workplace: Path) -> Any:
    """The sentence-transformers model `spec` names, on the CPU; the default model is written to `workplace` first."""
    with build_libraries(f"building the embedding model {spec}"):
        if spec != e5_weights.NAME:
            return load_source(spec, device="cpu", local=Path(spec).is_absolute() or not _hub_answers(spec))
        workplace.mkdir()
        e5_weights.write_model_folder(workplace)
        return load_source(str(workplace), device="cpu", local=True)


def _hub_answers(spec: str) -> bool:
    """Whether the hub can be reached; where it cannot, only what was fetched before counts.

    Asked once, for without an answer sentence-transformers would retry for minutes, file by file.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(spec, timeout=10)
    except HfHubHTTPError:  # reached: what it says of the name, sentence-transformers will hear too
        return True
    except Exception as error:  # noqa: BLE001 - of whichever HTTP library the hub's client uses; the load reports it
        _log.warning("the model hub cannot be reached (%s): looking for %s among models fetched before", error, spec)
        return False
    return True


def load_source(spec: str, *, device: str, local: bool) -> Any:
    """A `SentenceTransformer` from a folder or, unless `local`, a hub name. Never runs code that comes with a model."""
    with build_libraries(f"the embedding model {spec}"):
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    logging.disable_progress_bar()
    try:
        return SentenceTransformer(
            spec,
            device=device,
            trust_remote_code=False,
            local_files_only=local,
            # Attention written out in plain operations: the only form that every exporter understands.
            model_kwargs={"attn_implementation": "eager"},
        )
    except Exception as error:  # any of four libraries' errors: bad folder, unknown name, no network; all are reported
        cause = str(error).strip().splitlines()
        raise EmbeddingError(
            f"{spec}: no sentence-transformers model in a folder or on the hub by this name "
            f"({type(error).__name__}: {cause[0] if cause else ''})"
        ) from error


def prefixes(model: Any, spec: str) -> tuple[str, str]:
    """(query prefix, passage prefix) of a model: its own prompts, or those known of its family, or none."""
    prompts: dict[str, str] = {key: value for key, value in (model.prompts or {}).items() if value}
    default = prompts.get(model.default_prompt_name or "", "")
    query = prompts.get("query", default)
    passage = prompts.get("passage") or prompts.get("document") or prompts.get("corpus") or default
    if not query and not passage and _E5.search(Path(spec).name):
        return "query: ", "passage: "
    return query, passage
