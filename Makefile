# Everything here needs python3 (3.11 or newer), git and make; the rest is put into .venv/ on first use.

PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
# What a pull request is compared with, such as BASE=origin/main; where none is named, where this branch left main.
BASE ?=
# The tag that `make dist` builds for, such as TAG=v0.1.0.
TAG ?=
# Annotations in a workflow, text everywhere else.
FORMAT ?= $(if $(GITHUB_ACTIONS),github,text)

BIN := .venv/bin
# Material prints a banner about MkDocs 2 on every run; mkdocs is held below 2 in pyproject.toml.
MKDOCS := $(if $(STRICT),STRICT=true) NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs
# Deno carries TypeScript. It fetches nothing, asks for no newer version and keeps what it knows in the repository.
DENO := DENO_DIR=.cache/deno DENO_NO_UPDATE_CHECK=1 $(BIN)/deno
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--fork-strategy fewest --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

export PYTHON BASE TAG
# The recipes read BASE from the environment, because a branch may have any name.
CHANGED := --changed $${BASE:+"$$BASE"}

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-test site site-today serve preview demo check ci-check review lint test coverage ci-test links overdue \
	post-review post-overdue post-tracker tracker-export tracker-sync conformance bench reference pictures dist lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## put what the site needs into .venv/ (the other targets do it themselves)
	@sh scripts/setup/venv.sh runtime

setup-test: setup
	@sh scripts/setup/venv.sh test

site: setup ## check the records and build the site into site/ (STRICT=1: leave no record out)
	@$(BIN)/python -m scripts.reference --write --vocabulary
	@$(MKDOCS) build --strict
	@echo "The site is in site/. To look at it: make serve, or: $(PYTHON) -m http.server --directory site 8000"

site-today: setup ## the same with today as the as-of date, as the nightly run publishes it
	@SOURCE_DATE_EPOCH=$$(( $$(date -u +%s) / 86400 * 86400 )) $(MAKE) --no-print-directory site

serve: setup ## live preview of the site (ADDRESS=127.0.0.1:8000)
	@echo "The site will be at http://$(ADDRESS)/ as soon as it is built. Ctrl-C ends it."
	@$(MKDOCS) serve --dev-addr $(ADDRESS)

preview: setup ## build the site as a pull request shows it, drafts and findings included, into build/preview/
	@$(BIN)/python -m scripts.reference --write --vocabulary
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m scripts.preview build/preview
	@echo "The preview is in build/preview/."

demo: setup ## build a fictional company of 80 incidents in three years into build/demo/, to see everything at work
	@$(BIN)/python -m scripts.demo build/demo
	@echo "The demo is in build/demo/site/. To look at it: $(PYTHON) -m http.server --directory build/demo/site 8001"

check: setup ## check the records
	@$(BIN)/postmortems check
	@$(BIN)/python -m scripts.reference --remind

ci-check: setup ## check what this branch changes as a pull request does (BASE=origin/main)
	@$(BIN)/postmortems check --merge $(CHANGED) --format $(FORMAT)

review: setup ## write the reviewer's report on what this branch changes to build/review.md (BASE=origin/main)
	@mkdir -p build
	@$(BIN)/postmortems review $(CHANGED) --output build/review.md

links: setup ## ask whether the pages that evidence links to are still there, and report to build/links.md
	@$(BIN)/python -m scripts.check_links --write build/links.md

overdue: setup ## list the actions that are overdue today in build/overdue.md (DIGEST_DAYS=7 adds a digest)
	@mkdir -p build
	@$(BIN)/postmortems check --select PM503 --format json --as-of "$$(date -u +%Y-%m-%d)" >build/overdue.json
	@test -z "$$DIGEST_DAYS" || $(BIN)/postmortems digest --format markdown --as-of "$$(date -u +%Y-%m-%d)" \
		--since "$$(date -u -d "$$DIGEST_DAYS days ago" +%Y-%m-%d)" --audience "$${DIGEST_AUDIENCE:-public}" >build/digest.md
	@$(BIN)/python -m scripts.overdue_text build/overdue.md $${DIGEST_DAYS:+--digest build/digest.md} \
		<build/overdue.json

tracker-sync: setup ## write into the records what build/issues.json says of their actions
	@$(BIN)/postmortems actions sync --from build/issues.json --as-of "$$(date -u +%Y-%m-%d)" || test $$? -eq 1

# These hold a token that may write to GitHub, so they run nothing that was installed.
tracker-export: ## in a workflow: write the state of every issue to build/issues.json
	@$(PYTHON) -m scripts.tracker_sync --export build/issues.json

