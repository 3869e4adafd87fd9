"""What Noto Sans CJK does not draw, put together from what it does: ⅓ and ⅔, which tablets are broken into, from its ¼, ¾ and
²; š, which a name in the licences has, from s and the sign over ě."""

from io import BytesIO

from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

Contours = list[list[tuple[str, tuple[tuple[float, float], ...]]]]

_LOWERED = (482, -297)  # from where ¾ has its 3 to where ¼ has its 4, in units of the font
_SECOND = (0, -157)  # from where ² stands to where ¼ has its 1
_ADVANCE = 889
_OVER = 600  # units of the font above which there is only what stands over a small letter
_LAST_CID = 0xFFFF


def with_put_together(font: TTFont) -> TTFont:
    """The same font with the three characters more; it is written and read again, for what was cut is only half taken in."""
    written = BytesIO()
    font.save(written)
    whole = TTFont(BytesIO(written.getvalue()), recalcTimestamp=False)
    quarter, three_quarters, two = (_contours(whole, sign) for sign in "¼¾²")
    (three, bar), one_and_bar = three_quarters[:2], quarter[:2]
    s, e_under_caron = (_contours(whole, sign) for sign in "sě")
    caron = [contour for contour in e_under_caron if min(y for _, points in contour for _, y in points) > _OVER]
    narrower = (_advance(whole, "s") - _advance(whole, "ě")) / 2
    _add(whole, "š", _LAST_CID - 2, _advance(whole, "s"), [(s, (0, 0)), (caron, (narrower, 0))])
    _add(whole, "⅓", _LAST_CID - 1, _ADVANCE, [(one_and_bar, (0, 0)), ([three], _LOWERED)])
    _add(whole, "⅔", _LAST_CID, _ADVANCE, [(two, _SECOND), ([bar], (0, 0)), ([three], _LOWERED)])
    return whole


def _advance(font: TTFont, sign: str) -> int:
    return int(font["hmtx"][font.getBestCmap()[ord(sign)]][0])


def _contours(font: TTFont, sign: str) -> Contours:
    """A glyph's closed lines, in the order they are drawn."""
    pen = RecordingPen()
    font.getGlyphSet()[font.getBestCmap()[ord(sign)]].draw(pen)
    contours: Contours = [[]]
    for step in pen.value:
        contours[-1].append(step)
        if step[0] == "closePath":
            contours.append([])
    return contours[:-1]


def _add(font: TTFont, sign: str, cid: int, advance: int, drawn: list[tuple[Contours, tuple[float, float]]]) -> None:
    """One glyph more, in the same part of the font as ¼."""
    top = font["CFF "].cff[0]
    part = top.FDSelect[font.getGlyphID(font.getBestCmap()[ord("¼")])]
    private = top.FDArray[part].Private
    pen = T2CharStringPen(advance - private.nominalWidthX, None)
    for contours, (right, up) in drawn:
        moved = TransformPen(pen, (1, 0, 0, 1, right, up))
        for contour in contours:
            for name, points in contour:
                getattr(moved, name)(*points)
    name = f"cid{cid:05d}"
    strings = top.CharStrings
    strings.charStringsIndex.append(pen.getCharString(private=private, globalSubrs=top.GlobalSubrs))
    strings.charStrings[name] = len(strings.charStringsIndex) - 1
    top.charset.append(name)
    top.FDSelect.gidArray.append(part)
    font.setGlyphOrder(list(top.charset))
    font["hmtx"][name] = (advance, round(min(x for contours, (right, _) in drawn for x in _across(contours, right))))
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[ord(sign)] = name


def _across(contours: Contours, right: float) -> list[float]:
    return [point[0] + right for contour in contours for _, points in contour for point in points]
