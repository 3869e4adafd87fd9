#!/bin/sh
# Pins every dependency with its hashes: all.txt for work on the project, clinic.txt for what ships to the clinics.
# uv lives in a venv of its own, because only the resolver is wanted and never its environment.
set -eu
cd "$(dirname "$0")/.."

tool=build/lock-venv
[ -x "$tool/bin/uv" ] || { .venv/bin/python -m venv "$tool" && "$tool/bin/python" -m pip install -q uv; }
compile() {
    "$tool/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --upgrade "$@"
}
compile pyproject.toml -o .ci/lock/clinic.txt
# The clinic's versions hold in both files, so that what is tested is what ships.
compile pyproject.toml --all-extras -c .ci/lock/clinic.txt -o .ci/lock/all.txt

# Whatever ships to the clinics must exist as a Windows x64 wheel; this fails when a new pin does not.
.venv/bin/python -m pip install -q --dry-run --ignore-installed --target build/windows-wheels --platform win_amd64 \
    --implementation cp --python-version 3.11 --only-binary=:all: --no-deps --require-hashes -r .ci/lock/clinic.txt
echo "lock: every pin of clinic.txt has a Windows x64 wheel"
