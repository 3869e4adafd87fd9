"""Every failure of the protocol is a code, an HTTP status and a sentence that may be shown to a doctor."""

import ast

import pytest

from sync.protocol.errors import STATUS, ProtocolError
from tests.test_house.tracked import ROOT


def codes_raised() -> set[str]:
    """The codes of all `ProtocolError`s our programs raise, read out of the source."""
    raised: set[str] = set()
    for path in (ROOT / "sync").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ProtocolError":
                raised.update(argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant))
    return raised


def test_every_code_that_is_raised_has_its_status_and_none_is_left_over() -> None:
    assert codes_raised() == set(STATUS)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("malformed", 400), ("bad_signature", 401), ("revoked", 403), ("tag_taken", 409), ("too_large", 413),
        ("version", 426), ("later", 429), ("a_word_of_tomorrow", 400), ("", 400),
    ],
)  # fmt: skip
def test_the_status_says_whether_to_give_up_or_to_wait(code: str, status: int) -> None:
    assert ProtocolError(code, "请重试。").status == status


def test_the_sentence_is_what_is_shown() -> None:
    fault = ProtocolError("later", "请稍后再报。")
    assert (str(fault), fault.text, fault.code) == ("请稍后再报。", "请稍后再报。", "later")


def test_only_what_asks_for_patience_is_not_the_callers_fault() -> None:
    assert all(400 <= status < 500 for status in STATUS.values())
