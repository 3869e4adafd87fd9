"""A disease declared here alone: what the house must carry without a second file knowing of it."""

import json
import random
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

from vclinic import diseases
from vclinic.diseases.course import SampleDrug
from vclinic.diseases.disease import Disease
from vclinic.diseases.measure import Band, Measure
from vclinic.diseases.visits import Earlier, JudgedVisit, Subject
from vclinic.domain import codes
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import Assessment, Reason
from vclinic.domain.prescription import DietItem
from vclinic.forms.spec import FormSpec, Item, Section
from vclinic.rules.advice_library import load_advice
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.person import PersonFacts


@dataclass(frozen=True, slots=True)
class GoutRules:
    id: str
    effective_from: date
    urate_below: int
    revisit_days: int
    routine_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoutFollowUp:
    visit_date: Annotated[date, Meaning("随访日期", "date")]
    visit_way: Annotated[str, Meaning("随访方式", "code", codes=codes.VISIT_WAY)]
    urate: Annotated[int, Meaning("血尿酸", "integer", "µmol/L", 50, 1500)]
    big_toe: Annotated[str, Meaning("大脚趾", "text", max_length=40)] = ""
    visit_class: Annotated[str, Meaning("此次随访分类", "code", codes=codes.VISIT_CLASS)]
    next_visit_date: Annotated[date, Meaning("下次随访日期", "date")]
    doctor: Annotated[str, Meaning("随访医生签名", "text", max_length=30)]
    extra: tuple[tuple[str, object], ...] = ()


GOUT_FOLLOW_UP = FormSpec(
    id="gout_follow_up",
    version=1,
    title="痛风随访表",
    record=GoutFollowUp,
    sections=(
        Section(
            "",
            (
                Item("随访日期", ("visit_date",), "{visit_date}"),
                Item("随访方式", ("visit_way",), "{visit_way}"),
                Item("血尿酸", ("urate",), "{urate} µmol/L"),
                Item("大脚趾", ("big_toe",), "{big_toe}"),
                Item("此次随访分类", ("visit_class",), "{visit_class}"),
                Item("下次随访日期", ("next_visit_date",), "{next_visit_date}"),
                Item("随访医生签名", ("doctor",), "{doctor}"),
            ),
        ),
    ),
    required=frozenset("visit_date visit_way urate visit_class next_visit_date doctor".split()),
    computed=frozenset("visit_class next_visit_date doctor".split()),
    carried=frozenset(("visit_way",)),
)


class Gout(Disease[GoutRules]):
    key = "gout"
    label = "痛风"
    diagnosis = "痛风"
    rules_type = GoutRules
    rule_kind = "gout"
    forms = (GOUT_FOLLOW_UP,)
    measures = (Measure("urate", "血尿酸", "µmol/L", ("urate",)),)
    needed = ("urate",)
    asked_first = "urate"
    measured = ("urate",)
    measured_label = "血尿酸"
    regimens = ((SampleDrug("别嘌醇", "0.1 g", 0.1, "g", "qd"),),)
    adverse_example = "别嘌醇，皮疹"

    def assess(
        self, values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier], rules: GoutRules
    ) -> Assessment | None:
        urate, day = values.get("urate"), values.get("visit_date")
        if urate is None or day is None:
            return None
        good = urate < rules.urate_below
        following = day + timedelta(days=90 if good else rules.revisit_days)
        reason = Reason("urate", f"血尿酸 {urate}，界限 {rules.urate_below}。", "玩具规则")
        action = "ROUTINE" if good else "ADJUST"
        return Assessment("1" if good else "2", good, action, following, "none", (reason,), rules.id)

    def goal(self, age: int, rules: GoutRules) -> str:
        return f"治疗目标 <{rules.urate_below}"

    def band(self, measure: Measure, age: int, rules: GoutRules) -> Band:
        return Band(((None, rules.urate_below),), f"<{rules.urate_below}")

    def contribute(self, visit: JudgedVisit, person: PersonFacts, rules: GoutRules, catalog: Catalog) -> Contribution:
        beer = DietItem("beer", "啤酒", "text", None, None, "", "不喝啤酒", "", "standard")
        return Contribution(
            disease=self.key,
            library_id="gout-advice/1",
            diet=(beer,),
            exercise=replace(load_advice("htn").exercise, times_per_week=3),
        )

    def course(self, kind: str, count: int, rng: random.Random) -> tuple[Mapping[str, Any], ...]:
        return tuple({"urate": 380} for _ in range(count))


@contextmanager
def gout(folder: Path) -> Generator[Gout]:
    """The disease in the register for the length of the block, with its rule set."""
    made = Gout()
    figures = {"urate_below": 420, "revisit_days": 14, "routine_months": 3}
    document = {
        "id": "gout/1",
        "kind": "gout",
        "effective_from": "2020-01-01",
        "values": {name: {"value": value} for name, value in figures.items()},
    }
    path = folder / "gout.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    Gout.rule_files = (path,)
    diseases.DISEASES.append(made)
    diseases.rule_book.cache_clear()
    try:
        yield made
    finally:
        diseases.DISEASES.remove(made)
        diseases.rule_book.cache_clear()
