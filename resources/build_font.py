"""Cut the shipped Chinese font out of Noto Sans CJK: what the windows fall back on and what the township's PDFs are set in.

Usage, in the checkout: ``python -m resources.build_font [WHEEL]``. Without a WHEEL pip fetches the one pinned below; any
other is refused. The same fontTools gives the same bytes; `resources/fonts/manifest.json` says which it was.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import fontTools

from resources.building.glyphs import characters, cut
from resources.building.put_together import with_put_together

TARGET = Path(__file__).resolve().parent / "fonts"
FAMILY = "VClinic Sans SC"
FILE = "VClinicSansSC-Regular.otf"
PACKAGE = "noto-cjk-sans-otc==0.0.1"
WHEEL_SHA256 = "44596df7f0c1590cb9c4cfe85b9213b7e91e1086a8a024f1a05df6d6badd33ec"
SOURCE = "noto_cjk_sans_otc/NotoSansCJK-Regular.ttc"
SOURCE_SHA256 = (
    "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"  # Debian's fonts-noto-cjk has the same
)
LICENCE = "noto_cjk_sans_otc-0.0.1.dist-info/licenses/LICENSE"
SIMPLIFIED = 2  # place in the collection


def build(wheel: Path, target: Path) -> None:
    """Write the font, its licence and ``manifest.json``.

    Raises:
        ValueError: the wheel or the font in it is another one.
    """
    _require(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as package:
        source = Path(package.extract(SOURCE, folder))
        _require(source.read_bytes(), SOURCE_SHA256, SOURCE)
        font = with_put_together(cut(source, SIMPLIFIED, characters(), FAMILY))
        font.save(target / FILE)
        copyright_notice = str(font["name"].getDebugName(0))
        licence = package.read(LICENCE).decode("utf-8")
    (target / "OFL.txt").write_text(f"{copyright_notice}\n\n{licence}", encoding="utf-8", newline="\n")
    manifest = {
        "package": PACKAGE,
        "package_sha256": WHEEL_SHA256,
        "source": SOURCE,
        "source_sha256": SOURCE_SHA256,
        "fonttools": fontTools.version,
        "characters": len(font.getBestCmap()),
        "sha256": {name: hashlib.sha256((target / name).read_bytes()).hexdigest() for name in (FILE, "OFL.txt")},
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8", newline="\n")


def fetched(folder: Path) -> Path:
    """The pinned wheel, fetched by pip, which checks its hash."""
    pin = folder / "font.txt"
    pin.write_text(f"{PACKAGE} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
    command = ["-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", str(folder), "-r", str(pin)]
    subprocess.run([sys.executable, *command], check=True)
    return next(folder.glob("*.whl"))


def _require(content: bytes, sha256: str, name: str) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{name} is not the file that is pinned")


def main() -> None:
    """Fetch unless a file is given, and build."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(sys.argv[1]) if len(sys.argv) > 1 else fetched(Path(folder)), TARGET)


if __name__ == "__main__":
    main()
