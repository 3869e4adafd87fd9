# Read by the scripts beside it (`. .ci/windows/wine.sh`): a Wine that leaves nothing outside build/windows.
#
# wine_ready    makes the prefix, once: Windows 10, with what Wine 8 lacks and Windows has
# wine_run CMD  runs a Windows program there and gives its exit code; its output comes through a pipe, because Python
#               under Wine does not start when it writes into a plain file
# Wine drops QT_* from the environment: a Qt program is told its platform by an argument (-platform offscreen).

WINDOWS=$(pwd)/build/windows
export HOME="$WINDOWS/home" WINEPREFIX="$WINDOWS/prefix" WINEARCH=win64 WINEDEBUG=-all
# No Mono, no Gecko, no links on the desktop of whoever builds.
export WINEDLLOVERRIDES="mscoree=d;mshtml=d;winemenubuilder.exe=d"
mkdir -p "$HOME"

wine_program() {
    for candidate in wine64 wine /usr/lib/wine/wine64; do
        if command -v "$candidate" >/dev/null 2>&1; then command -v "$candidate"; return; fi
    done
    return 1
}

wine_run() {
    { code=0; "$(wine_program)" "$@" </dev/null 2>&1 || code=$?; echo "$code" >"$WINDOWS/wine_exit"; } | cat
    return "$(cat "$WINDOWS/wine_exit")"
}

wine_ready() {
    [ -f "$WINEPREFIX/.ready" ] && return
    rm -rf "$WINEPREFIX"
    wine_run wineboot -i >"$WINDOWS/wineboot.log"
    wine_run winecfg -v win10 >>"$WINDOWS/wineboot.log"
    wineserver -w
    # Windows 10 has bcryptprimitives.dll and Wine 8 has not; it goes into this prefix, never into what ships.
    if [ ! -f "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ]; then
        x86_64-w64-mingw32-gcc -shared -O2 -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" \
            .ci/windows/bcryptprimitives.c -ladvapi32
    fi
    touch "$WINEPREFIX/.ready"
}
