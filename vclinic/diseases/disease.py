"""What a disease answers. Everything outside this package asks here and names no disease.

Values are a record's fields by name with the record's types; `Earlier` visits are the valid ones of the same disease,
newest first.
"""

import functools
import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, cast

from vclinic.devices.reading import Reading
from vclinic.diseases import shared
from vclinic.diseases.answers import Flag
from vclinic.diseases.course import SampleDrug
from vclinic.diseases.finding import Finding
from vclinic.diseases.guarded import Felt, alerts_of
from vclinic.diseases.judging import unmeasured
from vclinic.diseases.measure import Band, Measure
from vclinic.diseases.meter import Metered, metered
from vclinic.diseases.visits import Earlier, JudgedVisit, Subject
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import Assessment
from vclinic.domain.problem import Problem
from vclinic.forms.spec import FormSpec
from vclinic.forms.unfinished import unfinished
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.person import PersonFacts
from vclinic.rules.rule_set import RuleBook, RuleHead, RuleSet, Values, thresholds

R = TypeVar("R", bound=RuleSet)
_MOST_VISITS = 2
_REFERRALS = {
    "emergency": "危急情况",
    "complication": "出现新的并发症或原有并发症加重",
    "adr_uncontrollable": "药物不良反应难以控制",
}


class Disease(ABC, Generic[R]):
    """One disease with its register.

    Attributes:
        key: code of `codes.DISEASE`. label: its name; diagnosis: as a letter names it.
        rules_type: the thresholds it is judged by. rule_kind: ``kind`` of its rule-set files. rule_files: files beside the shipped ones.
        forms: its follow-up forms, oldest first.
        measures: what it is followed by; the first one decides whether a visit is satisfactory.
        needed: fields without which there is no judgement. asked_first: the field a visit begins with.
        measured: figures a body changes from visit to visit; measured_label names them.
        flags: asked of the doctor beside the paper.
        previous: what `assess` may be told of the last visit on the command line, beside its date and class.
        satisfied_name: what the command line calls a satisfactory measure.
        reaction_label: why a visit is of class 3.
    """

    rules_type: type[R]
    key: ClassVar[str]
    label: ClassVar[str]
    diagnosis: ClassVar[str]
    rule_kind: ClassVar[str]
    rule_files: ClassVar[tuple[Path, ...]] = ()
    forms: ClassVar[tuple[FormSpec, ...]]
    measures: ClassVar[tuple[Measure, ...]]
    needed: ClassVar[tuple[str, ...]]
    asked_first: ClassVar[str]
    measured: ClassVar[tuple[str, ...]]
    measured_label: ClassVar[str]
    flags: ClassVar[tuple[Flag, ...]] = ()
    previous: ClassVar[Mapping[str, Meaning]] = {}
    satisfied_name: ClassVar[str] = "satisfied"
    felt: ClassVar[Felt] = Felt()
    reaction_label: ClassVar[str] = "有不良反应"

    @property
    def form(self) -> FormSpec:
        """The form new visits are written on."""
        return self.forms[-1]

    @functools.cached_property
    def unfinished_forms(self) -> tuple[FormSpec, ...]:
        """The same forms as an emergency may store them; see `forms.unfinished`."""
        return tuple(unfinished(form) for form in self.forms)

    def metered(self, form: FormSpec, reading: Reading) -> Metered:
        """What a meter measured, in the fields of one of its forms."""
        return metered(form, reading)

    @property
    def follow_up_label(self) -> str:
        """A visit of this disease in words: 高血压随访."""
        return f"{self.label}随访"

    # --- rule sets ---------------------------------------------------------------------------------------------------

    def read_rules(self, head: RuleHead, values: Values) -> R:
        """The thresholds of one file.

        Raises:
            ValueError: it is not whole, or asks for more visits than a judgement sees.
        """
        rules = thresholds(self.rules_type, head, values)
        if values.get("referral_trigger_count", 1) > _MOST_VISITS:
            raise ValueError("referral_trigger_count, a judgement sees this visit and the last one only")
        return rules

    def rules_on(self, book: RuleBook, day: date) -> R:
        """The thresholds in force on a day."""
        return cast("R", book.on(self.rule_kind, day))

    def rules_named(self, book: RuleBook, rule_set_id: str) -> R | None:
        """The thresholds a record names; None when we do not have them."""
        return cast("R | None", book.by_id(self.rule_kind, rule_set_id))

    # --- judgement ---------------------------------------------------------------------------------------------------

    def values_of(self, record: Any) -> dict[str, Any]:
        """A record's fields by name."""
        return {name: getattr(record, name) for name in self.form.meanings}

    def typed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What follows from values as they are being typed, before they are read: means of readings."""
        return dict(shared.means(values))

    def compute(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values the machine fills in, the judgement's own aside: body mass index."""
        return dict(shared.body_mass(values))

    @abstractmethod
    def assess(
        self, values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier], rules: R
    ) -> Assessment | None:
        """The judgement of a visit; None while what it needs is missing. ``history`` may hold later visits too, for a
        visit whose day is changed: they are passed over."""

    def at_once(self, values: Mapping[str, Any], subject: Subject, rules: R) -> Assessment | None:
        """That a visit is an emergency although what it is judged by was not measured: by what the doctor confirmed and by
        what the guard over vital signs says. It has no class; None where nothing says so."""
        day = values.get("visit_date")
        if day is None:
            return None
        known = self.form.meanings["emergency_signs"].codes if "emergency_signs" in self.form.meanings else None
        signs = [known.label(sign) for sign in values.get("emergency_signs") or ()] if known is not None else []
        missing = "、".join(self.form.meanings[name].label for name in self.needed if values.get(name) is None)
        return unmeasured(
            alerts_of(values, subject, self.felt),
            signs,
            missing=missing,
            day=day,
            rules=rules,
            clause=f"规范第三版 · {self.label}危急情况",
        )

    def from_field_list(self, document: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """A visit written with the names of the public field list, as this form keeps it, and what is wrong with that."""
        return dict(document), []

    def previous_problems(self, values: Mapping[str, Any]) -> list[Problem]:
        """What cannot be about a last visit told on the command line; fields are named ``previous.…``."""
        return []

    def ask(self, values: Mapping[str, Any], subject: Subject, rules: R) -> tuple[str, ...]:
        """Emergency signs the doctor is to be asked about, codes of the form's ``emergency_signs``."""
        return ()

    def implausible(self, values: Mapping[str, Any], last: Mapping[str, Any], age: int, rules: R) -> list[Problem]:
        """What may be true but wants a reason, at an age in years; ``last`` are the values of the last visit, empty for
        none."""
        weight = shared.unlikely_weight(values, last, advice_bounds().body_mass_at(age).high)
        same = shared.identical(values, last, self.measured, self.measured_label)
        return [*weight, *self.odd(values, rules), *same]

    def odd(self, values: Mapping[str, Any], rules: R) -> list[Problem]:
        """What only this disease finds implausible in its own figures."""
        return []

    @abstractmethod
    def goal(self, age: int, rules: R) -> str:
        """The treatment goal in words; a hint, never the measure of satisfaction."""

    @abstractmethod
    def band(self, measure: Measure, age: int, rules: R) -> Band:
        """What a measure is to stay within at an age."""

    def repeat_hint(self, values: Mapping[str, Any], rules: R) -> str:
        """Why what was just measured should be measured once more; empty when it need not be."""
        return ""

    def referral_reason(self, assessment: Assessment) -> str:
        """The reason as the form's referral row says it; the judgement's own sentence where the row has no name for it."""
        names = _REFERRALS | {"consecutive_unsatisfied": f"连续两次{self.measures[0].label}控制不满意"}
        names |= {alert.code: alert.name for alert in assessment.alerts}
        named = (names[reason.code] for reason in assessment.reasons if reason.code in names)
        return next(named, assessment.reasons[0].text)

    # --- in a few words ----------------------------------------------------------------------------------------------

    def summary(self, values: Mapping[str, Any]) -> str:
        """One visit in one word or two, for lists."""
        return self.measures[0].text(values)

    def figures(self, values: Mapping[str, Any]) -> dict[str, float]:
        """Every figure the disease is followed by, by field."""
        names = [name for measure in self.measures for name in measure.fields]
        return {name: values[name] for name in names if values.get(name) is not None}

    # --- prescriptions -----------------------------------------------------------------------------------------------

    @abstractmethod
    def contribute(self, visit: JudgedVisit, person: PersonFacts, rules: R, catalog: Catalog) -> Contribution:
        """What it brings to the three prescriptions."""

    # --- a sample village --------------------------------------------------------------------------------------------

    regimens: ClassVar[tuple[tuple[SampleDrug, ...], ...]]
    adverse_example: ClassVar[str]

    @abstractmethod
    def course(self, kind: str, count: int, rng: random.Random) -> tuple[Mapping[str, Any], ...]:
        """Believable figures of ``count`` visits, oldest first; kinds are `course.KINDS`."""

    def habits(self) -> Mapping[str, Any]:
        """What only its form asks, as most people answer."""
        return {}

    # --- the township ------------------------------------------------------------------------------------------------

    def cause(self, visit_class: str, values: Mapping[str, Any]) -> str:
        """Why a visit is of a class, in words: 血压 152/94 没达标."""
        measure = self.measures[0]
        figure = f"{measure.label} {measure.text(values)}"
        return {
            "1": f"{figure} 达标，没有不良反应",
            "2": f"{figure} 没达标",
            "3": self.reaction_label,
            "4": "有新的并发症或加重",
        }[visit_class]

    def findings(self, values: Mapping[str, Any], earlier: Sequence[Earlier], subject: Subject) -> list[Finding]:
        """What staff should look at that only this disease knows of."""
        return []
