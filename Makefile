# The commands of the house. Python 3.11 or newer, make and git are all they need; the rest is fetched once.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# One process more than cores, since each waits for a database, a store or a browser of its own half of the time.
WORKERS ?= 3
TESTS ?=
# tests/conftest.py shares the files out, in their order, since the long ones come early in it.
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder

NODE := $(PYTHON) install.py with-node
# One file for every system and Python from 3.11 on, with the hash of every file, and no word about where they come from.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)

define step
@echo "== $(1)"; TIMEFORMAT="   $(1): %0R s"; time $(2)
endef

.PHONY: help run align c2pa test check prove lock translations clean setup setup-test

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## start the whole product on this machine; Ctrl-C stops it
	@exec $(BIN)/evidence serve

align: setup ## let Bukti find by itself how two photos lie on each other (brings OpenCV, 61 MB to fetch)
	@$(PYTHON) install.py align

c2pa: setup ## let downloads carry Content Credentials (brings c2pa-python, 16 MB to fetch)
	@$(PYTHON) install.py c2pa

test: setup-test ## run the tests (a part: make test TESTS=tests/review)
	@$(PYTEST) $(TESTS)

check: ## say yes or no to a change: format, lint, types, imports, front end, tests
	@TIMEFORMAT="== check: %0R s in all"; time $(MAKE) --no-print-directory checks

checks: setup-test
	$(call step,format,$(BIN)/ruff format --check --quiet .)
	$(call step,lint,$(BIN)/ruff check --quiet .)
	$(call step,types,$(BIN)/mypy --no-error-summary)
	$(call step,imports,$(BIN)/lint-imports --no-cache >/dev/null || { $(BIN)/lint-imports --no-cache; false; })
	$(call step,front end types,$(NODE) node node_modules/typescript/bin/tsc --project frontend/tsconfig.json)
	$(call step,service worker types,$(NODE) node node_modules/typescript/bin/tsc --project frontend/tsconfig.worker.json)
	$(call step,tests,$(PYTEST) -q)
.PHONY: checks

prove: setup-test ## run the long proofs and write docs/proof (takes an hour or so)
	@$(BIN)/python -m pytest -m prove

lock: setup-test ## write the lock files after a change of dependencies (UPGRADE=--upgrade takes new versions)
	@$(COMPILE) --group build -o requirements-build.lock
	@$(COMPILE) --group node -o requirements-node.lock
	@$(COMPILE) --group https -o requirements-https.lock
	@$(COMPILE) --group align -o requirements-align.lock
	@$(COMPILE) --group bench -o requirements-bench.lock
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) --group c2pa -c requirements.lock -o requirements-c2pa.lock
	@$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	@$(NODE) npm install --package-lock-only --ignore-scripts --loglevel=error
	@$(NODE) npm --prefix tests/browser/chromium install --package-lock-only --ignore-scripts --loglevel=error
	@$(NODE) npm --prefix tests/browser/lighthouse install --package-lock-only --ignore-scripts --loglevel=error
	@$(NODE) npm --prefix tests/networks/pds install --package-lock-only --ignore-scripts --loglevel=error
	@$(NODE) npm --prefix bench/peers install --package-lock-only --ignore-scripts --loglevel=error

translations: setup-test ## collect the sentences that need English into translations/en
	@$(BIN)/python -m tests.translations

clean: ## remove what the set-up and the tests made; var/ (your data) stays
	rm -rf .venv node_modules tests/browser/*/node_modules tests/networks/pds/node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@$(PYTHON) install.py run

setup-test:
	@$(PYTHON) install.py test
