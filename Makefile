# Inside the Glass Box. `make videos` films the series, `make test` checks it; `make help` says the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help videos test check publish sheet gallery slides model model-report lock clean run-environment out-environment test-environment

QUALITY ?= hd
LESSON ?=
VOICE ?= hibari
FORMAT ?= html
BIN := .venv/bin

help: ## Say what there is
	@echo "make videos [LESSON=name] [QUALITY=draft|hd|4k] [VOICE=hibari|none|folder]"
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run-environment:
	@bash requirements/environment.sh run

out-environment:
	@bash requirements/environment.sh out

test-environment:
	@bash requirements/environment.sh test

videos: run-environment ## Set up what is missing, then film the lessons in course order
	@$(BIN)/reel render $(LESSON) --quality "$(QUALITY)" --voice "$(VOICE)"

test: test-environment ## Check style, types and everything that the lessons say
	@$(BIN)/ruff check .
	@$(BIN)/mypy script maths pocket
	@$(BIN)/python -m pytest --numprocesses auto --dist loadgroup --cov=maths --cov-report=term-missing:skip-covered --cov-fail-under=100

check: run-environment ## Find what a careful editor would catch, in LESSON or in all
	@$(BIN)/reel check $(LESSON)

publish: out-environment ## Make a folder of LESSON, or of all, that is ready to upload, and say what an upload would do
	@$(BIN)/reel publish $(or $(LESSON),--all)

sheet: run-environment ## Draw the contact sheets of LESSON
	@$(BIN)/reel sheet $(LESSON)

gallery: run-environment ## Draw every element of the stage on one page
	@$(BIN)/reel gallery

slides: out-environment ## Make a talk of LESSON, in FORMAT=html|pptx|pdf|manim-slides
	@$(BIN)/reel slides $(LESSON) --format "$(FORMAT)"

model: run-environment ## Train the pocket model again, from its seed
	@$(BIN)/python -m pocket.train

model-report: run-environment ## Print every figure that docs/model.md states
	@$(BIN)/python -m pocket.report

lock: ## Pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade requirements/build.in -o requirements/build.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --extra out pyproject.toml -c requirements/run.txt -o requirements/out.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --extra test --extra out pyproject.toml -c requirements/out.txt -o requirements/test.txt

clean: ## Take away caches, sheets and the environment; films stay
	rm -rf .venv build .cache media .pytest_cache .mypy_cache .ruff_cache .hypothesis
