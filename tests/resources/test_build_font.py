"""The shipped font draws whatever the program says, and what people are called."""

import hashlib
import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from resources import build_font
from resources.building.glyphs import characters, cut
from resources.building.put_together import with_put_together
from tests.test_house.tracked import ROOT, tracked
from vclinic.resources import resource

FONT = resource("fonts", build_font.FILE)
MANIFEST = json.loads(resource("fonts", "manifest.json").read_text(encoding="utf-8"))
SAID = {".py", ".json", ".html", ".js", ".css", ".qss", ".svg", ".csv"}
LINES = set("\n\t")
READ_FROM_OTHERS = set("∙⋅☐☑☒✗✘✔")  # in names and lists that others wrote; ✗ on a terminal too
BROWSERS = set("▾")  # in the console, which browsers draw
UNSEEN = {0xFE0F, 0xFEFF, 0x200B, 0x2060}


@pytest.fixture(scope="module")
def drawn() -> frozenset[int]:
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


@pytest.mark.parametrize("name", sorted(MANIFEST["sha256"]))
def test_what_is_shipped_is_what_was_built(name: str) -> None:
    assert hashlib.sha256(resource("fonts", name).read_bytes()).hexdigest() == MANIFEST["sha256"][name]


def test_the_manifest_tells_the_pinned_source(drawn: frozenset[int]) -> None:
    assert MANIFEST["package_sha256"] == build_font.WHEEL_SHA256
    assert MANIFEST["source_sha256"] == build_font.SOURCE_SHA256
    assert MANIFEST["characters"] == len(drawn)


def test_every_character_of_the_programs_and_their_tables_is_drawn(drawn: frozenset[int]) -> None:
    known = set(map(chr, drawn | UNSEEN)) | LINES | READ_FROM_OTHERS | BROWSERS
    lacking: dict[str, str] = {}
    for path in tracked():
        folder = path.relative_to(ROOT).parts[0]
        if folder in {"vclinic", "sync", "resources"} and path.suffix in SAID:
            text = path.read_text(encoding="utf-8")
            for character in set(text) - known:
                lacking.setdefault(f"U+{ord(character):04X}", str(path.relative_to(ROOT)))
    assert not lacking


def test_every_character_of_gb2312_and_of_gbk_is_drawn(drawn: frozenset[int]) -> None:
    pairs = (bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF) if second != 0x7F)
    characters_of_gbk = {text for pair in pairs if len(text := pair.decode("gbk", errors="ignore")) == 1}
    assert len(characters_of_gbk) > 21_000
    assert {character for character in characters_of_gbk if ord(character) not in drawn} == {"≒"}, (
        "a sign nobody writes"
    )


@pytest.mark.parametrize(
    "text",
    ["𠮷䶮", "㛃𬭩", "堃喆祎珺镕翀", "妤頔昇旻赟", "℃㎡≥≤±×÷μ‰≈→①②③", "¼⅓½⅔¾", "0123456789.%/-", "ĀáǎàüÜ", "（）：；，。、“”《》〇ＡＢ"],
    ids=["beyond GBK", "rarer names", "names", "more names", "signs", "parts of tablets", "figures", "pinyin", "full width"],
)  # fmt: skip
def test_what_records_hold_is_drawn(drawn: frozenset[int], text: str) -> None:
    assert not [character for character in text if ord(character) not in drawn]


def test_it_fits_a_small_installation_and_may_be_passed_on() -> None:
    assert FONT.stat().st_size < 8_000_000
    licence = resource("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("© 2014-2021 Adobe")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    reserved = re.findall(r"Reserved Font Name '?(\w+)", licence.split("PREAMBLE")[0])
    assert not [name for name in reserved if name in build_font.FAMILY]


def test_cutting_again_gives_the_same_bytes_and_a_box_for_what_is_missing(tmp_path: Path) -> None:
    """From the shipped font instead of the large one, so that nothing is fetched."""
    for name in ("once.otf", "again.otf"):
        cut(FONT, 0, [ord(character) for character in "村医𠮷"], "Small Sans").save(tmp_path / name)
    assert (tmp_path / "once.otf").read_bytes() == (tmp_path / "again.otf").read_bytes()
    small = TTFont(BytesIO((tmp_path / "once.otf").read_bytes()))
    assert set(small.getBestCmap()) == {ord(character) for character in "村医𠮷"}
    assert small["name"].getDebugName(1) == "Small Sans"
    assert _bounds(small, ".notdef")[2] > 0


def test_thirds_and_a_letter_are_put_together_from_what_there_is() -> None:
    """Of a font that draws quarters: as wide as they are, on the same lines, and a copy gives the same bytes."""
    bytes_of: list[bytes] = []
    for _ in range(2):
        font = with_put_together(cut(FONT, 0, map(ord, "1²¼¾sě"), "Small Sans"))
        written = BytesIO()
        font.save(written)
        bytes_of.append(written.getvalue())
    assert bytes_of[0] == bytes_of[1]
    font = TTFont(BytesIO(bytes_of[0]))
    names = font.getBestCmap()
    assert set(map(chr, names)) == set("1²¼¾sě⅓⅔š")
    quarter = _bounds(font, names[ord("¼")])
    for sign in "⅓⅔":
        box = _bounds(font, names[ord(sign)])
        assert box == pytest.approx(quarter, abs=35)
        width, left = font["hmtx"][names[ord(sign)]]
        assert left == box[0]
        assert width > box[2]
    assert _bounds(font, names[ord("⅓")]) != _bounds(font, names[ord("⅔")])
    under, with_sign, as_high = (_bounds(font, names[ord(sign)]) for sign in "sšě")
    assert with_sign[:3] == pytest.approx(under[:3], abs=5)
    assert with_sign[3] == as_high[3]
    assert font["hmtx"][names[ord("š")]] == font["hmtx"][names[ord("s")]]


def _bounds(font: TTFont, name: str) -> tuple[float, float, float, float]:
    box = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(box)
    assert box.bounds is not None
    return box.bounds


def test_another_wheel_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    wheel = tmp_path / "other.whl"
    wheel.write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"other\.whl is not the file that is pinned"):
        build_font.build(wheel, tmp_path / "fonts")
    assert not (tmp_path / "fonts").exists()


def test_every_block_is_taken_whole() -> None:
    wanted = characters()
    assert {0x20, 0x7E, 0x3400, 0x4DAE, 0x4DBF, 0x4E00, 0x9FFF, 0x20000, 0x20BB7} <= wanted
    assert not {0x0A, 0x7F, 0xAC00, 0x1F600} & wanted
