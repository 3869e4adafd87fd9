"""A line that gives way."""

import pytest
from pytestqt.qtbot import QtBot

from vclinic.ui.widgets.elided import ElidedLabel

TEXT = "请填身份证号；没有证件的，写明原因。"


@pytest.mark.parametrize(
    ("room", "shown"),
    [(TEXT, TEXT), (TEXT[:-1], "请填身份证号"), ("请填身份证号", "请填身份证号"), ("请填身份", "请…。")],
)
def test_what_has_no_room_gives_way_to_its_first_clause_before_it_is_cut(qtbot: QtBot, room: str, shown: str) -> None:
    label = ElidedLabel("caption")
    qtbot.addWidget(label)
    label.setText(TEXT)
    label.ensurePolished()
    label.resize(label.fontMetrics().horizontalAdvance(room), 20)
    label.grab()
    assert label._shown()[0] == shown[0]
    assert ("…" in label._shown()) is ("…" in shown)
    assert "…" in shown or label._shown() == shown
    assert label.toolTip() == ("" if shown == TEXT else TEXT)
