# Set-up, checks and packaging. Needs Python 3.11 or later and make; everything else is installed in .venv.
#   make demo PYTHON=python3.12          another Python (only looked at while .venv does not exist)
#   make test ARGS="tests/layers -k grid" part of the tests
#   make test WORKERS=4                   more processes

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
PACKAGES := geo_poc maps optimisation layers
INSTALL := sh scripts/install.sh "$(PYTHON)" $(VENV)
# Each check's lines in one piece, where this make can.
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
PINS := pyproject.toml constraints.txt scripts/install.sh

# Stamps outlive an environment that was moved, or whose Python has gone: forget them then.
ifneq ($(shell $(PY) -c 'print(open("$(VENV)/.installed-in").read().strip())' 2>/dev/null),$(CURDIR))
$(shell rm -f $(VENV)/.installed-*)
endif

.DEFAULT_GOAL := help
# In order, but for what check starts side by side once the environment is there.
ifndef BESIDE
.NOTPARALLEL:
endif
.PHONY: help demo test check outside format lint types contracts wheel notebooks fmt lock clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed-run ## set up, plan the training mission and say where its map is
	@$(VENV)/bin/geo-poc demo

test: outside ## set up, get a browser if there is none, and run every test
	$(PY) -m pytest --numprocesses $(WORKERS) --dist loadscope $(ARGS)

check: $(VENV)/.installed-dev ## everything that a change must pass
	@$(MAKE) --no-print-directory BESIDE=1 --jobs $(WORKERS) $(TOGETHER) format lint outside types wheel notebooks contracts
	@$(MAKE) --no-print-directory test
	@echo "All checks passed."

outside: $(VENV)/.installed-test
	@sh scripts/chromium.sh $(PY)
	@sh scripts/postgres.sh

format: $(VENV)/.installed-dev ## is every file formatted?
	$(PY) -m ruff format --check .

lint: $(VENV)/.installed-dev ## style, docstrings, likely mistakes
	$(PY) -m ruff check .

types: $(VENV)/.installed-dev ## static types, strict
	$(PY) -m mypy

contracts: $(VENV)/.installed-dev ## imports between the floors
	$(PY) -c 'from importlinter.cli import lint_imports_command as check; check(["--no-logo"])'

wheel: $(VENV)/.installed-dev ## build the wheel and try it in a clean environment
	@sh scripts/check_wheel.sh $(PY) $(PACKAGES)

notebooks: $(VENV)/.installed-dev ## run every notebook
	@sh scripts/run_notebooks.sh $(PY)

fmt: $(VENV)/.installed-dev ## format, and mend what can be mended by itself
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lock: ## resolve the dependencies afresh into constraints.txt
	@sh scripts/lock.sh "$(PYTHON)"

clean: ## remove caches and build products, not .venv and never runs/
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## the same, and .venv
	rm -rf $(VENV)

# Each set holds the ones before it, so one installation serves them all.
$(VENV)/.installed-run: $(PINS)
	@$(INSTALL) ""
	@touch $@

$(VENV)/.installed-test: $(PINS)
	@$(INSTALL) test
	@touch $(VENV)/.installed-run $@

$(VENV)/.installed-dev: $(PINS)
	@$(INSTALL) test,dev
	@touch $(VENV)/.installed-run $(VENV)/.installed-test $@
