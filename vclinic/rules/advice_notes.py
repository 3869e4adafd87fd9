"""What the doctor is told beside the medication lines because of this person: what to ask the upper level, what to ask the
resident, what to look for. Sentences come from the table of vetoes."""

from collections.abc import Callable, Mapping

from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.catalog import Catalog
from vclinic.rules.day_signs import DaySigns
from vclinic.rules.drinking import drinks_heavily
from vclinic.rules.ldl import ldl_missed
from vclinic.rules.person import PersonFacts
from vclinic.rules.veto_asked import takes
from vclinic.rules.veto_table import veto_table

_CHILDBEARING = range(15, 50)
_PLATELETS = ("氯吡格雷", "替格瑞洛", "普拉格雷")
_SELECTIVE = ("美托洛尔", "比索洛尔")


def advice_notes(person: PersonFacts, day: DaySigns, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """(code, sentence) pairs, in the order of the table."""
    table = veto_table()
    notes: list[tuple[str, str]] = []
    for code, text in table.notes.items():
        value = _APPLIES[code](person, day, catalog)
        if value:
            notes.append((code, text.format(value=value)))
    return tuple(notes)


def _low_glucose(_person: PersonFacts, day: DaySigns, _catalog: Catalog) -> str:
    low = [value for value in day.glucoses if value <= veto_table().limits["low_glucose"]]
    return f"{min(low):g}" if low else ""


def _high_potassium(person: PersonFacts, _day: DaySigns, _catalog: Catalog) -> str:
    lab = person.labs.potassium_mmol_l
    return f"{lab.value:g}" if lab and lab.value > veto_table().limits["potassium_refer"] else ""


def _ldl(person: PersonFacts, _day: DaySigns, catalog: Catalog) -> str:
    return ldl_missed(person, takes_statin=takes(person, ("STATIN",), catalog))


def _slow(_person: PersonFacts, day: DaySigns, _catalog: Catalog) -> str:
    rate = day.heart_rate
    return str(rate) if rate is not None and rate < advice_bounds().slow_pulse else ""


def _dual(person: PersonFacts, _day: DaySigns, catalog: Catalog) -> str:
    return "双抗" if takes(person, ("阿司匹林",), catalog) and takes(person, _PLATELETS, catalog) else ""


def _metformin(person: PersonFacts, _day: DaySigns, catalog: Catalog) -> str:
    return "酒" if drinks_heavily(person) and takes(person, ("二甲双胍",), catalog) else ""


def _planning(person: PersonFacts, _day: DaySigns, catalog: Catalog) -> str:
    asked = person.planning_pregnancy is not None or person.pregnant or "planned_not" in person.diseases
    if asked or person.sex_code != "2" or person.age not in _CHILDBEARING:
        return ""
    return "备孕" if takes(person, ("ACEI", "ARB"), catalog) else ""


def _selective(person: PersonFacts, _day: DaySigns, catalog: Catalog) -> str:
    return "洛尔" if "copd" in person.diseases and takes(person, _SELECTIVE, catalog) else ""


def _smoking(_person: PersonFacts, day: DaySigns, _catalog: Catalog) -> str:
    return "吸烟" if day.smokes else ""


_APPLIES: Mapping[str, Callable[[PersonFacts, DaySigns, Catalog], str]] = {
    "low_glucose": _low_glucose,
    "high_potassium": _high_potassium,
    "ldl": _ldl,
    "slow_pulse": _slow,
    "dual_antiplatelet": _dual,
    "metformin_drink": _metformin,
    "planning": _planning,
    "selective_beta": _selective,
    "smoking": _smoking,
}
