# Everything starts from Python 3.11 or newer and make; each target prepares .venv by itself when it must.
# ARGS="..." hands arguments on:  make demo ARGS=--headless    make test ARGS="tests/features -k roles"

.DEFAULT_GOAL := help
PYTHON_IN_VENV := .venv/bin/python
# Some machines forbid it; then every program that a test starts compiles all of itself again.
unexport PYTHONDONTWRITEBYTECODE
# Four on two cores: a third of the time a worker waits for a program that it has started. They share the servers.
WORKERS ?= 4

.PHONY: demo
demo:  ## Run an incident in a local Slack in the browser (ARGS=--headless plays a real one in this terminal)
	@requirements/setup run
	@.venv/bin/fireline demo $(ARGS)

.PHONY: test
test:  ## Run the tests, on SQLite and PostgreSQL (needs no server installed)
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m pytest -n $(WORKERS) --dist worksteal -m "not slow and not instants and not matrix and not browser" $(ARGS)
	@echo "Left out: the page in a real browser (make browser), long runs and kills at random instants (.ci/run)."

.PHONY: browser
browser:  ## Test the local Slack's page in headless Chromium (names it when it is not there)
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m pytest -n $(WORKERS) -m browser $(ARGS)

.PHONY: screens
screens:  ## Photograph every message, form and state of the page again, into docs/screens/
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m tests.browser.screens $(ARGS)

.PHONY: kill-matrix
kill-matrix:  ## Kill the program before and after every call, and at random instants (about 4 minutes)
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m pytest -n $(WORKERS) -m matrix $(ARGS)

.PHONY: lint
lint:  ## Check style, and who imports whom
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m ruff check . $(ARGS)
	@.venv/bin/lint-imports --no-logo

.PHONY: types
types:  ## Check types
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m mypy $(ARGS)

.PHONY: bench
bench:  ## Measure: acknowledgement, events per second, memory, start
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m benchmarks $(ARGS)

.PHONY: lock
lock:  ## Pin every dependency again, with hashes (ARGS=--upgrade to move them)
	@requirements/setup dev
	@requirements/lock $(ARGS)
	@requirements/setup dev

.PHONY: docs
docs:  ## Write the generated parts of README.md and docs/ again (the picture: fireline replay FILE --picture)
	@requirements/setup dev
	@$(PYTHON_IN_VENV) -m docs.generate

.PHONY: setup
setup:  ## Prepare .venv with everything for development
	@requirements/setup dev

.PHONY: clean
clean:  ## Remove .venv and everything that was built or cached; data/ stays
	rm -rf .venv build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help:  ## Show this list
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z-]*\):  ## /  \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18
