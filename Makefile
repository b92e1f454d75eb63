# The commands of this project. `make run` and `make test` are all that one needs at first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Settings that make every module importable, for tools that read the code without serving it.
READING := DEMO=1 DATA_DIR=$(VENV)/reading

.PHONY: run setup test stories faults lint format scripts bench bench-rooms train messages screenshots clean

run: $(VENV)/base.stamp  ## the demo on http://127.0.0.1:8000/ (PORT=9000 make run for another port)
	@DEMO=1 exec $(BIN)/python manage.py serve

setup: $(VENV)/dev.stamp  ## everything that running, testing and writing the code need

test: $(VENV)/dev.stamp  ## everything: style, types, contracts, then all tests on both databases
	@$(BIN)/python -m tests.run

stories: $(VENV)/dev.stamp  ## all browser tests in windows of a phone's size, then of a desk's (WINDOW=desktop)
	@$(BIN)/python -m tests.run --stories $(WINDOW)

faults: $(VENV)/dev.stamp  ## a minute of faults over the whole stack, and what was broken (SEED=7 SECONDS=60)
	@$(BIN)/python -m tests.faults.run $(if $(SEED),--seed $(SEED)) $(if $(SECONDS),--seconds $(SECONDS))

lint: $(VENV)/dev.stamp  ## only what reads the code
	@$(BIN)/python -m tests.run --reading

format: $(VENV)/dev.stamp  ## put the code into shape
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format .

scripts: node_modules/.package-lock.json  ## what browsers load, made anew of static/js (needs node and npm)
	@bin/scripts

bench: $(VENV)/dev.stamp  ## measure the product beside its baselines (docs/bench.md); about 30 minutes
	@$(BIN)/python -m bench $(ARGS)

bench-rooms: $(VENV)/dev.stamp  ## only what a reader feels: the page, Lighthouse, a room of a million (needs node and npm)
	@$(BIN)/python -m bench page lighthouse large $(ARGS)

train: $(VENV)/dev.stamp  ## train the screening model anew (docs/screening.md); about an hour on two cores
	@$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@bin/install $(PYTHON) $(VENV) train
	@$(BIN)/python -m moderation.screening.training $(ARGS)

messages: $(VENV)/dev.stamp  ## collect what is to be translated (needs gettext) and compile what has been
	@$(READING) $(BIN)/python manage.py makemessages --all --no-location --ignore=.venv --ignore=tests --ignore=bench --ignore=vendor --ignore=node_modules
	@$(READING) $(BIN)/python manage.py makemessages --all --domain=djangojs --no-location --ignore=.venv --ignore=tests --ignore=vendor --ignore=staticfiles --ignore=built --ignore=node_modules
	@$(READING) $(BIN)/python manage.py compilemessages --ignore=.venv

screenshots: $(VENV)/dev.stamp  ## a picture of every page, from a demo of their own (ONLY="room queue" EVERY=1 TO=/tmp/pictures)
	@$(BIN)/python -m docs.screenshots.take $(ONLY) $(if $(EVERY),--every) $(if $(TO),--to $(TO))

clean:  ## the demo's data, caches and the virtual environment
	@rm -rf $(VENV) node_modules var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results

node_modules/.package-lock.json: package-lock.json
	@npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# A stamp holds the hash of the requirements that were installed; only other requirements install again.
$(VENV)/%.stamp: requirements/%.txt bin/install
	@bin/install $(PYTHON) $(VENV) $*
