"""Reads which DLLs Windows programs ask for, without Windows: every one must ship, or be part of every Windows 10.

Usage: imports.py FOLDER    (a built program; exit 1 and a line per DLL that nobody brings)
"""

import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pefile

PROGRAMS = (".exe", ".dll", ".pyd")

# Part of Windows 10 since 1809, all editions with a desktop. icuuc.dll is there too and is forbidden all the same: deploying
# tools copy it, it hands on to icu.dll, and that came with 1903.
SYSTEM = frozenset(
    """
    advapi32 authz bcrypt bcryptprimitives comctl32 comdlg32 crypt32 d3d11 d3d12 d3d9 dwmapi dwrite dxgi gdi32 imm32 iphlpapi
    kernel32 mpr msvcrt netapi32 ntdll ole32 oleaut32 rpcrt4 setupapi shell32 shlwapi uiautomationcore user32 userenv uxtheme
    version winmm winspool.drv ws2_32 wtsapi32
    """.split()
)
# Names that Windows itself resolves. From the C runtime (ucrtbase) and the core; an unknown one is asked about, not trusted.
API_SETS = frozenset(
    """
    api-ms-win-core-path-l1-1-0 api-ms-win-core-synch-l1-2-0 api-ms-win-core-winrt-error-l1-1-0 api-ms-win-core-winrt-l1-1-0
    api-ms-win-core-winrt-string-l1-1-0 api-ms-win-shcore-scaling-l1-1-1 api-ms-win-crt-conio-l1-1-0
    api-ms-win-crt-convert-l1-1-0 api-ms-win-crt-environment-l1-1-0 api-ms-win-crt-filesystem-l1-1-0
    api-ms-win-crt-heap-l1-1-0 api-ms-win-crt-locale-l1-1-0 api-ms-win-crt-math-l1-1-0 api-ms-win-crt-process-l1-1-0
    api-ms-win-crt-runtime-l1-1-0 api-ms-win-crt-stdio-l1-1-0 api-ms-win-crt-string-l1-1-0 api-ms-win-crt-time-l1-1-0
    api-ms-win-crt-utility-l1-1-0
    """.split()
)
_TABLES = ("IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")


def imported(content: bytes) -> set[str]:
    """The DLLs a program, DLL or extension asks for, at its start or later; lower case.

    Raises:
        pefile.PEFormatError: it is no program of Windows.
    """
    program = pefile.PE(data=content, fast_load=True)
    program.parse_data_directories([pefile.DIRECTORY_ENTRY[table] for table in _TABLES])
    entries = [*getattr(program, "DIRECTORY_ENTRY_IMPORT", []), *getattr(program, "DIRECTORY_ENTRY_DELAY_IMPORT", [])]
    return {entry.dll.decode("ascii").lower() for entry in entries}


def of_windows(dll: str) -> bool:
    """Whether every Windows 10 from 1809 brings it."""
    return dll.removesuffix(".dll") in SYSTEM | API_SETS


def problems(files: Mapping[str, bytes], beside: frozenset[str] = frozenset()) -> list[str]:
    """What is asked for and nobody brings, and what must not ship; empty when the files are whole.

    Args:
        files: place → content of everything that ships and ends in .exe, .dll or .pyd.
        beside: names of what ships with them and is looked at elsewhere.
    """
    shipped = beside | {PurePosixPath(place).name.lower() for place in files}
    asked: dict[str, list[str]] = {}
    for place, content in sorted(files.items()):
        for dll in imported(content):
            asked.setdefault(dll, []).append(place)
    lines = [
        f"{dll} is asked for by {', '.join(by[:3])} and neither ships nor belongs to Windows 10 1809"
        for dll, by in sorted(asked.items())
        if dll not in shipped and not of_windows(dll)
    ]
    copies = sorted(name for name in shipped if of_windows(name) or name.startswith(("icu", "api-ms-win-", "ucrtbase")))
    return lines + [f"{name} ships, which is Windows' own" for name in copies]


def main() -> int:
    """Check a built folder."""
    folder = Path(sys.argv[1])
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix.lower() in PROGRAMS
    }
    lines = problems(files) if files else [f"{folder} holds no program"]
    print("\n".join(lines) if lines else f"imports: {len(files)} programs and libraries are closed")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
