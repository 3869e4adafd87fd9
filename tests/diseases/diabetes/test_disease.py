"""Diabetes in a few words: summaries, bands, what wants a reason, referral words."""

from dataclasses import replace

from tests.diseases.diabetes.people import RULES, SUBJECT, values
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.diabetes.rules import mmol


class TestInAFewWords:
    def test_summary_figures_and_cause(self) -> None:
        assert DIABETES.summary(values(fbg=8.2)) == "空腹 8.2"
        assert DIABETES.summary({}) == ""
        assert DIABETES.figures(values()) == {"fbg": 6.4, "sbp": 130, "dbp": 80}
        assert DIABETES.cause("2", values(fbg=8.2)) == "空腹血糖 8.2 没达标"
        assert [mmol(entry) for entry in (7, 6.95, 10.1)] == ["7.0", "6.95", "10.1"]

    def test_bands(self) -> None:
        glucose, pressure = DIABETES.measures
        assert DIABETES.band(glucose, 60, RULES).limits == ((4.4, 7.0),)
        assert DIABETES.band(pressure, 60, RULES).text == "<130/80"

    def test_what_wants_a_reason(self) -> None:
        last = values(weight_kg=80.0)
        assert [problem.field for problem in DIABETES.implausible(values(), last, 60, RULES)] == ["weight_kg"]
        odd = DIABETES.implausible(values(pbg=5.0), {}, 60, RULES)
        assert [check.code for check in odd] == ["below_fasting"]
        same = DIABETES.implausible(values(), values(), 60, RULES)
        assert [check.code for check in same] == ["identical"]
        assert DIABETES.implausible(values(pbg=8.0), {}, 60, RULES) == []

    def test_readings_apart_ask_again(self) -> None:
        assert DIABETES.repeat_hint({"bp_readings": ((150, 90), (138, 84))}, RULES)
        assert DIABETES.repeat_hint({}, RULES) == ""

    def test_referral_words(self) -> None:
        assessment = DIABETES.assess(values(fbg=17.0), SUBJECT, (), RULES)
        assert assessment is not None
        assert DIABETES.referral_reason(assessment) == "危急情况"
        first = DIABETES.assess(values(fbg=7.4), SUBJECT, (), replace(RULES, referral_trigger_count=1))
        assert first is not None
        assert DIABETES.referral_reason(first).startswith("空腹血糖 7.4")
