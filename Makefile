# Postroad's commands. A machine with Python 3.11+ and make is enough; everything else is installed into .venv and ui.
# A second run of any of them installs nothing again.

.DEFAULT_GOAL := help
.PHONY: help up example setup test bench soak lint lint-format lint-python lint-types lint-imports lint-ui api-types lock chromium

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
UI_SOURCES := $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -path ui/src/api/schema.d.ts -prune \
	-o -type f -print 2>/dev/null)
INSTALL_OURSELVES := $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .

# Node.js and every tool come from the virtual environment, whatever the machine has.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
# Compiled Python is kept: without it every start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make up      start Postroad here: installs what it needs, builds the UI, prints the address to open"
	@echo "make example NAME=opt-in-branch   play an example with the sample contacts; without NAME, list them"
	@echo "make test    run every test; installs what is missing, a Chromium too"
	@echo "make lint    format, lint, types, import rules"
	@echo "make bench   the benchmarks"
	@echo "make soak    pull the plug 20 times with 5,000 contacts on their way, and account for everybody"
	@echo "make setup   only the installing"
	@echo "make api-types  update the API's description and the UI's types made of it"
	@echo "make lock    update the lock files from pyproject.toml"

up: $(STAMPS)/runtime ui/dist/index.html
	@exec $(BIN)/postroad up

example: $(STAMPS)/runtime
	@exec $(BIN)/postroad example $(NAME)

setup: $(STAMPS)/dev $(STAMPS)/ui

# The UI's tests go first, so that the last line is pytest's; a failure in one does not hide those of the other.
test: $(STAMPS)/dev ui/dist/index.html chromium
	@status=0; npm --prefix ui test || status=1; $(BIN)/pytest --numprocesses=2 --dist=worksteal || status=1; exit $$status

bench: $(STAMPS)/dev
	@exec $(BIN)/python -m benchmarks

soak: $(STAMPS)/dev
	@exec $(BIN)/python -m benchmarks.soak

lint: lint-format lint-python lint-imports lint-types lint-ui

lint-format: $(STAMPS)/dev
	$(BIN)/ruff format --check

lint-python: $(STAMPS)/dev
	$(BIN)/ruff check

lint-imports: $(STAMPS)/dev
	$(BIN)/lint-imports --no-logo

lint-types: $(STAMPS)/dev
	$(BIN)/pyright

lint-ui: $(STAMPS)/ui
	npm --prefix ui run typecheck
	npm --prefix ui run lint

# The description is committed, as the UI is built without Python; its types are made before every build and type check.
api-types: $(STAMPS)/dev $(STAMPS)/ui
	$(BIN)/python -m builder_api.openapi > ui/src/api/openapi.json.new
	@mv ui/src/api/openapi.json.new ui/src/api/openapi.json
	npm --prefix ui run --silent api-types

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links

lock: $(STAMPS)/setup
	$(LOCK) --group setup --output-file requirements-setup.lock
	$(LOCK) pyproject.toml --output-file requirements-runtime.lock
	$(LOCK) pyproject.toml --group dev --output-file requirements.lock

chromium: $(STAMPS)/dev
	@tools/install-chromium $(BIN)/playwright

$(STAMPS)/setup: requirements-setup.lock tools/make-venv
	@tools/make-venv $(VENV) requirements-setup.lock
	@mkdir -p $(STAMPS) && touch $@

# Adds to what is there, so that `make up` after `make test` takes nothing away.
$(STAMPS)/runtime: $(STAMPS)/setup requirements-runtime.lock pyproject.toml
	@echo "Installing Postroad into $(VENV) ..."
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements-runtime.lock
	@$(INSTALL_OURSELVES)
	@touch $@

$(STAMPS)/dev: $(STAMPS)/setup requirements.lock requirements-runtime.lock pyproject.toml
	@echo "Installing Postroad and what its tests need into $(VENV) ..."
	@$(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@$(INSTALL_OURSELVES)
	@touch $(STAMPS)/runtime $@

$(STAMPS)/ui: $(STAMPS)/setup ui/package-lock.json ui/package.json
	@echo "Installing what the UI is built with ..."
	@npm --prefix ui ci --no-fund --no-audit --loglevel=error
	@touch $@

ui/dist/index.html: $(STAMPS)/ui $(UI_SOURCES)
	@echo "Building the UI ..."
	@npm --prefix ui run --silent build -- --logLevel warn
	@touch $@
