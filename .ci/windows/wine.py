"""A Wine that leaves nothing outside one scratch folder: a prefix that says it is Windows 10, programs run in it, what they
left behind. It stands for Windows in level 2; what it shows is said of Wine, not of Windows."""

import os
import re
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMPILER = "x86_64-w64-mingw32-gcc"


def lacking() -> str:
    """The first tool that is not installed, by the name it is asked for; empty when all are there."""
    return next((tool for tool in ("wine", "wineserver", COMPILER) if not _path_of(tool)), "")


def _path_of(tool: str) -> str | None:
    """Debian keeps the server beside the loader, not on the path."""
    beside = [str(path) for path in Path("/usr/lib/wine").glob(f"{tool}*")] if tool == "wineserver" else []
    return shutil.which(tool) or (beside[0] if beside else None)


def _gather(stream: int, pieces: list[bytes]) -> None:
    with suppress(OSError):  # a stream that something in the background kept open is closed by us at last
        while piece := os.read(stream, 65536):
            pieces.append(piece)


class Wine:
    """One prefix in ``scratch``; stop it with `stop`."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "DISPLAY", "LOCPATH")}
        home = scratch / "home"  # Wine links the desktop to it and writes there
        home.mkdir(parents=True)
        self.environment = kept | {
            "HOME": str(home),
            "WINEPREFIX": str(scratch / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=d;mshtml=d;winemenubuilder.exe=d",
            "LC_ALL": "C.UTF-8",
        }
        self.run("wineboot", "-i")
        self.windows("win10")
        stand_in = self.drive / "windows" / "system32" / "bcryptprimitives.dll"
        if not stand_in.exists():
            source = HERE / "bcryptprimitives.c"
            made = [COMPILER, "-shared", "-O1", "-s", "-o", str(stand_in), str(source), "-ladvapi32"]
            subprocess.run(made, check=True)
        told = self.run("cmd", "/c", "echo %LOCALAPPDATA%").stdout.strip()
        self.local = self.on_disk(told)

    @property
    def drive(self) -> Path:
        """Drive C."""
        return Path(self.environment["WINEPREFIX"]) / "drive_c"

    def on_disk(self, windows_path: str) -> Path:
        r"""Where ``C:\...`` lies."""
        return self.drive.joinpath(*windows_path.removeprefix("C:").strip("\\").split("\\"))

    @staticmethod
    def as_windows(path: Path) -> str:
        """How a program in Wine names a file of the machine."""
        return "Z:" + str(path.resolve()).replace("/", "\\")

    def windows(self, version: str) -> None:
        """Say which Windows this is: win10, win7."""
        self.run("winecfg", "-v", version)

    def run(
        self, program: Path | str, *arguments: str, seconds: float = 300, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end. Streams are pipes: Python in Wine cannot begin with a plain file for one. Nor may they be read
        to their end: what Wine starts in the background keeps them open for as long as any program runs."""
        command = ["wine", str(program), *arguments]
        process = subprocess.Popen(
            command,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        told: tuple[list[bytes], list[bytes]] = ([], [])
        readers = [
            threading.Thread(target=_gather, args=(stream.fileno(), pieces), daemon=True)
            for stream, pieces in zip((process.stdout, process.stderr), told, strict=True)
        ]
        for reader in readers:
            reader.start()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        for reader in readers:
            reader.join(1)
        out, err = (b"".join(pieces).decode("utf-8", "replace") for pieces in told)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def start(self, program: Path | str, *arguments: str, small_files: int = 0) -> subprocess.Popen[bytes]:
        """Start and come back; its input stays open. ``small_files``: no file may grow beyond so many bytes, as on a full
        disk (a signal that Python ignores and its children with it says so, so that they see a failed write)."""
        limited = ["prlimit", f"--fsize={small_files}"] if small_files else []
        return subprocess.Popen(
            [*limited, "wine", str(program), *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            restore_signals=not small_files,
        )

    def registered(self, key: str, name: str) -> str:
        """A value of the registry; empty when it is not there."""
        told = self.run("reg", "query", key, "/v", name).stdout
        match = re.search(rf"{name}\s+REG_\w+\s+(.*)", told)
        return match[1].strip() if match else ""

    def wait_for(self, what: str, holds: object, seconds: float = 60) -> None:
        """Until ``holds()``; fails by the name of what did not come."""
        assert callable(holds)
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come within {seconds:.0f} s")
            time.sleep(0.1)

    def stop(self) -> None:
        """End every program of this prefix, and of no other."""
        server = _path_of("wineserver")
        assert server is not None
        subprocess.run([server, "-k"], env=self.environment, check=False)
