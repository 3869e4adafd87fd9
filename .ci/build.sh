#!/bin/sh
# Builds dist/vclinic and lets the built program check itself without a display, in an empty environment.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m PyInstaller --noconfirm --clean --log-level WARN --distpath dist --workpath build/pyinstaller build.spec
env -i HOME="${HOME:-/}" PATH="$PATH" QT_QPA_PLATFORM=offscreen dist/vclinic/vclinic --selfcheck
du -sh dist/vclinic
