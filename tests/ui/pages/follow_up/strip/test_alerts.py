"""What the guard over vital signs says stands in the judgement strip while the visit is typed."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.visiting import Open, words_in


@pytest.mark.parametrize(
    ("readings", "pulse", "told", "soon", "level"),
    [
        ((("126", "78"),), "48", "脉搏 48，低于 55", "7 天内再看", "warn"),
        ((("86", "54"),), "72", "血压 86/54 过低", "3 天内再看", "warn"),
        ((("126", "78"),), "152", "脉搏 152，达到 130，马上转诊", "3 天内再看", "danger"),
        ((("182", "84"), ("134", "82"), ("132", "80")), "72", "有一次量到 182/84", "2 周内", "warn"),
    ],
)
def test_the_first_alert_is_the_first_reason(
    opened: Open,
    readings: tuple[tuple[str, str], ...],
    pulse: str,
    told: str,
    soon: str,
    level: str,
    tmp_path: Path,
) -> None:
    page = opened("何秀珍")
    page.state.put("bp_readings", readings)
    page.state.put("heart_rate", pulse)
    shown = words_in(page.strip)
    assert told in shown
    assert soon in shown
    assert any(cell.property("level") == level for cell in page.strip.findChildren(QWidget))
    assert not any(cell.property("level") == "ok" for cell in page.strip.findChildren(QWidget))
    assert not page.strip.stable.isVisible()
    assert page.questions.emergency.isVisible()
    page.window().grab().save(str(Path(os.environ.get("VCLINIC_SHOTS", tmp_path)) / f"alert-{pulse}-{level}.png"))
