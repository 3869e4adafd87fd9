#!/bin/sh
# Builds the clinic program for Windows in build/windows/vclinic, with PyInstaller under Wine, and starts it there once.
#
# What it proves: the program starts and checks itself under Wine, without a display. Not that Windows runs it.
# Everything comes from the package index by hash; nothing outside build/windows is written. Exit 77: a tool is missing.
set -eu
cd "$(dirname "$0")/../.."
. .ci/windows/wine.sh

skipped() { echo "SKIPPED windows build: $1 is not installed (Debian: $2)" >&2; exit 77; }
wine_program >/dev/null || skipped wine "wine wine64"
command -v wineserver >/dev/null 2>&1 || PATH="$PATH:/usr/lib/wine"
command -v x86_64-w64-mingw32-gcc >/dev/null 2>&1 || skipped mingw gcc-mingw-w64-x86-64

python="$WINDOWS/python"
.venv/bin/python .ci/windows/wheels.py "$WINDOWS/wheels"
.ci/windows/python.sh
installed=$(ls "$WINDOWS/wheels" | sha256sum)
if [ "$(cat "$python/.installed" 2>/dev/null || true)" != "$installed" ]; then
    rm -rf "$python/Lib/site-packages"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-index --no-compile --platform win_amd64 \
        --python-version 3.11 --implementation cp --only-binary=:all: --target "$python/Lib/site-packages" "$WINDOWS"/wheels/*.whl
    cp "$python/Lib/site-packages/PySide6/vcruntime140_1.dll" "$python/"
    echo "$installed" >"$python/.installed"
fi
wine_ready

# The same sources give the same bytes: no order by chance, no time of day in what is compiled.
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)
export SOURCE_DATE_EPOCH
rm -rf "$WINDOWS/new"
wine_run "$python/python.exe" -m PyInstaller --noconfirm --clean --log-level ERROR --distpath "$WINDOWS/new" \
    --workpath "$WINDOWS/pyinstaller" build.spec

.venv/bin/python .ci/windows/imports.py "$WINDOWS/new/vclinic"
.venv/bin/python .ci/shipped_modules.py "$WINDOWS/new/vclinic"
.venv/bin/python .ci/folder_size.py "$WINDOWS/new/vclinic"
rm -rf "$WINDOWS/vclinic"
mv "$WINDOWS/new/vclinic" "$WINDOWS/vclinic"
rmdir "$WINDOWS/new"
wine_run "$WINDOWS/vclinic/vclinic.exe" --selfcheck
