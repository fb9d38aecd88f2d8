# The habits of a day. Written for GNU make 3.81, which is what macOS has.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup tools generate check test e2e mutants fuzz lint fmt types fresh schemas golden bench lowest wheel lock clean

# slosmith finds promtool and amtool on the PATH.
export PATH := $(CURDIR)/.tools/bin:$(PATH)
# Each of these would install, or import, past the virtual environment.
unexport PIP_USER PYTHONHOME PYTHONPATH

UV ?= uv
VENV := .venv/bin
CHECKERS := promtool amtool
WORKFLOWS := .github/workflows/ci.yml generators/slosmith/starter/files/workflow.yaml
LOCK := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
  --custom-compile-command 'make lock'

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  ARGS='...' is passed on: make test ARGS='-k latency', make generate ARGS='--specs other'"

setup: ## Make .venv with the pinned dependencies (the targets below do this when needed)
	@sh scripts/setup.sh

tools: ## Put promtool, amtool, prometheus and alertmanager into .tools/bin
	@sh scripts/tools.sh

generate: setup ## Compile specs/ to output/, then check all of it
	@sh scripts/tools.sh $(CHECKERS)
	@$(VENV)/slosmith generate $(ARGS)
	@$(VENV)/slosmith check --strict $(ARGS)

check: setup ## Check specs/ and output/ with promtool and amtool; every warning is an error
	@sh scripts/tools.sh $(CHECKERS)
	@$(VENV)/slosmith check --strict $(ARGS)

test: setup tools ## Run all tests
	@$(VENV)/python -m pytest $(ARGS)

e2e: setup tools ## Run the end-to-end proof alone, on a real Prometheus and Alertmanager
	@$(VENV)/python -m pytest tests/e2e $(ARGS)

mutants: setup tools ## Count how many faults in the rules the generated tests notice (ARGS='--every 20': a sample)
	@$(VENV)/python -m tests.mutants.run $(ARGS)

fuzz: setup tools ## Mutate specs for a minute and look for faults (ARGS='--seconds 600', ARGS='--mutants 20000')
	@$(VENV)/python -m tests.fuzz.run $(ARGS)

lint: setup ## Look for faults of style and form, in the files for CI servers too
	@$(VENV)/ruff check
	@$(VENV)/ruff format --check
	@$(VENV)/check-jsonschema -q --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(VENV)/check-jsonschema -q --builtin-schema vendor.github-actions action.yml
	@sed '1,/^---$$/d' templates/slosmith.yml | \
	  $(VENV)/check-jsonschema -q --builtin-schema vendor.gitlab-ci --default-filetype yaml -
	@$(VENV)/zizmor -q --offline --strict-collection $(WORKFLOWS) action.yml

fmt: setup ## Mend what lint can mend by itself
	@$(VENV)/ruff check --fix-only
	@$(VENV)/ruff format

types: setup ## Check the types
	@$(VENV)/mypy

fresh: setup ## Fail when output/ or schemas/ is not what the sources give
	@$(VENV)/slosmith generate --check
	@$(VENV)/slosmith schema | diff -u schemas/slosmith.schema.json - || \
	  { echo "schemas/slosmith.schema.json is stale; mend it with: make schemas" >&2; exit 1; }

schemas: setup ## Write the JSON Schema of the spec anew
	@$(VENV)/slosmith schema > schemas/slosmith.schema.json.new
	@mv -f schemas/slosmith.schema.json.new schemas/slosmith.schema.json

golden: setup tools ## Write the expected output of the golden tests anew
	@$(VENV)/python -m pytest tests/golden --update-golden $(ARGS)

bench: setup tools ## Measure how long large specs take
	@$(VENV)/python benchmarks/run.py $(ARGS)

lowest: tools ## Run all tests with the lowest versions that pyproject.toml allows (needs uv)
	@command -v $(UV) >/dev/null || { echo "lowest: uv is needed: pipx install uv" >&2; exit 1; }
	@$(UV) venv -q --seed --clear --python 3.11 .venv-lowest
	@$(UV) pip install -q --python .venv-lowest --resolution lowest-direct --group test --group build -e .
	@.venv-lowest/bin/python -m pytest $(ARGS)

wheel: setup ## Build the wheel into dist/
	@$(VENV)/python -m hatchling build -t wheel

lock: ## Write both requirements*.txt anew from pyproject.toml (needs uv; ARGS=--upgrade takes newer versions)
	@command -v $(UV) >/dev/null || { echo "lock: uv is needed: pipx install uv" >&2; exit 1; }
	@$(LOCK) --group dev -o requirements.txt $(ARGS) pyproject.toml
	@$(LOCK) --group build -c requirements.txt -o requirements-run.txt pyproject.toml

clean: ## Remove all that the other targets made, save what belongs to the repository
	@rm -rf .venv .venv-lowest .tools dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find generators tests -name __pycache__ -type d -prune -exec rm -rf {} +
