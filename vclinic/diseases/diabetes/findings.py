"""What staff at the township should look at on a diabetes form, beside what the form itself finds wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from vclinic.diseases.diabetes.reasons import OFTEN
from vclinic.diseases.disease import Earlier
from vclinic.diseases.finding import Finding
from vclinic.diseases.shared import FACE_TO_FACE


def findings(values: Mapping[str, Any], earlier: Sequence[Earlier]) -> list[Finding]:
    """Feet not looked at, insulin half written, low glucose not answered."""
    found: list[Finding] = []
    seen = values.get("visit_way") in FACE_TO_FACE
    if seen and not values.get("dorsalis_pedis"):
        found.append(Finding("dorsalis_pedis", "no_foot_pulse", "warn", "面对面随访没有查足背动脉搏动。"))
    if seen and values.get("fbg") is None:
        found.append(Finding("fbg", "fbg_missing", "danger", "面对面随访没有空腹血糖。"))
    if values.get("staple_now") is None:
        found.append(Finding("staple_now", "staple_missing", "warn", "没有填主食。"))
    if any(not line.kind for line in values.get("insulin") or ()):
        found.append(Finding("insulin", "insulin_no_kind", "warn", "写了胰岛素，没有写种类。"))
    if values.get("hypoglycemia") == OFTEN and not values.get("referral_reason"):
        text = "低血糖频繁，没有转诊，也没有写联系上级。"
        found.append(Finding("hypoglycemia", "hypoglycemia_unanswered", "warn", text))
    if earlier and earlier[0].values.get("insulin") and not values.get("insulin"):
        found.append(Finding("insulin", "insulin_gone", "warn", "上次用胰岛素，这次没有填，请核对是不是停了。"))
    return found
