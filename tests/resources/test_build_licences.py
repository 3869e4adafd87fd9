"""Everything that ships has its licence, in the version that ships, and what is shown is what the wheels carry."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from resources import build_licences
from resources.build_licences import LOCK, NOT_SHIPPED, TARGET, components, of_wheel, pinned, written

SHIPPED: dict[str, Any] = json.loads(gzip.decompress(TARGET.read_bytes()))
BY_NAME = {part["name"]: part for part in SHIPPED["components"]}
# Two have no text of their own: public domain, and a right that Microsoft's terms give.
WITHOUT_TEXT = {"SQLite", "liblzma", "Microsoft Visual C++ 运行库"}


def texts_of(name: str) -> str:
    return "\n".join(SHIPPED["texts"][number] for number in BY_NAME[name]["texts"])


@pytest.mark.parametrize(("name", "version"), sorted(pinned(LOCK.read_text("utf-8")).items()))
def test_every_package_of_the_lock_has_its_licence_or_does_not_ship(name: str, version: str) -> None:
    if name in NOT_SHIPPED:
        assert name not in BY_NAME
    else:
        assert BY_NAME[name]["version"] == version, "make licences"
        assert BY_NAME[name]["licence"]
        assert re.search(r"permi|licen[cs]e|redistribut|public domain", texts_of(name), re.IGNORECASE)


def test_what_is_said_not_to_ship_is_left_out_of_the_program(project_root: Path) -> None:
    unwanted = re.search(r'UNWANTED = """(.*?)"""', (project_root / "build.spec").read_text("utf-8"), re.DOTALL)
    assert unwanted is not None
    assert set(unwanted[1].split()) >= NOT_SHIPPED


def test_every_part_has_a_text_or_says_why_it_needs_none() -> None:
    assert {name for name in BY_NAME if not BY_NAME[name]["texts"]} == WITHOUT_TEXT
    assert all(BY_NAME[name]["note"] for name in WITHOUT_TEXT)


def test_what_ships_is_what_is_put_together_now() -> None:
    told = json.loads(written(components()))
    for part in [*told["components"], *SHIPPED["components"]]:
        del part["inside"]  # another platform's wheel may contain others
    assert told == SHIPPED, "make licences"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Qt", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("pyside6-essentials", "GNU GENERAL PUBLIC LICENSE"),  # which the lesser one refers to
        ("Python", "PYTHON SOFTWARE FOUNDATION LICENSE"),
        ("OpenSSL", "Apache License"),
        ("SQLCipher", "ZETETIC LLC"),
        ("思源黑体（VClinic Sans SC）", "SIL OPEN FONT LICENSE"),
        ("pyinstaller", "Bootloader Exception"),
        ("FreeType", "The FreeType Project LICENSE"),
    ],
)
def test_the_heavy_ones_have_the_very_text(name: str, sentence: str) -> None:
    assert sentence.casefold() in texts_of(name).casefold()


@pytest.mark.parametrize("name", ["Qt", "pyside6-essentials", "shiboken6"])
def test_what_is_under_the_lgpl_says_how_it_is_replaced_and_where_its_source_is(name: str) -> None:
    assert "换成" in BY_NAME[name]["note"]
    assert "https://download.qt.io/official_releases/qt/6.9/6.9.3/" in BY_NAME[name]["note"]


def test_qt_is_named_in_the_version_that_ships() -> None:
    assert BY_NAME["Qt"]["version"] == BY_NAME["pyside6-essentials"]["version"]


def test_what_a_wheel_says_to_contain_is_listed() -> None:
    assert [line for line in of_wheel("cryptography").inside if line.startswith("openssl ")]
    assert of_wheel("click").inside == []


def test_the_same_wheels_give_the_same_bytes_in_less_than_a_tenth_of_a_megabyte(tmp_path: Path) -> None:
    build_licences.build(tmp_path / "a" / "x.gz")
    build_licences.build(tmp_path / "b" / "x.gz")
    made = (tmp_path / "a" / "x.gz").read_bytes()
    assert made == (tmp_path / "b" / "x.gz").read_bytes()
    assert len(made) < 100_000


def test_another_version_than_the_lock_names_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "clinic.txt"
    lock.write_text("click==1.0 \\\n    --hash=sha256:00\npip==1 \\\n", "utf-8")
    monkeypatch.setattr(build_licences, "LOCK", lock)
    with pytest.raises(ValueError, match=r"click is installed in \S+, the lock says 1\.0"):
        components()


def test_every_text_beside_the_list_is_named_in_it() -> None:
    folder = build_licences.ROOT / "building" / "licences"
    parts = json.loads((folder / "parts.json").read_text("utf-8"))
    named = {Path(text).name for part in parts for text in part.get("texts", [])}
    assert {path.name for path in folder.glob("*.txt")} == named - {"OFL.txt"}
