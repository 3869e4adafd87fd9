#!/bin/sh
# Makes a fresh machine ready: the venv from the lock file, and what Qt, the build and the browser tests need from the system.
# Usage: .ci/setup.sh run|test    (idempotent; a second call takes well under a second)
#
# The messages are English because a machine that lacks a Chinese font could not show anything else.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}
lock=.ci/lock/all.txt
venv=.venv
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() { printf '%s\n' "$*" >&2; }
stop() { say "setup: $*"; exit 1; }

# --- Python ---------------------------------------------------------------------------------------------------------

# PySide6 6.9.3 has wheels up to Python 3.13, so a newer interpreter is passed over.
suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11 python; do
        if command -v "$candidate" >/dev/null 2>&1 && suits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11, 3.12 or 3.13 is needed and none was found. Install one, or name it:  make PYTHON=/path/to/python3.11 $purpose"
}

# --- the distribution's packages --------------------------------------------------------------------------------------

# Installs packages when we are root on Debian/Ubuntu; otherwise prints the one line to copy and stops.
system_packages() {
    if command -v apt-get >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ]; then
            say "setup: installing $*"
            export DEBIAN_FRONTEND=noninteractive
            # A mirror that is half up to date must not stop us when the package is already known.
            apt-get update -q >/dev/null 2>&1 || say "setup: apt-get update failed, going on with the lists there are"
            if ! told=$(apt-get install -q -y --no-install-recommends "$@" 2>&1 </dev/null); then
                say "$told"
                stop "apt-get could not install: $*"
            fi
        else
            stop "please run this line, then try again:  sudo apt-get install -y --no-install-recommends $*"
        fi
    else
        stop "please install what these Debian packages hold, then try again: $*"
    fi
}

chinese_font_present() {
    if command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]; then
        return 0
    fi
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.fonts" "${HOME:-/nonexistent}/.local/share/fonts"; do
        if [ -d "$folder" ] && [ -n "$(find "$folder" \( -iname '*cjk*' -o -iname 'wqy-*' -o -iname 'SourceHan*' -o -iname 'NotoSansSC*' \) -print 2>/dev/null | head -n 1)" ]; then
            return 0
        fi
    done
    return 1
}

browser_present() {
    for candidate in chromium chromium-browser google-chrome; do
        if command -v "$candidate" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

linux_needs() {
    for_what=
    if [ -n "${DISPLAY:-}" ]; then for_what=window; fi
    if [ "$purpose" = test ]; then for_what="window build"; fi
    # shellcheck disable=SC2086  # plain words; splitting is meant
    missing=$("$python" .ci/missing_libraries.py $for_what)
    if [ "$purpose" = test ]; then
        chinese_font_present || missing="$missing fonts-noto-cjk"  # the browser's pages; the program brings its own
        browser_present || missing="$missing chromium"
        command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"  # the screen on which the built folder is looked at
        command -v objdump >/dev/null 2>&1 || missing="$missing binutils"
        command -v makensis >/dev/null 2>&1 || missing="$missing nsis"  # makes the Windows setup file
    fi
    # shellcheck disable=SC2086  # package names hold no spaces; splitting is meant
    if [ -n "${missing# }" ]; then system_packages $missing; fi
}

# --- the venv ---------------------------------------------------------------------------------------------------------

# Debian ships venv without ensurepip: then the outer pip fills the venv, and only without any pip apt is asked.
make_venv() {
    rm -rf "$venv"
    say "setup: making $venv with $("$python" -V)"
    if "$python" -m venv "$venv" >/dev/null 2>&1; then return; fi
    rm -rf "$venv"
    if "$python" -m venv --without-pip "$venv" >/dev/null 2>&1 &&
        "$python" -m pip --python "$venv/bin/python" install -q pip >/dev/null 2>&1; then
        return
    fi
    rm -rf "$venv"
    system_packages python3-venv "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    "$python" -m venv "$venv" || stop "the venv could not be made with $python"
}

# What the venv was made from: it is remade when the lock, this script, the interpreter or the folder's place changes.
fingerprint() {
    {
        pwd
        "$python" -c 'import sys; print(sys.version, sys.base_prefix)'
        cat "$lock" pyproject.toml .ci/setup.sh
    } | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

python=$(find_python)
if [ "$(uname -s)" = Linux ]; then linux_needs; fi

wanted=$(fingerprint)
if [ "$(cat "$venv/.ready" 2>/dev/null || true)" = "$wanted" ] && [ -x "$venv/bin/python" ]; then exit 0; fi

place=$(cat "$venv/.place" 2>/dev/null || true)
if [ "$place" != "$(pwd) $("$python" -V)" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then make_venv; fi
rm -f "$venv/.ready"
printf '%s\n' "$(pwd) $("$python" -V)" >"$venv/.place"
say "setup: installing the locked packages (the first time this takes a minute or two)"
# The lock is whole, so nothing is resolved: an old pip would otherwise take a newer release for a requirement with extras.
"$venv/bin/python" -m pip install -q --no-deps --require-hashes -r "$lock" || stop "pip could not install the locked packages; see above"
# setuptools warns of any editable install; nobody can act on it.
PYTHONWARNINGS=ignore "$venv/bin/python" -m pip install -q --no-deps --no-build-isolation -e . || stop "pip could not install the project itself; see above"
"$venv/bin/python" -m pip check >/dev/null || stop "the lock file does not fit together; run make lock"
printf '%s\n' "$wanted" >"$venv/.ready"
