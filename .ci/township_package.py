"""Makes what a township's server is set up from, without a network: dist/vclinic-township-VERSION.tar.gz.

Usage: township_package.py OUT    (OUT: a folder for the file)

Inside: the wheels of the server's set only, for 64-bit Linux and each Python of ours, with the hashes the lock pins;
install.sh; one page in Chinese; SHA256SUMS. Same tree, same bytes. Wheels that were fetched stay in build/township.
Exit 0 made, 1 a pin has no wheel or pip failed.
"""

import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

sys.path.insert(0, str(Path(__file__).resolve().parent))
import township_wheel

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / ".ci" / "lock" / "all.txt"
KEPT = ROOT / "build" / "township"
PAGES = ROOT / "resources" / "township"
PYTHONS = ("3.11", "3.12", "3.13")  # Debian 12, Ubuntu 24.04, Debian 13
PLATFORMS = [f"manylinux_2_{minor}_x86_64" for minor in (34, 28, 27, 26, 24, 17, 12, 5)]
LINUX = {
    "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64",
    "implementation_name": "cpython", "platform_python_implementation": "CPython",
}  # fmt: skip
# The clinic's own: windows, its side of the line, its settings' place, its SQL.
CLINIC_ONLY = frozenset("pyside6-essentials requests platformdirs sqlite-utils".split())
INSTALLER = "pip"  # a bare system brings none
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>[^\\\n]+?))?\s*\\?\n")


def roots(project: str) -> frozenset[str]:
    """What the server asks for itself, by name. ``project``: pyproject.toml's text."""
    declared = tomllib.loads(project)["project"]
    extras = declared["optional-dependencies"]
    asked = [*declared["dependencies"], *extras["township"], *extras["postgresql"]]
    named = {str(canonicalize_name(Requirement(text).name)) for text in asked}
    binary = {"psycopg-binary"}  # the lock says of it only that psycopg brings it
    return frozenset((named | binary | {INSTALLER}) - CLINIC_ONLY)


def pins(lock: str, wanted: frozenset[str], machine: dict[str, str] = LINUX) -> dict[str, str]:
    """The lock's entries that these packages need on such a machine, and they themselves: name → the line pip reads, without
    the marker. Who asked for what is read from the lock's own remarks."""
    entries: dict[str, tuple[str, frozenset[str]]] = {}
    for block in re.split(r"\n(?=\S)", lock):
        pin = _PIN.match(block + "\n")
        if pin is None or (pin["marker"] and not Marker(pin["marker"]).evaluate(machine)):
            continue
        hashes = " ".join(re.findall(r"--hash=sha256:[0-9a-f]{64}", block))
        asking = re.findall(r"^ +#(?: via)? +([A-Za-z0-9._-]+)(?: |$)", block, re.MULTILINE)
        line = f"{pin['name']}=={pin['version']} {hashes}"
        entries[str(canonicalize_name(pin["name"]))] = (line, frozenset(map(str, map(canonicalize_name, asking))))
    taken: set[str] = set(wanted)
    while more := {name for name, (_line, asking) in entries.items() if asking & taken} - taken:
        taken |= more
    if lacking := taken - set(entries):
        sys.exit(f"township: the lock has no pin of {', '.join(sorted(lacking))}; run make lock")
    return {name: entries[name][0] for name in sorted(taken)}


def fetch(folder: Path, wanted: dict[str, str]) -> None:
    """Let the folder hold exactly the wheels of these pins; pip checks each against its hashes.

    Raises:
        SystemExit: a pin has no wheel for one of the Pythons, or the index does not answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        asked = Path(place, "pins.txt")
        asked.write_text("\n".join(wanted.values()) + "\n", "utf-8")
        fetched: set[str] = set()
        for version in PYTHONS:
            command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
            command += [
                "--require-hashes",
                "--only-binary=:all:",
                "--implementation",
                "cp",
                "--python-version",
                version,
            ]
            command += ["--find-links", str(folder), "-d", str(Path(place, version)), "-r", str(asked)]
            command += [f"--platform={platform}" for platform in (*PLATFORMS, "manylinux2014_x86_64")]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            if run.returncode:
                sys.exit(f"township: not every pin could be fetched for Python {version}:\n{run.stderr}")
            for wheel in Path(place, version).glob("*.whl"):
                fetched.add(wheel.name)
                (folder / wheel.name).write_bytes(wheel.read_bytes())
    for wheel in folder.glob("*.whl"):
        if wheel.name not in fetched:
            wheel.unlink()


def requirements(wanted: dict[str, str], own: Path) -> str:
    """What install.sh gives to pip: the lock's pins, and our own wheel by its hash."""
    lines = [line.replace(" --hash", " \\\n    --hash") for name, line in wanted.items() if name != INSTALLER]
    name, version, *_ = parse_wheel_filename(own.name)
    lines.append(f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(own.read_bytes()).hexdigest()}")
    return "\n".join(lines) + "\n"


def archive(inside: str, files: dict[str, bytes]) -> bytes:
    """A .tar.gz of these files in the folder ``inside``, without dates and owners; what a shell runs may be run."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, body in sorted(files.items()):
            entry = tarfile.TarInfo(f"{inside}/{name}")
            entry.size, entry.mode = len(body), 0o755 if name.endswith(".sh") else 0o644
            tar.addfile(entry, io.BytesIO(body))
    return gzip.compress(packed.getvalue(), 6, mtime=0)  # wheels are packed already


def main() -> int:
    """Make the package."""
    out = Path(sys.argv[1])
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    version = str(tomllib.loads(project)["project"]["version"])
    wanted = pins(LOCK.read_text("utf-8"), roots(project))
    fetch(KEPT, wanted)
    files = {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in KEPT.glob("*.whl")}
    with tempfile.TemporaryDirectory() as place:
        needs = [line.split(" ", 1)[0] for name, line in wanted.items() if name != INSTALLER]
        own = township_wheel.write(Path(place), version, needs)
        files[f"wheels/{own.name}"] = own.read_bytes()
        files["requirements.txt"] = requirements(wanted, own).encode()
    files["VERSION"] = f"{version}\n".encode()
    files |= {path.name: path.read_bytes() for path in sorted(PAGES.iterdir()) if path.is_file()}
    sums = [f"{hashlib.sha256(body).hexdigest()}  {name}" for name, body in sorted(files.items())]
    files["SHA256SUMS"] = ("\n".join(sums) + "\n").encode()
    name = f"vclinic-township-{version}"
    out.mkdir(parents=True, exist_ok=True)
    made = out / f"{name}.tar.gz"
    made.write_bytes(archive(name, files))
    print(f"{made}: {made.stat().st_size:,} bytes, {len(wanted)} packages for Python {', '.join(PYTHONS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
