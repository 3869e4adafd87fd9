"""What staff at the township are asked to look at on a diabetes form."""

from typing import Any

import pytest

from tests.diseases.diabetes.people import values
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.diabetes.findings import findings
from vclinic.diseases.diabetes.record import InsulinUse
from vclinic.diseases.visits import Earlier


class TestWhatStaffLookAt:
    def codes(self, *earlier: Earlier, **changes: Any) -> list[str]:
        return [finding.code for finding in findings(values(**changes), earlier)]

    def test_an_honest_form_is_silent(self) -> None:
        assert self.codes() == []
        assert DIABETES.findings(values(), (), None) == []  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"dorsalis_pedis": ""}, "no_foot_pulse"),
            ({"fbg": None}, "fbg_missing"),
            ({"staple_now": None}, "staple_missing"),
            ({"insulin": (InsulinUse("", "早 10"),)}, "insulin_no_kind"),
            ({"insulin": ({"usage": "早 10"},)}, "insulin_no_kind"),
            ({"hypoglycemia": "3"}, "hypoglycemia_often"),
            ({"dorsalis_pedis": "3"}, "foot_pulse_weak"),
        ],
    )
    def test_what_is_missing(self, changes: dict[str, Any], code: str) -> None:
        assert self.codes(**changes) == [code]

    def test_insulin_does_not_vanish_unasked(self) -> None:
        before = Earlier(values()["visit_date"], values(insulin=(InsulinUse("甘精", "睡前 12"),)))
        assert self.codes(before) == ["insulin_gone"]
        assert self.codes(before, insulin=(InsulinUse("甘精", "睡前 10"),)) == []

    def test_a_weak_pulse_is_told_when_it_is_new(self) -> None:
        weak = Earlier(values()["visit_date"], values(dorsalis_pedis="3"))
        assert self.codes(weak, dorsalis_pedis="3") == []
        assert self.codes(weak, dorsalis_pedis="6") == ["foot_pulse_weak"]
        assert self.codes(Earlier(values()["visit_date"], values()), dorsalis_pedis="3") == ["foot_pulse_weak"]

    def test_a_first_form_is_compared_with_nothing(self) -> None:
        (first,) = findings(values(dorsalis_pedis="3"), ())
        (later,) = findings(values(dorsalis_pedis="3"), [Earlier(values()["visit_date"], values())])
        assert ("上次" in first.text, "上次不是这样" in later.text) == (False, True)

    def test_who_was_referred_is_not_asked_about_again(self) -> None:
        assert self.codes(dorsalis_pedis="6", referral_reason="左足背动脉消失") == []

    def test_a_telephone_looks_at_no_feet(self) -> None:
        assert self.codes(visit_way="3", dorsalis_pedis="") == []
