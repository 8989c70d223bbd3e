# The one entry: `make help` lists what there is.
#
# Set-up is done by stamp files. A stamp is written last, so a set-up that was interrupted is done again. Everything after
# it runs by the virtual environment's own path: no activation, no global tool. (Kept to what GNU make 3.81 of macOS knows.)

PORT ?= $(if $(filter host,$(MAKECMDGOALS)),7171,7071)
STACK ?= 7071

BIN := .venv/bin
PYTHON_READY := .venv/.ready
NODE_READY := local/node_modules/.ready
WEB_READY := web/node_modules/.ready
WEB_BUILT := web/dist/index.html
WEB_SOURCES := $(shell find web/src web/public web/payment web/*.html web/*.ts web/*.json -type f)
SOURCES := $(wildcard domain infrastructure functions function_app.py operations local tests)

# A candidate is run, not just looked for: a version manager's shim may be on the path and fail.
FIND_PYTHON = for candidate in python3.13 python3; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null \
	&& command -v "$$candidate" && break; done
NO_PYTHON = Python 3.13 is needed, and neither python3.13 nor python3 is one: install it \
	(https://www.python.org/downloads/ or "pyenv install 3.13"), then run make again.
NO_NODE = Node 20.19 or newer is needed, with npm$(if $(1),: this one is $(1)): install it \
	(https://nodejs.org/), then run make again.

# EPHEMERAL=0 means what it says.
said = $(filter-out 0 no false,$(1))

.DEFAULT_GOAL := help

.PHONY: help
help:  ## Show this list
	@echo 'make TARGET [VARIABLE=VALUE]'
	@sed -n -E 's/^([a-z-]+):.*  ## (.*)/\1|\2/p' $(MAKEFILE_LIST) \
		| while IFS='|' read -r target text; do printf '  %-12s %s\n' "$$target" "$$text"; done

.PHONY: run
run: $(PYTHON_READY) node $(NODE_READY) $(WEB_BUILT)  ## Run the stack until Ctrl+C: PORT=7071, EPHEMERAL=1 (throw-away data), DEMO=1 (seeds a conference)
	@exec $(BIN)/python -m local.launcher --with-parent --port $(PORT) $(if $(call said,$(EPHEMERAL)),--ephemeral) $(if $(call said,$(DEMO)),--demo)

.PHONY: host
host: $(PYTHON_READY) node $(NODE_READY) $(WEB_BUILT)  ## Run one more host of the stack on port STACK=7071 until Ctrl+C: PORT=7171
	@exec $(BIN)/python -m local.launcher --with-parent --port $(PORT) --stack $(STACK)

.PHONY: test
test: $(PYTHON_READY) node $(NODE_READY) $(WEB_BUILT)  ## Run all tests but the slow ones
	@$(BIN)/python -m pytest -m "not slow and not browser" -n 3 --dist loadfile
	@cd web && npm test --silent
	@$(BIN)/python -m pytest -m "browser and not slow"

.PHONY: test-slow
test-slow: $(PYTHON_READY) node $(NODE_READY) $(WEB_BUILT)  ## Run the tests that take long
	@$(BIN)/python -m pytest -m slow

.PHONY: test-fast
test-fast: $(PYTHON_READY)  ## Run the tests that start no process
	@HYPOTHESIS_PROFILE=fast $(BIN)/python -m pytest -m "not stack and not long and not slow"

.PHONY: check
check: $(PYTHON_READY) node $(WEB_READY)  ## Check format, lint, types and import rules
	@$(BIN)/python -m ruff format --check --quiet $(SOURCES)
	@$(BIN)/python -m ruff check --quiet $(SOURCES)
	@$(BIN)/python -m mypy $(SOURCES)
	@$(BIN)/lint-imports
	@cd web && npm run --silent check

.PHONY: web
web: node $(WEB_BUILT)  ## Build the web front end into web/dist

.PHONY: web-types
web-types: $(PYTHON_READY) node $(WEB_READY)  ## Generate the front end's types and currencies from the API
	@mkdir -p .local && $(BIN)/python -m functions.http.describe > .local/openapi.json
	@cd web && npm run --silent types -- ../.local/openapi.json --output src/api/schema.d.ts
	@$(BIN)/python -m functions.http.describe_currencies > web/src/api/currencies.ts

.PHONY: screens
screens: $(PYTHON_READY) node $(NODE_READY) $(WEB_BUILT)  ## Take the pictures of every page anew, into docs/screens
	@$(BIN)/python -m tests.browser.screens

.PHONY: clean
clean:  ## Remove what set-up and tools made; the stacks' data in .local/ stays
	@rm -rf .venv local/node_modules web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.local/*' -prune -exec rm -rf {} +

# The Python may have been removed since (a version manager cleaned up): then a stamp alone says nothing.
$(PYTHON_READY): requirements.txt requirements-dev.txt $(if $(wildcard $(BIN)/python),,no-python-yet)
	@python=$$($(FIND_PYTHON)); test -n "$$python" || { echo '$(strip $(NO_PYTHON))' >&2; exit 1; }; \
	if [ -e .venv/.unfinished ] || ! $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; \
	then echo "Setting up Python in .venv"; "$$python" -m venv --clear .venv || exit 1; fi
	@touch .venv/.unfinished
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -r requirements-dev.txt
	@mv .venv/.unfinished $@

.PHONY: no-python-yet
no-python-yet:

.PHONY: node
node:
	@version=$$(command -v npm >/dev/null && node --version 2>/dev/null) || { echo '$(strip $(call NO_NODE))' >&2; exit 1; }; \
	node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
	|| { echo "$(strip $(call NO_NODE,$$version))" >&2; exit 1; }

$(NODE_READY): local/package.json local/package-lock.json local/.npmrc
	@echo "Setting up Azurite in local/node_modules"
	@cd local && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_READY): web/package.json web/package-lock.json web/.npmrc
	@echo "Setting up the web front end's tools in web/node_modules"
	@cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_BUILT): $(WEB_READY) $(WEB_SOURCES)
	@cd web && npm run --silent build -- --logLevel warn
