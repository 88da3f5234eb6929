# ocdsjp: the few commands that everyone needs. `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help run test lint bench golden dev clean

help:  ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip --constraint constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[ui]' --group dev
	touch $@

run: $(STAMP)  ## run the pipeline on data/sample and print where the publication lies
	$(BIN)/ocdsjp run --inbox data/sample

test: $(STAMP)  ## run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

lint: $(STAMP)  ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)  ## measure speed and memory against the peer tools
	$(BIN)/python -m benchmarks.line

golden: $(STAMP)  ## rewrite the golden files; review the diff
	$(BIN)/python -m pytest -q tests --golden

dev: $(STAMP)  ## show the pipeline in Dagster's web interface
	$(BIN)/dagster dev -m pipelines.definitions

clean:  ## remove everything that a run wrote
	rm -rf data/lake data/catalog.db* data/dagster data/public
