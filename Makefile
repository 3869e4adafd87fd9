# The project's command list. `make run` and `make test` are all that a fresh machine needs.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check lint bench bench-sync torture build lock pictures manual review font icon licences setup installer windows level0 level1 level2 level3 installer-pages township-package
.NOTPARALLEL:

BIN := .venv/bin
export PYTHONUTF8 := 1
# Qt wants a UTF-8 locale; a bare machine has none set.
LANG ?= C.UTF-8
export LANG
# The type checker is pinned; it need not ask the network for a newer one.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

help:
	@echo "make run       open the program on a sample village with a township server beside it"
	@echo "make test      lint, build with self-check, and every test"
	@echo "make check     lint and the tests of the pure layers: a minute, for the hand at work"
	@echo "make lint      ruff, pyright, import contracts"
	@echo "make build     the program as a folder: dist/vclinic"
	@echo "make level0    what can be known of the Windows program without building it; part of make test"
	@echo "make level1    the built folder checks itself with a township beside it, without a screen and on one that is looked at"
	@echo "make windows   the Windows program as a folder, built and started under Wine: build/windows/vclinic"
	@echo "make installer the Windows setup file of build/windows/vclinic: dist/vclinic-setup-VERSION.exe"
	@echo "make level2    the Windows program built, and its setup file's whole life, and the township as a service, under Wine"
	@echo "make level3    the Windows folder in real windows under Wine 10, in a Debian 13 of its own; root and debootstrap needed"
	@echo "make installer-pages  click through the setup file under Wine, with a picture of every page: docs/pictures"
	@echo "make township-package  what a township's server is set up from, without a network: dist/vclinic-township-VERSION.tar.gz, -windows.zip"
	@echo "make bench     the measurements"
	@echo "make torture   a thousand seeded troubles between a clinic and its township (ten minutes)"
	@echo "make bench-sync  our synchronisation beside what people usually build"
	@echo "make pictures  take the README's pictures again"
	@echo "make manual    take the manuals' pictures again and compile docs/manual into what F1 shows: resources/manual"
	@echo "make review    the list of drug rows from memory, for a pharmacist and a physician: docs/review"
	@echo "make font      cut the shipped Chinese font again: resources/fonts"
	@echo "make icon      draw the program's icon for Windows again: resources/icons/vclinic.ico"
	@echo "make licences  put the licences of everything that ships together again: resources/licences"
	@echo "make lock      pin the newest dependencies again"

setup:
	@.ci/setup.sh test

run:
	@.ci/setup.sh run
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || [ "$$(uname -s)" != Linux ]; then \
		exec $(BIN)/vclinic demo; \
	else \
		exec $(BIN)/vclinic demo --headless --out demo-out; \
	fi

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --warnings
	$(BIN)/lint-imports

build: setup
	@.ci/build.sh

windows: setup
	@.ci/windows/build.sh

# Exit 77 is a level that was skipped: said loudly, and no failure of the tests that follow.
level0: setup
	@$(BIN)/python .ci/windows/level0.py || [ $$? = 77 ]

level1: build
	@$(BIN)/python .ci/level1.py || [ $$? = 77 ]

installer: setup
	$(BIN)/python .ci/windows/installer.py build/windows/vclinic dist

level2: setup
	$(BIN)/python .ci/windows/cycle.py --build
	$(BIN)/python .ci/windows/service.py

level3: setup
	$(BIN)/python .ci/windows/level3.py

installer-pages: installer
	$(BIN)/python .ci/windows/pages.py dist/vclinic-setup-*.exe

township-package: setup
	$(BIN)/python .ci/township_package.py dist
	$(BIN)/python .ci/windows/township.py dist

# Two workers, a file each at a time. The pure layers must be covered wholly by their own tests: tests/conftest.py lets the
# measurement rest while others run, and puts the longest files first.
PURE := tests/domain tests/diseases tests/rules tests/forms tests/sync/protocol
COVERED := --cov --cov-config=pyproject.toml --cov-report=term-missing:skip-covered --cov-fail-under=100
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=25 $(COVERED)
test: lint build level0 level1
	$(PYTEST)

check: lint
	$(PYTEST) $(PURE)

bench: setup
	$(BIN)/python -m bench.run

torture: setup
	VCLINIC_TORTURE=1000 $(BIN)/python -m pytest -q -p no:cacheprovider tests/torture

bench-sync: setup
	$(BIN)/python -m bench.side.table

review: setup
	$(BIN)/python resources/build_review.py

font: setup
	$(BIN)/python -m resources.build_font

icon: setup
	$(BIN)/python -m resources.build_icon

licences: setup
	$(BIN)/python -m resources.build_licences

pictures: setup
	$(BIN)/python .ci/pictures.py

manual: setup
	$(BIN)/python .ci/manual_pictures.py
	$(BIN)/python -m resources.build_manual

# Universal: the same files serve Linux, macOS and Windows x64, Python 3.11 to 3.13. uv resolves; pip installs.
lock: setup
	@.ci/lock.sh
