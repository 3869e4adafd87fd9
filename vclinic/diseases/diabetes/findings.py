"""What staff at the township should look at on a diabetes form, beside what the form itself finds wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from vclinic.diseases.diabetes.reasons import OFTEN
from vclinic.diseases.finding import Finding
from vclinic.diseases.shared import FACE_TO_FACE, part_of
from vclinic.diseases.visits import Earlier
from vclinic.domain import codes

_FELT = "1"  # of codes.FOOT_PULSE


def findings(values: Mapping[str, Any], earlier: Sequence[Earlier]) -> list[Finding]:
    """Feet not looked at, glucose or staple food left out, insulin half written or gone, low glucose not spoken of."""
    findings: list[Finding] = []
    seen = values.get("visit_way") in FACE_TO_FACE
    if seen and not values.get("dorsalis_pedis"):
        findings.append(Finding("dorsalis_pedis", "no_foot_pulse", "warn", "面对面随访没有查足背动脉搏动。"))
    if seen and values.get("fbg") is None:
        findings.append(Finding("fbg", "fbg_missing", "danger", "面对面随访没有空腹血糖。"))
    if values.get("staple_now") is None:
        findings.append(Finding("staple_now", "staple_missing", "warn", "没有填主食。"))
    insulin = values.get("insulin") or ()
    if any(not part_of(line, "kind") for line in insulin):
        findings.append(Finding("insulin", "insulin_no_kind", "warn", "写了胰岛素，没有写种类。"))
    if earlier and earlier[0].values.get("insulin") and not insulin:
        findings.append(Finding("insulin", "insulin_gone", "warn", "上次用胰岛素，这次没有填，请核对是不是停了。"))
    if values.get("hypoglycemia") == OFTEN:
        text = "低血糖频繁：请问清有没有联系上级、药有没有减。"
        findings.append(Finding("hypoglycemia", "hypoglycemia_often", "info", text))
    if _weaker(values, earlier) and not values.get("referral_reason"):
        pulse = codes.FOOT_PULSE.label(str(values["dorsalis_pedis"]))
        compared = "，上次不是这样" if earlier else ""
        text = f"足背动脉{pulse}{compared}，没有转诊，请问清脚上有没有伤口。"
        findings.append(Finding("dorsalis_pedis", "foot_pulse_weak", "info", text))
    return findings


def _weaker(values: Mapping[str, Any], earlier: Sequence[Earlier]) -> bool:
    """A foot pulse that is not felt as it should be, and was not so last time."""
    now, then = values.get("dorsalis_pedis"), earlier[0].values.get("dorsalis_pedis") if earlier else _FELT
    return now not in ("", None, _FELT, then)
