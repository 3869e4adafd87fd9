"""Size of the built program, if it was built."""

from pathlib import Path

BUILT = Path(__file__).resolve().parent.parent / "dist" / "vclinic"


def measure() -> dict[str, str]:
    """Megabytes on disk and number of files of ``dist/vclinic``."""
    if not BUILT.exists():
        return {"built folder": "not built; `make build` first"}
    files = [path for path in BUILT.rglob("*") if path.is_file() and not path.is_symlink()]
    return {"built folder": f"{sum(path.stat().st_size for path in files) / 1e6:.0f} MB in {len(files)} files"}
