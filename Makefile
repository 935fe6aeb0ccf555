# Two commands for a new user: `make demo` and `make test`. Each sets up what it needs.
# PYTHON may name another interpreter (3.11 or newer).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK_COMPILE := uv pip compile -c constraints.txt --universal --python-version 3.11 --generate-hashes --no-header -q pyproject.toml

.PHONY: demo test check soak bench docs lock format clean

# pip compiles bytecode as it installs, which makes the first import several times faster.
$(VENV)/.run-time: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Rashomon needs Python 3.11 or newer: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run-time
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/.run-time
	@mkdir -p out
	@$(BIN)/rashomon compare examples/state-visit --format html --output out/state-visit.html
	@$(BIN)/rashomon compare examples/state-visit
	@$(BIN)/rashomon ingest examples/state-visit examples/ferry-accident examples/court-ruling --archive out/demo.db
	@echo "The same as a page: $(CURDIR)/out/state-visit.html"
	@echo "All examples in a browser: $(BIN)/rashomon serve --archive out/demo.db"

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 -m "not soak"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_docs.py tests/test_layers.py tests/test_public.py

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak

# DATA and GOLD name folders with development data; what is missing is skipped with a reason.
DATA ?= ../shared/data
GOLD ?= ../shared/gold
bench: $(VENV)/.dev
	-$(BIN)/rashomon bench links --data $(GOLD)
	-$(BIN)/rashomon bench claims --data $(GOLD)
	-$(BIN)/rashomon bench names --data $(GOLD)
	-$(BIN)/rashomon bench quotes --data $(DATA)/quotes/polnear-dev
	-$(BIN)/rashomon bench times --data $(DATA)/times/tbaq
	-$(BIN)/rashomon bench extract --data examples/pages
	-$(BIN)/rashomon bench copies --data $(DATA)/events
	-$(BIN)/rashomon bench events --data $(DATA)/events
	-$(BIN)/rashomon bench quantities --data $(DATA)/quantulum3-tests
	-$(BIN)/rashomon bench pairs --data $(DATA)/pairs
	-$(BIN)/rashomon bench safety --data tests/safety
	-$(BIN)/rashomon bench claimdiff --data $(DATA)/claims-pairs/claimdiff
	-$(BIN)/rashomon bench speed --data examples/state-visit

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

lock:
	$(LOCK_COMPILE) --extra build -o requirements.lock
	$(LOCK_COMPILE) --extra build --extra documents --extra tables --extra postgres --extra frames --extra cluster --extra dev -c requirements.lock -o requirements-dev.lock

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) out build .pytest_cache .mypy_cache .ruff_cache
