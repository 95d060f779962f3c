# One thin line for each thing that one does with this repository.
PY := .venv/bin/python

.PHONY: run setup test check bench doctor clean

run: .venv/ready        ## start the program (Ctrl-C stops)
	@$(PY) -m bots

setup: .venv/ready      ## only prepare: virtual environment, pinned packages, bytecode

test: .venv/dev         ## every test, offline, no tokens
	@$(PY) -m pytest -n auto

check: .venv/dev        ## format, lint, types, import rules, catalogues
	@$(PY) -m ruff format --check . && $(PY) -m ruff check . && $(PY) -m mypy && .venv/bin/lint-imports && $(PY) -m core.catalogues check

bench: .venv/dev        ## figures, each beside a peer or a bare limit; DATA=folder adds its lines
	@$(PY) -m bench $(if $(DATA),--data $(DATA))

doctor: .venv/ready     ## look at this installation; writes nothing
	@$(PY) -m bots doctor

.venv/ready: requirements.lock
	@echo "Preparing .venv with the pinned packages (once, about half a minute) ..."
	@test -x $(PY) || python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -c "import sysconfig; open(sysconfig.get_path('purelib') + '/guildhall.pth', 'w').write('$(CURDIR)\n')"
	@printf '#!/bin/sh\nexec "%s/$(PY)" -m bots "$$@"\n' "$(CURDIR)" > .venv/bin/guildhall && chmod +x .venv/bin/guildhall
	@$(PY) -m compileall -q bots core moderation
	@touch $@

.venv/dev: requirements-dev.lock .venv/ready
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:                  ## remove what setup made (never data/)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
