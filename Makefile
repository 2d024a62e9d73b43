# `make` says what there is. Everything lives in .venv; the second time is quick.

PORT ?= 8000
STORYHUB_DATA ?= data
ARGS ?=
PROCESSES ?= 2

export STORYHUB_DATA
export PIP_DISABLE_PIP_VERSION_CHECK = 1

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --progress-bar on --quiet
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
LOCKING := --quiet --universal --generate-hashes --no-header --no-annotate
DEMO_SOURCES = $(wildcard migrations/versions/*.py storyhub/demo/*.py storyhub/demo/stories/* storyhub/*/seed/*)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format audit lock translate catalogues screens bench clean

help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV)  ## Make .venv with everything for work on Storyhub

demo: $(RUNTIME) catalogues $(STORYHUB_DATA)/.demonstration  ## Serve the demonstration (PORT=8000)
	@tools/system.sh demo
	@exec $(BIN)/storyhub serve --port $(PORT)

test: $(DEV) catalogues  ## Run all tests on SQLite and PostgreSQL, browsers included (ARGS="-k …")
	@tools/system.sh test
	@exec $(BIN)/pytest -n $(PROCESSES) --dist loadgroup --database both $(ARGS)

check: $(DEV) catalogues  ## Lint, types, layers, templates, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python tools/catalogues.py check
	$(BIN)/pytest -q -m "not slow" tests/project

format: $(DEV)  ## Bring the code into its form
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

audit: $(DEV) catalogues  ## Check every page with the Nu HTML checker, every picture with exiftool
	@tools/system.sh audit
	@npm ci --prefix tools/nu --ignore-scripts --no-audit --no-fund --silent
	@exec $(BIN)/python tools/audit.py

lock: $(VENV)/.made  ## Choose newest versions and write requirements/*.txt with hashes
	$(PIP) --target .cache/uv --upgrade uv
	.cache/uv/bin/uv pip compile $(LOCKING) --upgrade pyproject.toml --extra dev -o requirements/dev.txt
	.cache/uv/bin/uv pip compile $(LOCKING) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	echo hatchling | .cache/uv/bin/uv pip compile $(LOCKING) - -c requirements/dev.txt -o requirements/build.txt

translate: $(DEV)  ## Bring new sentences into the catalogues
	$(BIN)/python tools/catalogues.py update

catalogues: $(RUNTIME)
	@$(BIN)/python tools/catalogues.py compile

screens: $(DEV) catalogues  ## Take the pictures in docs/screens/
	@exec $(BIN)/python tools/screens.py

bench: $(DEV) catalogues  ## Run every measurement in bench/ (NAME=photos for one)
	@set -e; for script in bench/$(or $(NAME),*).py; do echo "== $$script"; $(BIN)/python $$script; done

clean:  ## Remove what was made, except the data folder
	rm -rf $(VENV) .cache build dist tools/nu/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find translations -name '*.mo' -delete

$(VENV)/.made:
	@PYTHON="$(PYTHON)" tools/venv.sh $(VENV)
	@touch $@

$(RUNTIME): $(VENV)/.made requirements/runtime.txt requirements/build.txt pyproject.toml
	@echo "Installing what Storyhub runs on (pinned, with hashes) ..."
	@$(PIP) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(RUNTIME) requirements/dev.txt
	@echo "Installing what the tests and checks need ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(STORYHUB_DATA)/.demonstration: $(RUNTIME) $(DEMO_SOURCES)
	@echo "Filling $(STORYHUB_DATA) with the demonstration ..."
	@$(BIN)/storyhub demo
	@touch $@
