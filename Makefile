# make check: everything CI runs, in the same words. make fix: repair what can be repaired.
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)

.PHONY: check lint test bench fix vectors

check: lint test

lint:
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

test:
	$(PYTHON) -m pytest

# Measures and prints; asserts nothing. A machine with nothing else to do gives the truest numbers.
bench:
	PYTHONPATH=. $(PYTHON) tests/benchmark.py

fix:
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

# After documents or questions changed: vectors for fresh machines, to be committed.
vectors:
	$(PYTHON) -m index build --save-vectors
