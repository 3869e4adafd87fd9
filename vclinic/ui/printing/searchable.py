"""Make the text of a PDF searchable as it was written.

Where a font shows a radical (⽅) and a character (方) with one glyph, Qt's PDF writer names the glyph by the first of the
two, and a search for the word finds nothing. The files are mended here: only the tables that say which glyph means
which character are changed.
"""

import re
import unicodedata

_HEX = re.compile(rb"<(2[EF][0-9A-Fa-f]{2})>")
_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
# CJK Radicals Supplement has no compatibility mapping in Unicode; these are the ones simplified fonts share.
_RADICALS = dict(
    zip(
        "⺀⺈⺋⺌⺍⺗⺝⺟⺠⺢⺨⺩⺪⺮⺳⺶⺷⺸⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "冫刀㔾小小心月母民氺犭王疋竹网羊羊羊艹虎衤西西见角角讠贝足车辶辶辶阝钅长长长门阜阝雨青韦页风飞食食饣饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)


def mend(content: bytes) -> bytes:
    """The same PDF with radicals named as the characters they stand for; nothing moves, for each name keeps its length."""
    return _TABLE.sub(lambda table: _HEX.sub(_character, table[0]), content)


def _character(found: re.Match[bytes]) -> bytes:
    radical = chr(int(found[1], 16))
    plain = _RADICALS.get(radical) or unicodedata.normalize("NFKC", radical)
    return b"<%04X>" % ord(plain) if len(plain) == 1 else found[0]
