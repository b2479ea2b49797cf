# Two commands do everything: `make chat` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 7860
EVAL   ?= ../shared/eval
DEV     = --corpus $(EVAL)/dev/corpus --corpus-home artifacts/dev-home
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help load trials chat test lint unit properties quality citations bench bench-alterations bench-answers bench-data bench-ingest bench-retrieval clean
.DEFAULT_GOAL := help

help:
	@echo "make chat     install, build the model, add the samples (first start only), open http://127.0.0.1:$(PORT)"
	@echo "make test     install what tests need, then lint, types, floors and every test"
	@echo "make quality  the test set of the bundled samples, held to its limits"
	@echo "make properties  the property tests with many more examples than \`make test\` tries"
	@echo "make citations TESTSET=FILE HOME_DIR=FOLDER [LEAST=200]  read every citation of the answers back from its document"
	@echo "make load HOME_DIR=FOLDER [QUESTIONS=500]  50 readers ask at once; also trials (leaks, kill -9)"
	@echo "make bench    answers, data and retrieval on EVAL (default ../shared/eval); also bench-ingest, -answers, -alterations, -data, -retrieval"
	@echo "make bench-ingest COPIES=3           variants with no text in common; COPIES=20 EDITED=1: small edits of the same texts"

chat: $(VENV)/.run
	@$(BIN)/python -m index.embedding build
	@$(BIN)/hoidap serve --samples --port $(PORT)

test: lint unit quality

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	@./tools/debian-packages chromium tesseract-ocr tesseract-ocr-vie libreoffice-writer-nogui
	$(BIN)/python -m index.embedding build
	$(BIN)/pytest

# Looks for new counterexamples, which `make unit` does not: it tries the same examples on the same code each time.
properties: $(VENV)/.dev
	$(BIN)/pytest -m hypothesis --hypothesis-profile=wide --timeout=1800 -p no:cacheprovider

quality: $(VENV)/.dev
	$(BIN)/hoidap evaluate tests/quality/samples.jsonl --corpus ingest/samples \
	  --report artifacts/quality $(addprefix --fail-under ,$(shell cat tests/quality/limits))

citations: $(VENV)/.dev
	@test -n "$(TESTSET)" -a -n "$(HOME_DIR)" || { echo "write: make citations TESTSET=FILE HOME_DIR=FOLDER"; exit 1; }
	$(BIN)/python tools/check_citations.py "$(TESTSET)" --home "$(HOME_DIR)" $(if $(LEAST),--least $(LEAST))

# Quality and speed on the real documents of EVAL; the indexes stay under artifacts/ for the next run.
bench: bench-ingest bench-answers bench-alterations bench-data bench-retrieval

bench-answers: $(VENV)/.dev $(EVAL)
	$(BIN)/hoidap evaluate $(EVAL)/dev/questions.jsonl $(DEV) --report artifacts/dev
	$(BIN)/hoidap evaluate $(EVAL)/dev/questions.jsonl $(DEV) --report artifacts/dev-one --units 1
	$(BIN)/hoidap evaluate $(EVAL)/dev/questions.jsonl $(DEV) --report artifacts/dev-floor --engine floor --compare artifacts/dev

bench-alterations: $(VENV)/.dev $(EVAL)
	$(BIN)/python -m assistant.faces.bench_alterations $(EVAL)/dev/questions.jsonl --corpus $(EVAL)/dev/corpus --home artifacts/dev-home

bench-data: $(VENV)/.dev $(EVAL)
	$(BIN)/hoidap evaluate-indicators $(EVAL)/dev/indicators.jsonl --corpus $(EVAL)/dev/corpus --corpus $(EVAL)/seed
	$(BIN)/hoidap evaluate-metadata $(EVAL)/dev/metadata.jsonl --corpus $(EVAL)/dev/corpus

bench-ingest: $(VENV)/.dev $(EVAL)
	$(BIN)/python -m assistant.faces.bench_ingest $(EVAL)/dev/corpus $(EVAL)/seed $(if $(COPIES),--copies $(COPIES)) $(if $(EDITED),--edited)

bench-retrieval: $(VENV)/.dev $(EVAL)
	$(BIN)/python -m assistant.faces.bench_retrieval $(EVAL) --home artifacts/bench-home --json artifacts/bench-retrieval.json $(if $(EVERY),--every $(EVERY))

# A server under load, on a copy of HOME_DIR: speed, mix-ups, what is told to the wrong reader, what a kill loses.
load: $(VENV)/.dev
	@test -n "$(HOME_DIR)" || { echo "write: make load HOME_DIR=FOLDER"; exit 1; }
	$(BIN)/python -m tools.trial.load "$(HOME_DIR)" --readers 50 --questions $(or $(QUESTIONS),500)

trials: load
	$(BIN)/python -m tools.trial.leak "$(HOME_DIR)"
	$(BIN)/python -m tools.trial.kill "$(HOME_DIR)"

$(EVAL):
	@echo "$(EVAL) is absent: the benchmarks need its documents and questions"; exit 1

$(VENV)/bin/python:
	@echo "Creating $(VENV) with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "hoidap needs Python 3.11 or later"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@echo "Installing (a few minutes the first time)"
	@$(PIP) install --quiet --editable '.[model,llm,mcp]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need (a few minutes the first time)"
	@$(PIP) install --quiet --editable '.[model,llm,mcp,dev]'
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis artifacts
