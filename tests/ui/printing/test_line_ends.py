"""Lines end where a slow reader can stop: never inside a figure and its word, nor inside a short clause."""

import pytest
from hypothesis import given, strategies as st

from vclinic.ui.printing.line_ends import broken


def wide(text: str) -> float:
    """As fonts have it: a 汉字 twice as wide as a figure."""
    return float(sum(2 if ord(sign) > 0x2000 else 1 for sign in text))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("马上打 120", 40, "马上打 120"),
        (
            "头很痛、胸闷、看不清、手脚没力、说话不清：马上打 120",
            48,
            "头很痛、胸闷、看不清、手脚没力、说话不清：\n马上打 120",
        ),
        ("盐、酱油、咸菜都算：1 口人，400 克盐吃 80 天", 40, "盐、酱油、咸菜都算：1 口人，400 克盐\n吃 80 天"),
        ("每天 1 次，每次 1 片（5 mg），早晨", 33, "每天 1 次，每次 1 片（5 mg），\n早晨"),
        ("苯磺酸氨氯地平片", 10, "苯磺酸氨氯\n地平片"),
        ("第一行\n第二行", 40, "第一行\n第二行"),
        ("", 10, ""),
    ],
)
def test_a_line_ends_between_clauses(text: str, width: float, lines: str) -> None:
    assert broken(text, width, wide) == lines


@given(st.text("天地人，。：、 0123456789/–gk", max_size=40), st.integers(2, 60))
def test_nothing_of_the_text_is_lost_but_the_blanks_at_the_ends(text: str, width: int) -> None:
    lines = broken(text, width, wide)
    assert lines.replace("\n", "").replace(" ", "") == text.replace(" ", "")