post-tracker: ## in a workflow: propose what `make tracker-sync` changed as a pull request
	@$(PYTHON) -m scripts.tracker_sync --post

post-review: ## in a workflow: post the report of the run RUN_ID to its pull request
	@$(PYTHON) -m scripts.post_review

post-overdue: ## in a workflow: keep the issue of overdue actions up to date from build/overdue.md
	@$(PYTHON) -m scripts.overdue_issue build/overdue.md

lint: setup-test ## check the code: style, types (JavaScript too), layers, spelling, commits, workflows
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m scripts.reference --check
	@$(BIN)/typos
	@$(BIN)/python -m scripts.check_commits $${BASE:+"$$BASE"}
	@$(DENO) check --quiet --no-lock --no-remote --no-npm --config jsconfig.json plugins/ml_postmortems/web/theme tests/search
	@$(BIN)/zizmor --offline --quiet --no-progress --persona pedantic .github

test: lint ## check the code and run all tests, in a real browser too (PYTEST_ARGS='-k ...')
	@sh scripts/setup/browser.sh
	@sh scripts/setup/graphviz.sh
	@$(BIN)/pytest -q -n auto $(PYTEST_ARGS)

coverage: lint ## the same, and show which lines and branches the tests run, in build/coverage.md
	@sh scripts/setup/browser.sh
	@sh scripts/setup/graphviz.sh
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(BIN)/pytest -q -n auto --cov --cov-report= $(PYTEST_ARGS)
	@$(BIN)/coverage report --format=markdown --skip-covered >build/coverage.md
	@$(BIN)/coverage report --format=total | sed 's/.*/Lines and branches that the tests run: &%. Each file: build\/coverage.md/'
	@if [ -n "$${GITHUB_STEP_SUMMARY-}" ]; then cat build/coverage.md >>"$$GITHUB_STEP_SUMMARY"; fi

# A required check that is skipped counts as passed, so this one always runs and decides by what changed.
ci-test: setup ## what a pull request has to pass: make test, or for records alone their check, report and site
	@if $(PYTHON) -m scripts.records_only "$$BASE"; then \
		$(MAKE) --no-print-directory ci-check check review site && \
		echo "Passed for records only: the tests stand on fixtures of their own, and nothing else changed."; \
	else $(MAKE) --no-print-directory coverage; fi

conformance: setup-test ## run the tests of the search with each successor of Whoosh in its place
	@sh scripts/setup/conformance.sh

bench: setup-test ## measure site, check, search, numbers and exports beside others (takes minutes)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	@$(BIN)/python -m scripts.bench.performance

bench-large: setup-test ## the same at 100 to 10,000 records (takes an hour or two)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	@$(BIN)/python -m scripts.bench.performance --records 100 300 1000 3000 10000

bench-search: setup-test ## measure the ranking and cost of the search beside others, in the browser too (takes minutes)
	@sh scripts/setup/browser.sh
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	@$(BIN)/python -m scripts.bench.relevance --tune && $(BIN)/python -m scripts.bench.relevance
	@$(BIN)/python -m scripts.bench.judged_queries --split tune
	@$(BIN)/python -m scripts.bench.judged_notes --split tune
	@$(BIN)/python -m scripts.bench.recurrence
	@$(BIN)/python -m scripts.bench.search --browser

reference: setup ## write docs/reference/ anew from the code and the vocabulary
	@$(BIN)/python -m scripts.reference --write

pictures: site demo setup-test ## take the pictures of the README anew
	@sh scripts/setup/browser.sh
	@$(BIN)/python scripts/screenshots.py site build/demo/site docs/pictures

dist: setup-test ## build the wheel and the sdist into dist/ (TAG=v0.1.0: only if the code is of that version)
	@$(BIN)/python -m scripts.release $${TAG:+"$$TAG"}
	@rm -rf dist
	@$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist .

lock: setup-test ## write the lock files anew from pyproject.toml (UPGRADE=1: newest versions)
	@$(UV_COMPILE) --group build -o requirements.lock pyproject.toml
	@$(UV_COMPILE) --group build --group test -c requirements.lock -o requirements-test.lock pyproject.toml
	@for engine in whoosh3 whoosh-reloaded; do echo $$engine | $(UV_COMPILE) --no-annotate \
		-o scripts/setup/engines/$$engine.lock - || exit; done

clean: ## remove everything that make made, .venv/ included
	@rm -rf .venv site .site.build build dist test-results .cache .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache plugins/*.egg-info
	@find plugins scripts tests -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || :
