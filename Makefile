# make check: everything CI runs, in the same words. make fix: repair what can be repaired.
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)

.PHONY: check lint test torture bench fix vectors catalogues pictures

check: lint test

lint:
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

test:
	$(PYTHON) -m pytest

# Every hostile file and fuzzed text, and every moment of a kill; half an hour, in which nothing
# else should run.
torture:
	$(PYTHON) -m pytest --torture tests/test_hostile_documents.py \
	  tests/test_fuzzed_documents.py tests/test_killed.py

# Measures and prints; asserts nothing. A machine with nothing else to do gives the truest numbers.
bench:
	PYTHONPATH=.:tests $(PYTHON) tests/benchmark.py

fix:
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

# After a sentence of bot/texts.py changed: catalogues for translators, to be committed. No guesses
# from similar sentences: "fuzzy" means here that no native speaker has checked an entry.
catalogues:
	$(PYTHON) -m babel.messages.frontend extract --no-location -c Translators: -s --no-wrap \
	  --project patient-data-rights-bot --omit-header -o bot/locale/bot.pot bot/texts.py
	$(PYTHON) -m babel.messages.frontend update --no-fuzzy-matching --ignore-obsolete --no-wrap \
	  --ignore-pot-creation-date -D bot -i bot/locale/bot.pot -d bot/locale

# The pictures of the README, drawn by a Chromium from what the bot really sends.
pictures:
	PYTHONPATH=.:tests $(PYTHON) tests/picture.py

# After documents or questions changed: vectors for fresh machines, to be committed.
vectors:
	$(PYTHON) -m index build --save-vectors
