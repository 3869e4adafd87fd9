"""What several diseases bring to the three prescriptions alike: goals, and what stands above the medication column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vclinic.domain.follow_up import Assessment
from vclinic.rules.advice_library import AdviceLibrary
from vclinic.rules.rule_set import RuleSet


def goals(values: Mapping[str, Any], library: AdviceLibrary, own: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Salt, the disease's own goal, and the weight aimed at on the form, as (name, value)."""
    weight = values.get("weight_target")
    aimed = () if weight is None else (("weight_kg", f"{weight:.1f}"),)
    return (("salt_g", f"<{library.salt_g:g}"), own, *aimed)


@dataclass(frozen=True, slots=True)
class RegimenWords:
    """What to think about, never what to prescribe. ``drugs``: what the drugs of a disease are called; ``figure``: what they are to bring down."""

    drugs: str
    figure: str

    def advice(
        self, values: Mapping[str, Any], assessment: Assessment, rules: RuleSet, *, first: str = "", instead: str = ""
    ) -> str:
        """One sentence; empty when the visit was satisfactory.

        Args:
            first: what only this disease knows and goes before adherence. instead: in place of a higher dose.
        """
        if assessment.action == "EMERGENCY_REFER":
            return "危急情况：先对症处理并转诊，用药由上级决定，这次不改。"
        if assessment.action == "REFER":
            return f"已建议转诊，{self.drugs}加量或换药等卫生院意见，这次不改。"
        if assessment.action != "ADJUST":
            return ""
        if values.get("adr") == "2":
            return f"有不良反应（{values.get('adr_text', '')}），请减量、停用或换药，并写明是哪一种药。"
        if first:
            return first
        if values.get("med_adherence") in ("2", "3"):
            weeks = rules.revisit_days // 7
            return f"{self.figure}没达标，但药没按时吃：先纠正服药，照旧用药，{weeks} 周后再看。"
        return instead or f"{self.figure}没达标，按时吃药了：请考虑加量、换药或加一种药，由医生决定。"
