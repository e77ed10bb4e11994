# `make run` opens the chat, `make test` runs the tests; both set up what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860
HOST ?= 127.0.0.1

.DEFAULT_GOAL := help
.PHONY: help run install install-dev test lint format evals lock clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: install ## open the chat on the bundled reports at http://127.0.0.1:7860
	$(BIN)/byline serve --host $(HOST) --port $(PORT)

install: $(VENV)/.installed ## set up .venv from the lock file

install-dev: $(VENV)/.installed-dev ## the same, with the tools for tests and checks

test: install-dev ## run the tests
	$(BIN)/python -m pytest

lint: install-dev ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install-dev ## mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evals: install ## run the istanbul suite on the bundled reports
	$(BIN)/python -m evals run istanbul

lock: install-dev ## write the lock files anew from pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --no-emit-options --no-header \
		-o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --no-emit-options --no-header \
		--extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	@# A local build of PyTorch must not be asked of everybody.
	sed -i 's/^\(torch==[0-9.]*\)+cpu/\1/' requirements.lock requirements-dev.lock

clean: ## remove .venv and what tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "Byline needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.11" % v[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
