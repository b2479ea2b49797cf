"""Every setting in one place, typed; an unknown or ill-typed one is an error that names it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIX = "HOIDAP_"


class SettingsError(ValueError):
    """A setting that does not exist or has a value of the wrong kind; the message is one line."""


class Settings(BaseModel):
    """What an assistant is run with.

    Environment: ``HOIDAP_`` + the upper-case name; command line: ``--set name=value``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("hoidap", appauthor=False)))
    embedding: str = ""
    engine: Literal["extractive", "llm", "floor"] = "extractive"

    llm: str = ""
    llm_base_url: str = ""
    llm_api_key: str = ""
    llm_timeout: float = Field(60.0, gt=0, description="seconds for one answer")
    llm_retries: int = Field(1, ge=0)
    llm_context_tokens: int = Field(6000, ge=500, description="budget of the prompt, evidence included")

    units: int = Field(3, ge=1, le=10, description="answer units at most")
    answer_characters: int = Field(600, ge=100)
    passages: int = Field(10, ge=1, le=100, description="passages from which an answer is picked")
    candidates: int = Field(50, ge=10, le=1000, description="length of each list before fusion")
    fusion: Literal["routed", "rrf"] = "routed"
    indexes: Literal["both", "dense", "lexical"] = Field("both", description="which indexes a question is put to")
    dense_weight_vi: float = Field(0.6, ge=0, le=1)
    dense_weight_toneless: float = Field(0.55, ge=0, le=1)
    dense_weight_en: float = Field(0.75, ge=0, le=1)
    dense_span: float = Field(0.1, gt=0, description="cosine behind the best at which a passage counts as unlike")
    translated_weight: float = Field(0.3, ge=0, le=1, description="share of the translation in an English query vector")
    glossary: bool = True
    boosts: bool = Field(True, description="number, place, period, validity and recency count in ranking")
    rerank: bool = Field(True, description="passages rise with what they add to their title")
    restore_tones: bool = True
    cross_encoder: str = Field("", description="name or folder of a sentence-transformers CrossEncoder; empty: none")
    cross_encoder_passages: int = Field(20, ge=2, le=200, description="the best of which it puts in order")
    max_question_characters: int = Field(2000, ge=50)

    requests_per_minute: int = Field(120, ge=0, description="of one user's programs or one address; 0: no limit")
    log: Literal["auto", "json", "off"] = Field("auto", description="JSON lines; auto: where stderr is no terminal")
    log_questions: bool = Field(False, description="the log holds what was asked")

    @classmethod
    def load(
        cls, environment: Mapping[str, str] | None = None, overrides: Sequence[str] = (), **known: object
    ) -> Settings:
        """Settings from the environment, then ``known`` values, then ``name=value`` overrides.

        Raises:
            SettingsError: an unknown name or a value that does not fit, in one line.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, object] = {
            name: environment[PREFIX + name.upper()]
            for name in cls.model_fields
            if environment.get(PREFIX + name.upper())
        }
        values.update({name: value for name, value in known.items() if value is not None})
        for override in overrides:
            name, equals, value = override.partition("=")
            if not equals:
                raise SettingsError(f"--set {override}: write name=value")
            values[name.strip()] = value.strip()
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            if first["type"] == "extra_forbidden":
                raise SettingsError(f"unknown setting {name}") from None
            raise SettingsError(f"setting {name}: {first['msg']}") from None
