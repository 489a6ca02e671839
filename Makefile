# make videos is all that a viewer needs; make help lists the rest.

LESSON  ?=
QUALITY ?= hd
VOICE   ?= hibari
JOBS    ?=

VENV := .venv
BIN  := $(VENV)/bin
# Packages that come as source look for meson and ninja on the PATH.
PIP  := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --quiet

.DEFAULT_GOAL := help
.PHONY: help videos sheet gallery test model model-report lock clean

help:
	@echo 'make videos [LESSON=name ...] [QUALITY=draft|hd|4k] [VOICE=hibari|none|folder] [JOBS=n]'
	@echo '                   set up what is needed, and film lessons into videos/ (all of them; hd)'
	@echo 'make sheet LESSON=name[.Chapter]   contact sheets of a lesson, into build/sheets/'
	@echo 'make gallery       every element of the stage on one page, build/gallery/index.html'
	@echo 'make test          everything that is checked: style, types, tests'
	@echo 'make model         train the pocket model again; make model-report says how good it is'
	@echo 'make lock          pin the newest versions of what the project uses (takes uv)'
	@echo 'make clean         throw away all that can be made again, but the films'

videos: system $(VENV)/.run
	$(BIN)/reel render $(LESSON) --quality $(QUALITY) --voice $(VOICE) $(if $(JOBS),--jobs $(JOBS))

sheet: system $(VENV)/.run
	$(if $(LESSON),,$(error Say which: make sheet LESSON=matrix_multiplication))
	$(BIN)/reel sheet $(LESSON) --voice $(VOICE)

gallery: system $(VENV)/.run
	$(BIN)/reel gallery

test: system-test $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/mypy --strict script maths pocket
	$(BIN)/python -m pytest

model: system $(VENV)/.run
	$(BIN)/python -m pocket.train

model-report: system $(VENV)/.run
	$(BIN)/python -m pocket.report

lock:
	@command -v uv >/dev/null || { echo 'Pinning takes uv: see https://docs.astral.sh/uv/' >&2; exit 2; }
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --all-extras -c requirements/run.txt -o requirements/test.txt

clean:
	rm -rf .cache build media .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

.PHONY: system system-test
system:
	@bash requirements/system.sh

system-test:
	@bash requirements/system.sh test

# An environment is made anew where its Python is gone (a folder that was moved, a Python that was taken away).
$(VENV)/.made: requirements/build.txt
	@python=$$(PYTHON="$(PYTHON)" bash requirements/python.sh) && \
	    { $(BIN)/python -c '' 2>/dev/null || "$$python" -m venv --clear $(VENV); }
	$(PIP) install --require-hashes --no-deps -r requirements/build.txt
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	$(PIP) install --require-hashes --no-build-isolation -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(PIP) install --require-hashes --no-build-isolation -r requirements/test.txt
	@touch $@
