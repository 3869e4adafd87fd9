"""What a disease answers. Everything outside this package asks here and names no disease.

Values are a record's fields by name with the record's types; `Earlier` visits are the valid ones of the same disease,
newest first.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, cast

from vclinic.diseases.course import SampleDrug
from vclinic.diseases.finding import Finding
from vclinic.domain.dates import age_on
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import Assessment
from vclinic.domain.problem import Problem
from vclinic.forms.spec import FormSpec
from vclinic.rules.catalog import Catalog
from vclinic.rules.contribution import Contribution
from vclinic.rules.person import PersonFacts
from vclinic.rules.rule_set import RuleBook, RuleHead, RuleSet, Values

R = TypeVar("R", bound=RuleSet)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a judgement is about. ``age`` in full years serves where the birth date is not known."""

    birth_date: date | None
    sex_code: str = ""
    height_cm: float | None = None
    age: int | None = None

    def age_on(self, day: date) -> int | None:
        """Full years on a day; None when neither birth date nor age is known."""
        return age_on(self.birth_date, day) if self.birth_date is not None else self.age


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier valid visit of the same disease (失访 and void ones left out)."""

    visited_on: date
    values: Mapping[str, Any]
    visit_class: str = ""
    satisfied: bool | None = None


@dataclass(frozen=True, slots=True)
class JudgedVisit:
    """A visit with its judgement, as the prescriptions are drafted from it."""

    disease: str
    follow_up_id: str
    values: Mapping[str, Any]
    assessment: Assessment


def as_written(figure: float, decimals: int) -> str:
    """A figure with at least ``decimals`` places and at most two: 152, 7.0, 6.95."""
    whole, _, places = f"{figure:.2f}".partition(".")
    places = places[:decimals] + places[decimals:].rstrip("0")
    return f"{whole}.{places}" if places else whole


@dataclass(frozen=True, slots=True)
class Measure:
    """What a disease is followed by, for trends, lists and columns: one figure, or two that belong together.
    ``decimals``: the fewest places written; a figure measured more closely keeps the others, so that 6.95 is never 7.0."""

    key: str
    label: str
    unit: str
    fields: tuple[str, ...]
    decimals: int = 0

    def figures(self, values: Mapping[str, Any]) -> tuple[float, ...]:
        """The figures of a visit in the order of ``fields``; empty while one is missing."""
        figures = tuple(values.get(name) for name in self.fields)
        return () if any(figure is None for figure in figures) else cast("tuple[float, ...]", figures)

    def text(self, values: Mapping[str, Any]) -> str:
        """The figures as doctors say them: 152/94, 7.2; empty while one is missing."""
        return "/".join(as_written(figure, self.decimals) for figure in self.figures(values))


@dataclass(frozen=True, slots=True)
class Band:
    """What a measure is to stay within for one person. ``limits``: (lowest, below) for each field, None for open ends;
    ``text`` says it: <140/90."""

    limits: tuple[tuple[float | None, float | None], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no answer asked of the doctor beside the paper. ``fertile``: of women who may be with child only."""

    field: str
    short: str
    fertile: bool = False


class Disease(ABC, Generic[R]):
    """One disease with its register.

    Attributes:
        key: code of `codes.DISEASE`. label: its name; diagnosis: as a letter names it.
        rule_kind: ``kind`` of its rule-set files. rule_files: files beside the shipped ones.
        forms: its follow-up forms, oldest first.
        measures: what it is followed by; the first one decides whether a visit is satisfactory.
        needed: fields without which there is no judgement. asked_first: the field a visit begins with.
        measured: figures a body changes from visit to visit; measured_label names them.
        flags: asked of the doctor beside the paper.
        previous: what `assess` may be told of the last visit on the command line, beside its date and class.
        satisfied_name: what the command line calls a satisfactory measure.
    """

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

    @property
    def form(self) -> FormSpec:
        """The form new visits are written on."""
        return self.forms[-1]

    @property
    def follow_up_label(self) -> str:
        """A visit of this disease in words: 高血压随访."""
        return f"{self.label}随访"

    # --- rule sets ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def read_rules(self, head: RuleHead, values: Values) -> R:
        """The thresholds of one file.

        Raises:
            ValueError: it is not whole.
        """

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
        return {}

    @abstractmethod
    def compute(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values the machine fills in, the judgement's own aside: body mass index."""

    @abstractmethod
    def assess(
        self, values: Mapping[str, Any], subject: Subject, history: Sequence[Earlier], rules: R
    ) -> Assessment | None:
        """The judgement of a visit; None while what it needs is missing. ``history`` may hold later visits too, for a
        visit whose day is changed: they are passed over."""

    def from_field_list(self, document: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """A visit written with the names of the public field list, as this form keeps it, and what is wrong with that."""
        return dict(document), []

    def previous_problems(self, values: Mapping[str, Any]) -> list[Problem]:
        """What cannot be about a last visit told on the command line; fields are named ``previous.…``."""
        return []

    @abstractmethod
    def ask(self, values: Mapping[str, Any], subject: Subject, rules: R) -> tuple[str, ...]:
        """Emergency signs the doctor is to be asked about, codes of the form's ``emergency_signs``."""

    @abstractmethod
    def implausible(self, values: Mapping[str, Any], last: Mapping[str, Any], age: int, rules: R) -> list[Problem]:
        """What may be true but wants a reason, at an age in years; ``last`` are the values of the last visit, empty for
        none."""

    @abstractmethod
    def goal(self, age: int, rules: R) -> str:
        """The treatment goal in words; a hint, never the measure of satisfaction."""

    @abstractmethod
    def band(self, measure: Measure, age: int, rules: R) -> Band:
        """What a measure is to stay within at an age."""

    @abstractmethod
    def repeat_hint(self, values: Mapping[str, Any], rules: R) -> str:
        """Why what was just measured should be measured once more; empty when it need not be."""

    @abstractmethod
    def referral_reason(self, assessment: Assessment) -> str:
        """The reason as the form's referral row says it."""

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

    @abstractmethod
    def habits(self) -> Mapping[str, Any]:
        """What only its form asks, as most people answer."""

    # --- the township ------------------------------------------------------------------------------------------------

    @abstractmethod
    def cause(self, visit_class: str, values: Mapping[str, Any]) -> str:
        """Why a visit is of a class, in words: 血压 152/94 没达标."""

    def findings(self, values: Mapping[str, Any], earlier: Sequence[Earlier], subject: Subject) -> list[Finding]:
        """What staff should look at that only this disease knows of."""
        return []


def before(history: Sequence[Earlier], day: date) -> Earlier | None:
    """The last visit up to a day."""
    return next((visit for visit in history if visit.visited_on <= day), None)
