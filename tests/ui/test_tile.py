"""A tile says its caption whole on every screen, smaller where the room is short, cut only as the last resort."""

import pytest
from pytestqt.qtbot import QtBot

from vclinic.ui.theme import CAPTION
from vclinic.ui.widgets.tile import Tile

WIDE, NARROW = 158, 111  # pixels of a tile on a screen of 1366, and at 150 %


def tile(qtbot: QtBot, width: int, text: str, caption: str) -> Tile:
    made = Tile("4")
    qtbot.addWidget(made)
    made.resize(width, 66)
    made.say(12, text, caption)
    return made


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("全部", "42 户"), ("逾期", "超 10 天 9"), ("10 天内", "今天 5"), ("从未随访", ""), ("退回", "11-27 前改"),
        ("药品", "近效期 9"), ("没写完", "草稿"),
    ],
)  # fmt: skip
def test_every_caption_of_today_is_read_whole(qtbot: QtBot, text: str, caption: str) -> None:
    assert tile(qtbot, WIDE, text, caption).fitted() == (CAPTION, caption)
    assert tile(qtbot, NARROW, text, caption).fitted()[1] == caption


def test_what_cannot_fit_is_cut_visibly_and_told_whole_by_the_tool_tip(qtbot: QtBot) -> None:
    made = tile(qtbot, NARROW, "退回", "2026-11-27 前改好再报")
    size, shown = made.fitted()
    assert size < CAPTION
    assert shown.endswith("…")
    assert made.toolTip() == "退回 12，2026-11-27 前改好再报"
    assert "2026-11-27 前改好再报" in made.accessibleName()


def test_a_tile_without_a_caption_has_no_tool_tip(qtbot: QtBot) -> None:
    assert tile(qtbot, NARROW, "从未随访", "").toolTip() == ""
