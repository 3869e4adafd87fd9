"""An implausible value stays only with a reason."""

from PySide6.QtCore import Qt

from tests.ui.hands import Keyboard
from tests.ui.visiting import Open, stored

_KEY = Qt.Key


def test_an_unlikely_weight_wants_a_reason_and_keeps_it(opened: Open, keys: Keyboard) -> None:
    page = opened("何秀珍")
    keys.type("13684")
    keys.enter("52", "72")
    keys.press(_KEY.Key_S, ctrl=True)
    assert len(stored(page.station, page.sheet.resident.id)) == 2
    assert keys.focused.accessibleName() == "核对过，理由"
    keys.type("住院后瘦了")
    keys.press(_KEY.Key_S, ctrl=True)
    visit = stored(page.station, page.sheet.resident.id)[0]
    assert dict(visit.reasons) == {"weight_kg": "住院后瘦了"}
