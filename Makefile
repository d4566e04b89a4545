# Everything here needs python3 (3.11 or newer), git and make; the rest is put into .venv/ on first use.

PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000

BIN := .venv/bin
# Material prints a banner about MkDocs 2 on every run; mkdocs is held below 2 in pyproject.toml.
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--fork-strategy fewest --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

export PYTHON

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-test site serve test lint check pictures lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## put what the site needs into .venv/ (the other targets do it themselves)
	@sh scripts/setup/venv.sh runtime

setup-test: setup
	@sh scripts/setup/venv.sh test

site: setup ## check the records and build the site into site/
	@$(BIN)/postmortems check
	@$(MKDOCS) build --strict --site-dir .cache/site
	@rm -rf site && mv .cache/site site
	@echo "The site is in site/. To look at it: make serve, or: $(PYTHON) -m http.server --directory site 8000"

serve: setup ## live preview of the site (ADDRESS=127.0.0.1:8000)
	@echo "The site will be at http://$(ADDRESS)/ as soon as it is built. Ctrl-C ends it."
	@$(MKDOCS) serve --dev-addr $(ADDRESS)

check: setup ## check the records
	@$(BIN)/postmortems check

lint: setup-test ## check the code: style, types, layers
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

test: lint ## check the code and run all tests, in a real browser too (PYTEST_ARGS='-k ...')
	@sh scripts/setup/browser.sh
	@$(BIN)/pytest -q -n auto $(PYTEST_ARGS)

pictures: site setup-test ## take the pictures of the README anew
	@sh scripts/setup/browser.sh
	@$(BIN)/python scripts/pictures.py site docs/pictures

lock: setup-test ## write the lock files anew from pyproject.toml (UPGRADE=1: newest versions)
	@$(UV_COMPILE) --group build -o requirements.lock pyproject.toml
	@$(UV_COMPILE) --group build --group test -c requirements.lock -o requirements-test.lock pyproject.toml

clean: ## remove everything that make made, .venv/ included
	@rm -rf .venv site build dist test-results .cache .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache plugins/*.egg-info
	@find plugins scripts tests -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || :
