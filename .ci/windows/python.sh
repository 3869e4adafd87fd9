#!/bin/sh
# Puts a CPython 3.11.7 for Windows together in build/windows/python.
#
# The DLLs are python.org's own, signed by the Python Software Foundation; the package index has them inside the wheel of
# Panda3D, which carries them for programs that it builds. The library of pure Python is that of this machine's 3.11.7.
# python.exe and python3.dll are not in the wheel and are made here: one calls Py_Main, the other forwards every name to
# python311.dll, as python.org's own does.
set -eu
cd "$(dirname "$0")/../.."

PACKAGE=panda3d==1.10.14
SHA256=1ddf01040b9c5497fb8659e3c5ef793a26c869cfdfb1b75e6d04d6fba0c03b73
VERSION=3.11.7
work=build/windows
target=$work/python
stop() { echo "python for Windows: $*" >&2; exit 1; }

[ -f "$target/.ready" ] && exit 0
[ "$(.venv/bin/python -c 'import platform; print(platform.python_version())')" = "$VERSION" ] ||
    stop "the venv must be of Python $VERSION, whose library goes with the DLLs (make PYTHON=... setup)"

rm -rf "$target" "$work/python.wheel"
mkdir -p "$target/DLLs" "$target/Lib" "$work/python.wheel"
echo "$PACKAGE --hash=sha256:$SHA256" >"$work/python.txt"
.venv/bin/python -m pip download -q --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
    --platform win_amd64 --python-version 3.11 --implementation cp -d "$work/python.wheel" -r "$work/python.txt"
.venv/bin/python - "$work/python.wheel" "$target" <<'PYTHON'
import sys
import zipfile
from pathlib import Path

wheel, target = next(Path(sys.argv[1]).glob("*.whl")), Path(sys.argv[2])
UNUSED = ("api-ms-win-", "tcl86t", "tk86t", "_tkinter", "_msi")
with zipfile.ZipFile(wheel) as package:
    for name in package.namelist():
        file = name.removeprefix("deploy_libs/")
        if file == name or not file.endswith((".dll", ".pyd")) or file.startswith(UNUSED):
            continue
        beside = file.lower() in {"python311.dll", "vcruntime140.dll"}
        place = target / file.lower() if beside else target / "DLLs" / file
        place.write_bytes(package.read(name))
PYTHON

# Whose they are, when the tool is there to ask. What is signed by somebody else or changed since must not ship.
if command -v osslsigncode >/dev/null 2>&1; then
    authorities=$(.venv/bin/python -c 'import certifi; print(certifi.where())')
    for file in "$target"/python311.dll "$target"/DLLs/*.pyd "$target"/DLLs/*.dll; do
        told=$(osslsigncode verify -ignore-cdp -ignore-crl -CAfile "$authorities" -TSA-CAfile "$authorities" "$file" 2>&1) ||
            stop "the signature of $file does not hold: $told"
        case $told in
            *"Python Software Foundation"*) ;;
            *) stop "$file is signed, but not by the Python Software Foundation" ;;
        esac
    done
    echo "python for Windows: $(ls "$target"/DLLs | wc -l) files and python311.dll are signed by the Python Software Foundation"
else
    echo "python for Windows: osslsigncode is not installed, so only the wheel's hash was checked"
fi

library=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
(cd "$library" && tar -c --exclude=__pycache__ --exclude=site-packages --exclude=lib-dynload --exclude=./test \
    --exclude=tests --exclude=idlelib --exclude=ensurepip --exclude=turtledemo --exclude=tkinter --exclude='config-3*' \
    --exclude='_sysconfigdata*' .) | tar -x -C "$target/Lib"

x86_64-w64-mingw32-gcc -municode -O2 -s -Wl,--no-insert-timestamp -o "$target/python.exe" .ci/windows/python.c "$target/python311.dll"
.venv/bin/python - "$target/python311.dll" >"$work/python3.def" <<'PYTHON'
import sys

import pefile

dll = pefile.PE(sys.argv[1], fast_load=True)
dll.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_EXPORT"]])
print('LIBRARY "python3.dll"\nEXPORTS')
for symbol in dll.DIRECTORY_ENTRY_EXPORT.symbols:
    if symbol.name:
        name = symbol.name.decode()
        print(f"  {name}=python311.{name}")
PYTHON
echo 'int __stdcall DllMain(void *instance, unsigned long reason, void *reserved) { return 1; }' >"$work/python3.c"
x86_64-w64-mingw32-gcc -shared -nostdlib -s -Wl,--entry=DllMain,--no-insert-timestamp -o "$target/python3.dll" "$work/python3.c" "$work/python3.def"
touch "$target/.ready"
