"""What the guard over vital signs says of the day, beside everything taken, whoever prescribed it: which drugs it concerns,
and what was not measured although a drug wants it."""

from collections.abc import Sequence
from dataclasses import dataclass

from vclinic.domain.alert import Alert
from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import CALL, Case, lines_of, names_of, not_compared
from vclinic.rules.checking.cautions import caution_checks
from vclinic.rules.guard import family
from vclinic.rules.ldl import ldl_missed
from vclinic.rules.prescription_rules import PrescriptionRules, is_one_of
from vclinic.rules.taken import Medicine

_MAY_BE_TOO_LOW = ("SULFONYLUREA", "GLINIDE", "INSULIN")
_LET_KETONES_RISE = ("SGLT2I",)
_PAUSE_WITHOUT_FOOD = ("BIGUANIDE", "SGLT2I")


@dataclass(frozen=True, slots=True)
class _Concerned:
    """The drugs an alert speaks of, and what is said of them."""

    cells: tuple[str, ...]
    text: str


def vitals_checks(case: Case) -> list[Check]:
    """What the day's figures say of the medicines, and danger whatever is taken."""
    return [
        *caution_checks(case, "vitals", "disease:hypotension"),
        *_not_measured(case),
        *_ldl(case),
        *(check for alert in case.person.alerts if (check := _of_alert(case, alert)) is not None),
    ]


def _concerned(name: str, rules: PrescriptionRules) -> _Concerned:
    """Whom a kind of alert concerns."""
    by_family = {
        "slow_pulse": _Concerned(rules.slowing, "{}会让心跳更慢，先问上级减量还是停药，再给药。"),
        "fast_pulse": _Concerned(rules.quickening, "{}会让心跳更快。"),
        "low_pressure": _Concerned(rules.pressure_lowering, "不照旧续{}。"),
        "high_potassium": _Concerned(rules.potassium_raising, "{}会让血钾更高。"),
        "low_potassium": _Concerned(rules.potassium_losing, "{}这时更危险，先查原因，问上级。"),
        "glucose_low": _Concerned(_MAY_BE_TOO_LOW, "{}会让血糖更低。"),
        "bleeding_words": _Concerned(rules.bleeding, "{}会加重出血，先问上级，再给药。"),
        "sick_day_drug": _Concerned(_PAUSE_WITHOUT_FOOD, "不照旧续{}。"),
        "ketosis_drug": _Concerned(_LET_KETONES_RISE, "不照旧续{}。"),
    }
    return by_family.get(name, _Concerned((), ""))


def _of_alert(case: Case, alert: Alert) -> Check | None:
    """An alert beside the drugs it concerns. A potassium to be watched is said only beside a drug that raises it, and
    then wants a reason."""
    code = family(alert.code)
    concerned = _concerned(code, case.rules)
    medicines = _of(case, concerned.cells)
    if alert.code == "potassium_watch" and not medicines:
        return None
    others = any(not medicine.ours for medicine in medicines)
    said = concerned.text.format(names_of(medicines)) if medicines else ""
    return Check(
        "vitals",
        "note" if alert.severity == "note" and not medicines else "warn",
        code=code,
        text=f"{alert.text}{said}{CALL if others else ''}",
        source=alert.source,
        lines=lines_of(medicines),
        drugs=tuple(dict.fromkeys(name for medicine in medicines for name in medicine.called)),
        mark=alert.mark,
    )


def _not_measured(case: Case) -> list[Check]:
    """A pulse or a potassium that nobody has measured and that a drug wants; a pressure is asked for by the visit."""
    checks: list[Check] = []
    slowing, wanting = _of(case, case.rules.slowing), _of(case, case.rules.needs_potassium)
    if slowing and case.person.heart_rate is None:
        text = f"{names_of(slowing)}：会让心跳变慢，没有量脉搏，没有比对。"
        checks.append(not_compared("vitals", "no_pulse", text, slowing))
    if wanting and case.person.labs.potassium_mmol_l is None:
        text = f"{names_of(wanting)}：没有近 3 个月的血钾，没有比对，先查血钾。"
        checks.append(not_compared("vitals", "no_potassium", text, wanting))
    return checks


def _ldl(case: Case) -> list[Check]:
    """A statin that has not brought the LDL down to its goal: told quietly, whoever prescribed it."""
    statins = _of(case, ("STATIN",))
    missed = ldl_missed(case.person, takes_statin=True) if statins else ""
    if not missed:
        return []
    text = f"{names_of(statins)}：低密度脂蛋白 {missed}，没达标：问按时吃没有，加不加量问上级，改药后 4–8 周复查血脂和肝酶。"
    return [
        Check(
            "vitals",
            "note",
            code="ldl_goal",
            text=text,
            source="一病三处方规则 §5",
            lines=lines_of(statins),
            drugs=tuple(dict.fromkeys(name for medicine in statins for name in medicine.called)),
            mark="verified",
        )
    ]


def _of(case: Case, cells: Sequence[str]) -> list[Medicine]:
    meant = [medicine for medicine in case.medicines if is_one_of(medicine.name, tuple(cells))]
    return sorted(meant, key=lambda medicine: (not medicine.ours, medicine.written, medicine.line_no))
