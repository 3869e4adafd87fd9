"""Makes the one wheel of ours that a township's server installs: its own rooms, the pure half of the clinic, the tables.

A program of its own, because the clinic's wheel would ask a server for Qt. Same tree, same bytes: no dates, names in
order. `resources` lies beside the packages, where ``vclinic.resources`` looks for it.
"""

import base64
import hashlib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "vclinic_township"
# Whole folders and single files; a test imports every one of the server's modules from them alone.
SHIPPED = (
    "sync/__init__.py", "sync/protocol", "sync/server",
    "vclinic/__init__.py", "vclinic/delivery/__init__.py", "vclinic/delivery/fetching.py", "vclinic/delivery/manifest.py",
    "vclinic/devices", "vclinic/diseases", "vclinic/domain", "vclinic/files", "vclinic/forms", "vclinic/garbage.py",
    "vclinic/log.py", "vclinic/manual.py", "vclinic/resources.py", "vclinic/rules", "vclinic/usage.py",
    "resources/catalog", "resources/delivery", "resources/fonts", "resources/manual/reviewer", "resources/manual/technician",
    "resources/names", "resources/prescriptions", "resources/rules", "resources/sync",
)  # fmt: skip
_LEFT_OUT = ("__pycache__", ".pyc")
_ENTRY = "[console_scripts]\nvclinic-township = sync.server.__main__:main\n"
_THEN = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say


def members(root: Path = ROOT) -> dict[str, bytes]:
    """Every shipped file by its place in the wheel."""
    files: list[Path] = []
    for shipped in SHIPPED:
        place = root / shipped
        files += [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    kept = [path for path in files if not any(part.endswith(_LEFT_OUT) for part in path.parts)]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in kept}


def write(folder: Path, version: str, needs: list[str], root: Path = ROOT) -> Path:
    """The wheel, in ``folder``. ``needs``: what it asks for, as ``name==version``."""
    info = f"{NAME}-{version}.dist-info"
    content = members(root) | {
        f"{info}/METADATA": _metadata(version, needs).encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: vclinic\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": _ENTRY.encode(),
    }
    record = [f"{name},sha256={_digest(body)},{len(body)}" for name, body in sorted(content.items())]
    content[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    wheel = folder / f"{NAME}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in sorted(content.items()):
            entry = zipfile.ZipInfo(name, _THEN)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, body)
    return wheel


def _metadata(version: str, needs: list[str]) -> str:
    lines = ["Metadata-Version: 2.1", "Name: vclinic-township", f"Version: {version}", "Requires-Python: >=3.11"]
    return "\n".join([*lines, *(f"Requires-Dist: {need}" for need in sorted(needs)), ""])


def _digest(body: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode("ascii")
