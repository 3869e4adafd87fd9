"""A person with a visit, the drugs taken and the orders, as one line of JSON for ``vclinic assess prescription|advice``:
read into what the rules are asked with. What cannot be is a problem, never raised; what is missing is not known."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from vclinic.diseases import DISEASES
from vclinic.diseases.disease import Disease
from vclinic.diseases.guarded import with_alerts
from vclinic.diseases.shared import ADR_SEEN, drugs_of
from vclinic.diseases.visits import Subject
from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.prescription import MedicationOrder
from vclinic.domain.problem import Problem
from vclinic.domain.stock import Drug
from vclinic.forms.draft import read_values
from vclinic.forms.reading import half_width, missing, read_value
from vclinic.rules.catalog import Catalog
from vclinic.rules.labs import SaidLab
from vclinic.rules.person import PersonFacts
from vclinic.rules.person_from import PersonWords, SaidReaction, person_from
from vclinic.rules.quantities import base_units, units_per_dose
from vclinic.rules.routes import route_of
from vclinic.services.said_labs import LABS, read_labs
from vclinic.services.written_dose import read_dose, read_frequency

_SEX = Meaning("性别", "code", codes=codes.SEX)
_BORN = Meaning("出生日期", "date")
_DAY = Meaning("随访日期", "date")
_HEIGHT = Meaning("身高", "decimal", "cm", 50, 250, decimals=1)
_HOUSEHOLD = Meaning("家里几口人", "integer", "人", 1, 30)
_FLAG = Meaning("是或否", "flag")
_SPO2 = Meaning("血氧饱和度", "decimal", "%", 40, 100, decimals=1)
_DAYS = Meaning("天数", "integer", "天", 1, 365)
_FREQUENCY = Meaning("频次", "code", codes=codes.FREQUENCY)
_SIGNS = "emergency_signs"
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
_OLDEST = 130  # years
_QUANTITY = Meaning("数量", "integer", "", 0, 10_000)
_STANDING = Meaning("站立后读数", "pairs", "mmHg", 30, 300, max_items=3)
_ASKED_ON = Meaning("问备孕的日期", "date")
# what a part of a line may hold; whatever else is there is named in the answer
_LINE = frozenset(("person", "visit", "taking", "orders", "name", "in", "want"))
_PERSON = frozenset(
    (
        "sex_code", "birth_date", "diseases", "allergies", "reactions", "surgeries", "pregnant", "planning_pregnancy",
        "planning_asked_on", "hospital_started", "labs", "height_cm", "household_size",
    )
)  # fmt: skip
_ORDER = frozenset(("drug", "dose", "frequency", "days", "strength", "quantity"))
_FIELDS = frozenset(name for disease in DISEASES for name in disease.form.meanings)
_AS_LISTED = frozenset(("glucose_unit", "fbg_unit", "pbg_unit", "rbg_unit", "insulin_kind", "insulin_usage"))
_VISIT = _FIELDS | _AS_LISTED | LABS.keys() | {"date", "visit_date", "spo2", "standing_bp", _SIGNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessInput:
    """One line, read. ``values``: of the visit by the names of the follow-up forms, whichever form has the field.
    ``unread``: keys nobody here reads, e.g. ``person.labs.alt``."""

    day: date
    words: PersonWords
    person: PersonFacts
    values: Mapping[str, Any]
    taking: tuple[str, ...]
    orders: tuple[MedicationOrder, ...]
    unread: tuple[str, ...] = ()


def read_line(line: bytes, catalog: Catalog) -> AssessInput | list[Problem]:
    """One line of JSON, or everything that is wrong with it."""
    try:
        given: Any = json.loads(line.decode())
    except UnicodeDecodeError:
        return [Problem("", "not_utf8", "这一行不是 UTF-8 编码的文字。")]
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return [Problem("", "not_json", "这一行不是一个 JSON 对象。")]
    document = cast("dict[str, Any]", given)
    inner = document.get("in")  # as the files of cases write a line, beside what must come out
    if isinstance(inner, dict) and "person" not in document:
        document = cast("dict[str, Any]", inner)
    return _Reader(catalog).read(document)


class _Reader:
    """Reads one line, gathering problems on the way."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._problems: list[Problem] = []
        self._unread: list[str] = []

    def read(self, document: Mapping[str, Any]) -> AssessInput | list[Problem]:
        """The line as facts, or its problems."""
        person, visit = self._part(document, "person"), self._part(document, "visit")
        self._name("", document, _LINE)
        self._name("person.", person, _PERSON | _FIELDS)
        self._name("visit.", visit, _VISIT)
        # what the form asks of a person at a visit (tobacco, drink, weight) may be said of the person
        visit = {name: person[name] for name in _FIELDS & person.keys() - _PERSON} | visit
        values = self._visit(visit)
        day = self._required("visit.date", _DAY, visit.get("date", visit.get("visit_date")))
        born = self._required("person.birth_date", _BORN, person.get("birth_date"))
        taking = self._texts(document.get("taking"), "taking")
        orders = self._orders(document.get("orders"))
        if isinstance(day, date) and isinstance(born, date) and not self._can_be(born, day):
            born = None
        known_day = day if isinstance(day, date) else _LAST_DAY
        at_visit = {name: visit[name] for name in LABS if visit.get(name) is not None}
        told = self._person(person, born or _FIRST_DAY, values, known_day, at_visit)
        if self._problems or not isinstance(day, date):
            return self._problems
        values["visit_date"] = day
        names = (*taking, *(order.drug_name for order in orders), *drugs_of(values))
        told = replace(told, drugs=tuple(dict.fromkeys(names)))
        person_then = with_alerts(person_from(told, day), values, Subject(told.birth_date, told.sex_code))
        return AssessInput(
            day=day,
            words=told,
            person=person_then,
            values=values,
            taking=taking,
            orders=orders,
            unread=tuple(self._unread),
        )

    def _can_be(self, born: date, day: date) -> bool:
        if not _FIRST_DAY <= day <= _LAST_DAY:
            self._add("visit.date", "out_of_bounds", f"随访日期 {day} 不在 1900–2200 年之间，请核对。")
        elif born > day:
            self._add("person.birth_date", "after_visit", f"出生日期 {born} 晚于随访日期 {day}。")
        elif day.year - born.year > _OLDEST:
            self._add("person.birth_date", "out_of_bounds", f"出生日期 {born} 太早，请核对。")
        else:
            return True
        return False

    def _add(self, field: str, code: str, text: str) -> None:
        self._problems.append(Problem(field, code, text))

    def _name(self, prefix: str, part: Mapping[str, Any], known: Collection[str]) -> None:
        """The keys of a part that nobody reads; one with nothing in it says nothing."""
        self._unread += [f"{prefix}{name}" for name, value in part.items() if name not in known and value is not None]

    def _part(self, document: Mapping[str, Any], name: str, field: str = "") -> dict[str, Any]:
        part = document.get(name)
        if part is None:
            return {}
        if not isinstance(part, dict):
            self._add(field or name, "not_an_object", f"{name} 应是一个 JSON 对象。")
            return {}
        return cast("dict[str, Any]", part)

    def _value(self, field: str, meaning: Meaning, given: Any) -> Any:
        value = read_value(field, meaning, given)
        if isinstance(value, Problem):
            self._problems.append(value)
            return None
        return None if missing(value) else value

    def _required(self, field: str, meaning: Meaning, given: Any) -> Any:
        count = len(self._problems)
        value = self._value(field, meaning, given)
        if value is None and len(self._problems) == count:
            self._add(field, "required", f"请给出{meaning.label}。")
        return value

    def _texts(self, given: Any, field: str) -> tuple[str, ...]:
        """One text or a list of them."""
        if given is None:
            return ()
        listed = cast("list[Any]", given) if isinstance(given, list) else [given]
        if not all(isinstance(text, str) for text in listed):
            self._add(field, "not_a_list", f"{field} 应是一组文字。")
            return ()
        return tuple(text.strip() for text in cast("list[str]", listed) if text.strip())

    def _person(
        self,
        person: Mapping[str, Any],
        born: date,
        values: Mapping[str, Any],
        day: date,
        at_visit: Mapping[str, Any],
    ) -> PersonWords:
        pregnant = self._value("person.pregnant", _FLAG, person.get("pregnant"))
        planning = self._value("person.planning_pregnancy", _FLAG, person.get("planning_pregnancy"))
        sex = self._required("person.sex_code", _SEX, person.get("sex_code"))
        asked_on = self._value("person.planning_asked_on", _ASKED_ON, person.get("planning_asked_on"))
        allergies = self._texts(person.get("allergies"), "person.allergies")
        return PersonWords(
            sex_code=sex or "",
            birth_date=born,
            diseases=self._texts(person.get("diseases"), "person.diseases"),
            surgeries=self._texts(person.get("surgeries"), "person.surgeries"),
            allergies=allergies,
            allergies_asked=bool(allergies),
            reactions=tuple(SaidReaction(text) for text in self._reactions(person, values)),
            pregnant=bool(pregnant or values.get("pregnant")),
            planning_pregnancy=planning,
            planning_asked_on=None if planning is None else asked_on or day,
            labs=self._labs(person, at_visit, day),
            height_cm=self._value("person.height_cm", _HEIGHT, person.get("height_cm")) or values.get("height_cm"),
            household_size=self._value("person.household_size", _HOUSEHOLD, person.get("household_size")) or 1,
            hospital_started=self._texts(person.get("hospital_started"), "person.hospital_started"),
            drink_liang=values.get("drink_now"),
            sbp=values.get("sbp"),
            dbp=values.get("dbp"),
            heart_rate=values.get("heart_rate"),
        )

    def _reactions(self, person: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, ...]:
        """Those on record, and the one told at this visit."""
        told = str(values.get("adr_text", "")) if values.get("adr") == ADR_SEEN else ""
        return (*self._texts(person.get("reactions"), "person.reactions"), *filter(None, (told.strip(),)))

    def _labs(self, person: Mapping[str, Any], at_visit: Mapping[str, Any], day: date) -> tuple[SaidLab, ...]:
        """Results on record, and those measured at the visit."""
        given = self._part(person, "labs", "person.labs")
        self._name("person.labs.", given, LABS)
        on_record, wrong = read_labs(given, day)
        measured, wrong_now = read_labs(at_visit, day, "visit")
        self._problems += [*wrong, *wrong_now]
        return (*on_record, *measured)

    def _visit(self, visit: Mapping[str, Any]) -> dict[str, Any]:
        """Every field that one of the forms has, read as the first form that can read it does."""
        values: dict[str, Any] = {}
        wrong: dict[str, Problem] = {}
        for disease in DISEASES:
            document, problems = disease.from_field_list(_form_fields(visit))
            wrong |= {problem.field: problem for problem in problems}
            for name, value in read_values(disease.form, document).items():
                if isinstance(value, Problem):
                    wrong.setdefault(name, value)
                elif not missing(value):
                    values.setdefault(name, value)
        spo2 = self._value("visit.spo2", _SPO2, visit.get("spo2"))
        if spo2 is not None:
            values["spo2"] = spo2
        standing = self._value("visit.standing_bp", _STANDING, visit.get("standing_bp"))
        if standing is not None:
            values["standing_bp"] = standing
        if signs := self._texts(visit.get(_SIGNS), f"visit.{_SIGNS}"):
            values[_SIGNS] = signs
        for name, problem in wrong.items():
            if name not in values:
                self._add(f"visit.{name}", problem.code, problem.text)
        values.pop("visit_date", None)
        return values

    def _orders(self, given: Any) -> tuple[MedicationOrder, ...]:
        if given is None:
            return ()
        if not isinstance(given, list) or not all(isinstance(order, dict) for order in cast("list[Any]", given)):
            self._add("orders", "not_a_list", "orders 应是一组 JSON 对象。")
            return ()
        orders = [self._order(place, order) for place, order in enumerate(cast("list[dict[str, Any]]", given), 1)]
        return tuple(order for order in orders if order is not None)

    def _order(self, place: int, given: Mapping[str, Any]) -> MedicationOrder | None:
        field = f"orders.{place}"
        name, dose = given.get("drug"), given.get("dose", "")
        if not isinstance(name, str) or not name.strip():
            self._add(f"{field}.drug", "required", "请给出药名。")
            return None
        written = None if dose in ("", None) else read_dose(half_width(str(dose)))
        if written is None and dose not in ("", None):
            self._add(f"{field}.dose", "not_a_dose", f"“{dose}”不是剂量，应像 5 mg、1 片。")
            return None
        value, unit = (written.value, written.unit) if written else (0.0, "")
        often = given.get("frequency")
        often = read_frequency(half_width(often)) if isinstance(often, str) else often
        frequency = self._value(f"{field}.frequency", _FREQUENCY, often) or ""
        self._name(f"{field}.", given, _ORDER)
        quantity = self._value(f"{field}.quantity", _QUANTITY, given.get("quantity"))
        days = self._value(f"{field}.days", _DAYS, given.get("days")) or 0
        drug = drug_for(self._catalog, name.strip(), str(given.get("strength") or ""), value, unit)
        return MedicationOrder(
            line_no=place,
            drug_id=drug.id if drug else "",
            drug_name=name.strip(),
            strength=drug.strength if drug else "",
            dose_value=value,
            dose_unit=unit or (drug.base_unit if drug else ""),
            frequency=frequency,
            days=days,
            quantity=quantity if quantity is not None else self._needed(value, unit, frequency, days, drug),
            base_unit=drug.base_unit if drug else "",
            route=route_of(drug.form, drug.name) if drug else "口服",
        )

    @staticmethod
    def _needed(value: float, unit: str, frequency: str, days: int, drug: Drug | None) -> int:
        """Base units for the days, where that can be counted."""
        return base_units(value, unit, frequency, days, drug) if drug and value > 0 and days else 0


def drug_for(catalog: Catalog, name: str, strength: str, dose: float, unit: str) -> Drug | None:
    """The drug of the catalogue that goes by a name, salt left out or not, of a strength: the one written, else one
    whose whole tablets make the dose, else the first."""
    named = [drug for drug in catalog.search(name, 60) if drug.name == name]
    named = named or [drug for drug in catalog.search(name, 60) if drug.name.endswith(name)]
    written = [drug for drug in named if strength and drug.strength == strength]
    if written or not named:
        return written[0] if written else None
    units = {drug.id: units_per_dose(dose, unit, drug) for drug in named}
    whole = [drug for drug in named if (count := units[drug.id]) is not None and count > 0 and count % 1 == 0]
    return min(whole, key=lambda drug: units[drug.id] or 0) if whole else named[0]


def values_of(disease: Disease[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a visit's values the form of a disease has."""
    return {name: value for name, value in values.items() if name in disease.form.meanings}


def _form_fields(visit: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in visit.items() if name in _FIELDS | _AS_LISTED and name != _SIGNS}
