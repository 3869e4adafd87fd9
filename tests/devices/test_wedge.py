"""A scanner is told from hands by its pace."""

from hypothesis import given, strategies as st

from vclinic.devices.wedge import LEAST, PACE_MS, Wedge

CODE = "6901234567892"


def typed(text: str, gap: int, *, pause: int | None = None, start: int = 5_000) -> str:
    wedge, at = Wedge(), start
    for character in text:
        wedge.key(character, at)
        at += gap
    return wedge.enter(at - gap + (gap if pause is None else pause))


def test_keys_at_a_scanners_pace_are_a_code() -> None:
    assert typed(CODE, 10) == CODE
    assert typed(CODE, 0) == CODE
    assert typed(CODE, PACE_MS) == CODE


def test_hands_are_slower() -> None:
    assert typed(CODE, PACE_MS + 1) == ""


def test_enter_must_come_as_quickly() -> None:
    assert typed(CODE, 10, pause=PACE_MS) == CODE
    assert typed(CODE, 10, pause=PACE_MS + 1) == ""


def test_a_few_keys_are_no_code() -> None:
    assert typed("1" * (LEAST - 1), 10) == ""
    assert typed("1" * LEAST, 10) == "1" * LEAST


def test_what_came_before_a_pause_is_not_part_of_it() -> None:
    wedge = Wedge()
    wedge.key("5", 1_000)
    for place, character in enumerate(CODE):
        wedge.key(character, 3_000 + 10 * place)
    assert wedge.enter(3_130) == CODE
    assert wedge.enter(3_135) == ""


@given(st.lists(st.tuples(st.sampled_from("0123456789"), st.integers(PACE_MS + 1, 2_000)), max_size=40))
def test_no_slow_typing_is_ever_a_code(keys: list[tuple[str, int]]) -> None:
    wedge, at = Wedge(), 1_000
    for character, gap in keys:
        at += gap
        wedge.key(character, at)
    assert wedge.enter(at + 1) == ""
