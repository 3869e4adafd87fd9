"""One's own password: what is wrong is said at its field."""

import pytest

from tests.server.browserless import Visitor
from tests.server.township import PASSWORD, RunningTownship

OWN = "only-i-know-this"


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        (PASSWORD, "short", "short", "密码至少 8 个字符。"),
        (PASSWORD, "x" * 129, "x" * 129, "密码最多 128 个字符。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码和旧密码一样"),
        (PASSWORD, OWN, OWN + " ", "两次写的新密码不一样"),
        ("guess", OWN, OWN, "旧密码不对，密码没有改。"),
        ("", OWN, OWN, "旧密码不对，密码没有改。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_changed(
    colleague: Visitor, old: str, new: str, again: str, said: str
) -> None:
    colleague.get("/password")
    answer = colleague.post("/password", {"old": old, "new": new, "again": again})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'aria-invalid="true"' in answer.text
    assert all(typed not in answer.text for typed in (PASSWORD, OWN)), "no password comes back"
    assert Visitor(colleague.township).sign_in("linxy").status_code == 200


def test_several_things_are_said_at_once(colleague: Visitor) -> None:
    colleague.get("/password")
    answer = colleague.post("/password", {"old": PASSWORD, "new": "short", "again": "shorter"})
    assert answer.text.count('role="alert"') == 2


@pytest.mark.parametrize("own", [OWN, "八个字的中文密码", "x" * 128, " spaces count "])
def test_the_new_one_opens_and_the_old_one_does_not(colleague: Visitor, own: str) -> None:
    colleague.get("/password")
    assert "密码改好了" in colleague.post("/password", {"old": PASSWORD, "new": own, "again": own}).text
    assert Visitor(colleague.township).sign_in("linxy").status_code == 401
    assert Visitor(colleague.township).sign_in("linxy", own).status_code == 200
    assert colleague.get("/clinics").url.endswith("/clinics"), "one stays signed in"


def test_the_page_is_for_who_is_signed_in(township: RunningTownship) -> None:
    assert "/login" in Visitor(township).get("/password").url


def test_a_post_of_elsewhere_changes_nothing(colleague: Visitor) -> None:
    answer = colleague.post("/password", {"old": PASSWORD, "new": OWN, "again": OWN}, csrf="guess")
    assert answer.status_code == 409
    assert Visitor(colleague.township).sign_in("linxy").status_code == 200
