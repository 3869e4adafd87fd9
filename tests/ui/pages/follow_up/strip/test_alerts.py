"""What the guard over vital signs says stands in the judgement strip while the visit is typed."""

import os
from pathlib import Path

import pytest

from tests.ui.visiting import Open, words_in


@pytest.mark.parametrize(
    ("readings", "pulse", "told", "why_not"),
    [
        ((("126", "78"),), "48", "脉搏 48，低于 55", "脉搏过慢"),
        ((("86", "54"),), "72", "血压 86/54 过低", "血压过低"),
        ((("126", "78"),), "152", "脉搏 152，达到 130，马上转诊", "脉搏过快"),
        ((("182", "84"), ("134", "82"), ("132", "80")), "72", "有一次量到 182/84", "单次血压达到危急值"),
    ],
)
def test_the_first_alert_is_the_first_reason(
    opened: Open,
    readings: tuple[tuple[str, str], ...],
    pulse: str,
    told: str,
    why_not: str,
    tmp_path: Path,
) -> None:
    page = opened("何秀珍")
    page.state.put("bp_readings", readings)
    page.state.put("heart_rate", pulse)
    assert told in words_in(page.strip)
    assert not page.strip.stable.isVisible()
    assert page.questions.emergency.isVisible()
    page.window().grab().save(str(Path(os.environ.get("VCLINIC_SHOTS", tmp_path)) / f"alert-{why_not}.png"))
