"""Warnings about medicines that the doctor overruled, beside the visit whose prescriptions they belong to: which warning,
of which day, and why.

The reason of `LONG` is no overrule: the rule itself asks for one on every prescription of more than four weeks. Nor is it
an overrule to have asked and heard that two names are one box. Prescriptions without a visit have no review to stand in;
their own page shows the reasons.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from sync.server.database.records import Record
from vclinic.diseases.finding import Finding
from vclinic.domain.entities import parents_of
from vclinic.domain.prescription import ONE_BOX

OVERRULED = "overruled_warning"
LONG = "R4/4weeks"
_PAIRS = {"class": "{0}和{1}同类", "same": "{0}重复", "same_box": "{0}有两盒"}
_ABOUT = {
    "slow_pulse": "脉搏慢", "fast_pulse": "脉搏快", "low_pressure": "血压过低", "high_potassium": "血钾高", "low_potassium": "血钾低",
    "stroke": "疑卒中", "stroke_words": "疑卒中待查", "severe_bp": "血压达到危急值", "severe_reading": "单次血压达到危急值",
    "severe_no_recheck": "单次血压达到危急值未复测", "pregnant_high_bp": "孕产妇血压高", "irregular_pulse": "脉搏不齐",
    "orthostatic_drop": "体位性低血压", "arm_difference": "两臂血压差大", "glucose_high": "血糖达到危急值", "glucose_low": "低血糖",
    "fever": "发热", "fever_above": "发热", "foot_words": "足部破溃", "ketosis_words": "疑酮症", "ketosis_drug": "疑酮症",
    "danger_words": "疑危急情况", "bleeding_words": "疑出血", "sick_day_drug": "生病那几天", "edema_drug": "腿肿", "over_max": "超过最大量", "capped": "合用超量", "broken": "掰开吃", "sum": "合计超量", "quantity": "数量多于天数所需",
    "antibacterial": "抗菌药分级", "low_sugar": "老人低血糖", "age": "年龄", "allergy": "过敏", "disease": "所患的病", "hepatic": "肝病",
    "lactation": "哺乳", "lifestyle": "生活习惯", "pregnancy": "怀孕", "renal": "肾功能", "reaction": "以前的不良反应", "skin_test": "皮试",
    "administration": "用法",
}  # fmt: skip


def by_visit(papers: Iterable[Record]) -> dict[str, list[Finding]]:
    """What was overruled, by the id of the visit: of its prescriptions the newest version counts."""
    in_force: dict[str, Record] = {}
    for paper in sorted(papers, key=_place):
        for kind, visit_id in parents_of(paper.kind.name, paper.data):
            if kind == "follow_up":
                in_force[visit_id] = paper
    return {visit_id: list(_findings(paper)) for visit_id, paper in in_force.items()}


def in_words(code: str) -> str:
    """The warning a code stands for; the code itself where a newer program made it."""
    first, *others = code.split("/")
    if first in _PAIRS and others:
        return _PAIRS[first].format(*others, others[-1])
    if not others:
        return _ABOUT.get(first, first)
    about = others[0].partition(":")[0]
    return f"{first}：{_ABOUT[about]}" if about in _ABOUT else "和".join((first, *others))


def _place(paper: Record) -> tuple[int, str]:
    version = paper.data.get("version")
    return version if isinstance(version, int) else 1, paper.id


def _findings(paper: Record) -> Iterator[Finding]:
    day = f"{paper.day:%m-%d} " if paper.day is not None else ""
    for warning, reason in dict.fromkeys((*_of_checks(paper.data), *_of_lines(paper.data))):
        text = f"村医没有采纳提醒（{day}三处方）：{warning}。理由：“{reason}”"
        yield Finding("drugs", OVERRULED, "warn", text)


def _of_checks(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for pair in _list(data.get("overrules")):
        match pair:
            case [str(code), str(reason)] if code != LONG and reason not in ("", ONE_BOX):
                yield in_words(code), reason
            case _:
                pass


def _of_lines(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Reasons written beside a line, which do not name their warning."""
    for line in _list(data.get("medication")):
        match line:
            case {"drug_name": str(drug), "overrule": str(reason)} if reason:
                yield drug, reason
            case _:
                pass


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []
