#!/bin/sh
# Builds dist/vclinic and lets the built program check itself without a display, in an empty environment.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m PyInstaller --noconfirm --clean --log-level ERROR --distpath dist --workpath build/pyinstaller build.spec

# The township is no part of what ships to the clinics.
.venv/bin/python .ci/shipped_modules.py dist/vclinic
.venv/bin/python .ci/folder_size.py dist/vclinic

env -i HOME="${HOME:-/}" PATH="$PATH" LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen dist/vclinic/vclinic --selfcheck
