# Every target makes its own surroundings first: tools/bootstrap needs a Python of 3.11 or newer, and nothing else.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint format coverage bench long torture advisories docs clean ready
MAKEFLAGS += --no-print-directory

# The caller's Python settings must not reach the project's own interpreter: -O would remove its assertions.
unexport PYTHONHOME PYTHONPATH PYTHONOPTIMIZE PYTHONWARNINGS PYTHONSTARTUP

BIN := .venv/bin
DEMO_ARGS ?=
TORTURE ?= 1
PYTEST_ARGS ?= -n 2 --dist loadfile

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r target text; do \
		printf '%-16s %s\n' "$$target" "$$text"; done

ready:
	@sh tools/bootstrap

demo: ready ## build one office's two years and show its statements (DEMO_ARGS="--scale 0.01" for a quick look)
	@$(BIN)/huzhu demo $(DEMO_ARGS)

test: ready ## run the tests, on SQLite and on PostgreSQL (PYTEST_ARGS="-k roster" for some of them)
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint ## the whole gate: format, lint, types, import contracts, tests
	@$(MAKE) test

lint: ready ## format, lint, types and import contracts only
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --strict ledger tests benchmarks torture
	@$(BIN)/lint-imports --no-logo

format: ready ## put the code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

coverage: ready ## every branch of the pure modules must be run by a test
	@$(BIN)/python -m pytest $(PYTEST_ARGS) --cov --cov-report=term-missing:skip-covered

bench: ready ## measure, and print machine and versions beside the figures
	@$(BIN)/python -m benchmarks $(BENCH_ARGS)

long: ready ## take in 1,000,000 rows, verify and rebuild 10,000,000 events; it takes long (LONG_ARGS)
	@$(BIN)/python -m benchmarks.long $(LONG_ARGS)

torture: ready ## do the worst to a book: power loss, kills, races, spoiled files (TORTURE=10 for ten times as much)
	@TORTURE=$(TORTURE) $(BIN)/python -m torture $(TORTURE_ARGS)

advisories: ready ## ask over the network whether a locked package has a published weakness
	@$(BIN)/python tools/advisories

docs: ready ## generate the pages that are made from the code
	@$(BIN)/python -m ledger.docs

clean: ## remove what the other targets have made, and .venv
	rm -rf .venv .cache .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage* build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
