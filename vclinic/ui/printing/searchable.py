"""Make the text of a PDF searchable as it was written.

Where a font draws two characters with one glyph (方 and its radical ⽅, 胶 and 㬵, a space and a tab), Qt's PDF writer
names the glyph by whichever comes first, and a search for the word finds nothing. The files are mended here: in the
tables that say which glyph means which character, a name that was never written becomes the one that was.
"""

import re
from collections.abc import Iterable, Sequence

from PySide6.QtGui import QRawFont

_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_NAMES = re.compile(rb"\[[^\]]*\]")
_NAME = re.compile(rb"<([0-9A-Fa-f]{4})>")


def mend(content: bytes, written: Iterable[str], fonts: Sequence[QRawFont]) -> bytes:
    """The same PDF with its glyphs named as ``written``; nothing moves, for each name keeps its length."""
    known = frozenset(written)
    drawn = [{_glyph(font, character): character for character in sorted(known)} for font in fonts]

    def name(match: re.Match[bytes]) -> bytes:
        character = chr(int(match[1], 16))
        if character in known:
            return match[0]
        for font, twins in zip(fonts, drawn, strict=True):
            glyph = _glyph(font, character)
            if glyph and glyph in twins:
                return b"<%04X>" % ord(twins[glyph])
        return match[0]

    def table(match: re.Match[bytes]) -> bytes:
        return _NAMES.sub(lambda names: _NAME.sub(name, names[0]), match[0])

    return _TABLE.sub(table, content)


def _glyph(font: QRawFont, character: str) -> int:
    """The glyph a font draws a character with; 0 when it has none, or none of its own."""
    indexes = font.glyphIndexesForString(character)
    return indexes[0] if len(indexes) == 1 and len(character.encode("utf-16-le")) == 2 else 0
