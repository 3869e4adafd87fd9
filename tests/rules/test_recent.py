"""So many answers are kept, the newest."""

from vclinic.rules.recent import Recent


def test_what_was_put_in_first_makes_room() -> None:
    kept = Recent[str, int](2)
    kept["a"], kept["b"] = 1, 2
    kept["a"] = 3
    assert dict(kept) == {"a": 3, "b": 2}
    kept["c"] = 4
    assert dict(kept) == {"b": 2, "c": 4}
