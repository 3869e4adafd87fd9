"""Which characters the shipped font draws, and cutting a large font down to them."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Names are why whole blocks are taken: identity cards spell them with any character of GB 18030.
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x024F),  # Latin letters, pinyin with its tones
    (0x0250, 0x02FF),  # ɑ and ɡ of pinyin, marks of tone
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x2000, 0x206F),  # dashes, quotation marks, ellipsis, ‰
    (0x2070, 0x209F),  # raised and lowered figures
    (0x20A0, 0x20CF),  # currencies
    (0x2100, 0x218F),  # ℃ № Ⅳ
    (0x2190, 0x22FF),  # arrows, ≤ ≥ ≈
    (0x2300, 0x23FF),  # technical signs
    (0x2460, 0x24FF),  # ① ⑩
    (0x2500, 0x27BF),  # lines, boxes, ● ▲ ✓
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x303F),  # 、。《》 〇
    (0x3040, 0x30FF),  # kana: names of goods
    (0x3100, 0x312F),  # bopomofo
    (0x3200, 0x33FF),  # ㈠ ㎡ ㎎
    (0x3400, 0x4DBF),  # Han, extension A: 䶮
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # Han for compatibility, which GB 18030 holds a few of
    (0xFE30, 0xFE6F),  # upright and small punctuation, both of GBK
    (0xFF00, 0xFFEF),  # full-width ＋ （ ）
    (0x20000, 0x323AF),  # Han, extensions B to H: 𠮷
)


def characters() -> frozenset[int]:
    """Code points to keep where the source font has them."""
    return frozenset(code for first, last in BLOCKS for code in range(first, last + 1))


def cut(source: Path, number: int, codes: Iterable[int], family: str) -> TTFont:
    """A font of a collection, with these characters only and under a name of its own.

    Without hints and typographic alternatives, upright lines only. What is missing is drawn as a box, never as nothing.
    The same source and the same fontTools give the same bytes.
    """
    font = TTFont(BytesIO(source.read_bytes()), fontNumber=number, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.layout_features = ["kern"]
    options.name_IDs = [0, 13, 14]  # copyright, licence and where the licence stands
    options.drop_tables += ["DSIG", "BASE", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    _name(font, family)
    return font


def _name(font: TTFont, family: str) -> None:
    """A family of its own: the whole font may be installed beside it."""
    postscript = family.replace(" ", "") + "-Regular"
    for name_id, text in (
        (1, family),
        (2, "Regular"),
        (3, postscript),
        (4, family),
        (5, "Version 1.0"),
        (6, postscript),
    ):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        drawing = font["CFF "].cff
        drawing.fontNames = [postscript]
        drawing[0].FullName, drawing[0].FamilyName = family, family
