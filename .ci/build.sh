#!/bin/sh
# Builds dist/vclinic and lets the built program check itself without a display, in an empty environment.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m PyInstaller --noconfirm --clean --log-level ERROR --distpath dist --workpath build/pyinstaller build.spec

# The township is no part of what ships to the clinics.
if .venv/bin/pyi-archive_viewer --list --brief dist/vclinic/_internal/modules.pyz |
    grep -E "'?(fastapi|uvicorn|starlette|psycopg|fpdf|fontTools|sync\.server|vclinic\.demo)[.']" >&2; then
    echo "build: parts of the township or the demo got into the clinic program" >&2
    exit 1
fi

env -i HOME="${HOME:-/}" PATH="$PATH" LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen dist/vclinic/vclinic --selfcheck
du -sh dist/vclinic
