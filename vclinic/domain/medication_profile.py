"""What is kept of everything a person takes and of what was asked: one record a resident, with the day of every answer.

Nothing here is judged. ``None`` where a day stands means that nobody has asked, which is not the same as "没有".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from vclinic.domain.fields import CodeList, Meaning, OtherUnit

SOURCE = CodeList(
    "medicine_source",
    (("hospital", "医院开的"), ("pharmacy", "药店买的"), ("neighbour", "别人给的"), ("other", "来处不明")),
)
REACTION = CodeList(
    "reaction_kind",
    (
        ("swelling", "脸或嘴唇肿"),
        ("anaphylaxis", "过敏性休克"),
        ("cough", "干咳"),
        ("low_sugar", "低血糖"),
        ("other", "其他"),
    ),
)
DROPPED = CodeList("dropped_kind", (("medicine", "不吃了"), ("reaction", "反应记错了"), ("lab", "化验记错了")))
URINE_PROTEIN = "urine_protein"
LABS: Mapping[str, Meaning] = {
    "creatinine_umol_l": Meaning(
        "肌酐", "decimal", "μmol/L", low=20, high=2000, other_unit=OtherUnit("mg/dL", 1 / 88.4, 0), trims=True
    ),
    "potassium_mmol_l": Meaning("血钾", "decimal", "mmol/L", low=1.5, high=10, decimals=1),
    "egfr": Meaning("eGFR", "decimal", "mL/min/1.73 m²", low=2, high=200, trims=True),
    "ldl_mmol_l": Meaning(
        "低密度脂蛋白胆固醇", "decimal", "mmol/L", low=0.3, high=15, decimals=2, other_unit=OtherUnit("mg/dL", 38.67, 2)
    ),
    "hba1c_percent": Meaning("糖化血红蛋白", "decimal", "%", low=3, high=20, decimals=1),
    URINE_PROTEIN: Meaning("尿蛋白", "decimal", "个加号", low=0, high=4, decimals=1, trims=True),
}
"""Laboratory values that are kept, by code. Bounds are what a laboratory can have measured, not what is healthy. Protein in
the urine is counted in plus signs of the strip, ± is 0.5."""
NAME_LENGTH = 60
TEXT_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenElsewhere:
    """A medicine somebody else gave.

    Attributes:
        name: as the person said it.
        source: a code of `SOURCE`.
        hospital_started: a hospital began it and knows why.
        told_on: the day it was said.
        means: the generic name an unknown name was said to be; empty while nobody knows.
    """

    name: str
    source: str
    told_on: date
    hospital_started: bool = False
    means: str = ""
    extra: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseReaction:
    """What a drug did to the person. ``drug`` is empty and ``kind`` too where only the words of a follow-up form are
    known (药名与表现 in one text); ``follow_up_id`` is that visit's, empty where it was told otherwise."""

    text: str
    on: date | None
    drug: str = ""
    kind: str = ""
    follow_up_id: str = ""
    extra: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResult:
    """A laboratory value in the unit of `LABS`, of the day the blood was taken."""

    code: str
    value: float
    on: date
    extra: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOverrule:
    """A check the doctor overruled for this person: ``facts`` are what it rested on; new facts end it."""

    code: str
    facts: tuple[str, ...]
    reason: str
    on: date
    doctor: str = ""
    extra: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What stood here and counts no longer from a day on: a medicine that is not taken any more, or a reaction or a
    laboratory value that was entered by mistake.

    Attributes:
        kind: a code of `DROPPED`. text: what stood here, as it was shown.
    """

    kind: str
    text: str
    reason: str
    on: date
    doctor: str = ""
    extra: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationProfile:
    """One resident's. ``told_on`` is the day of the last answer of any kind.

    Attributes:
        medicines_asked_on: the day the list was last said to be whole, "没有吃别的药" among it.
        allergies_asked_on, diseases_asked_on: the day "都没有" or the whole list was last said.
        labs: oldest first, one a code and day.
        eat_together: how many eat from one pot, registered here or not; None: never asked.
        planning_pregnancy: None: never answered; ``planning_asked_on`` is the day of the answer.
        read_as: (text nobody could read, what the doctor said it is) pairs.
        dropped: what counts no longer, oldest first.
    """

    resident_id: str
    told_on: date
    medicines: tuple[TakenElsewhere, ...] = ()
    medicines_asked_on: date | None = None
    reactions: tuple[AdverseReaction, ...] = ()
    allergies_asked_on: date | None = None
    diseases_asked_on: date | None = None
    labs: tuple[LabResult, ...] = ()
    planning_pregnancy: bool | None = None
    planning_asked_on: date | None = None
    eat_together: int | None = None
    overrules: tuple[KeptOverrule, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    extra: tuple[tuple[str, object], ...] = field(default=())

    def lab(self, code: str, day: date) -> LabResult | None:
        """The newest value of a kind that was known on a day."""
        known = [result for result in self.labs if result.code == code and result.on <= day]
        return max(known, key=lambda result: result.on, default=None)

    def means(self, text: str) -> str:
        """What the doctor said a text is that nobody could read; empty while nobody said."""
        return dict(self.read_as).get(text, "")


def with_medicine(profile: MedicationProfile, medicine: TakenElsewhere) -> MedicationProfile:
    """One more medicine, or the same name told again: the newer answer stands in the place of the older."""
    names = [known.name for known in profile.medicines]
    if medicine.name not in names:
        return replace(profile, medicines=(*profile.medicines, medicine))
    kept = tuple(medicine if known.name == medicine.name else known for known in profile.medicines)
    return replace(profile, medicines=kept)


def without_medicine(profile: MedicationProfile, name: str) -> MedicationProfile:
    """A medicine that is no longer taken; the revision before still holds it."""
    return replace(profile, medicines=tuple(known for known in profile.medicines if known.name != name))


def with_lab(profile: MedicationProfile, result: LabResult) -> MedicationProfile:
    """One more value; of one kind and day the last one entered stands."""
    others = [known for known in profile.labs if (known.code, known.on) != (result.code, result.on)]
    return replace(profile, labs=tuple(sorted([*others, result], key=lambda known: (known.on, known.code))))


def without_lab(profile: MedicationProfile, code: str, on: date) -> MedicationProfile:
    """A value that was entered by mistake, taken away."""
    return replace(profile, labs=tuple(known for known in profile.labs if (known.code, known.on) != (code, on)))


def with_dropped(profile: MedicationProfile, dropped: Dropped) -> MedicationProfile:
    """One more that counts no longer."""
    return replace(profile, dropped=(*profile.dropped, dropped))


def without_reaction(profile: MedicationProfile, drug: str, text: str) -> MedicationProfile:
    """A reaction that was entered by mistake, taken away; what a visit's form tells is corrected on the form."""
    kept = tuple(known for known in profile.reactions if (known.drug, known.text) != (drug, text) or known.follow_up_id)
    return replace(profile, reactions=kept)


def with_reaction(profile: MedicationProfile, reaction: AdverseReaction) -> MedicationProfile:
    """One more reaction; of one visit, or of the same words, there is one."""
    same = (reaction.drug, reaction.text)
    others = tuple(
        known
        for known in profile.reactions
        if (known.drug, known.text) != same
        and not (reaction.follow_up_id and known.follow_up_id == reaction.follow_up_id)
    )
    return replace(profile, reactions=(*others, reaction))


def of_visit(profile: MedicationProfile, follow_up_id: str, text: str, day: date) -> MedicationProfile:
    """The reaction a visit's form tells, or none; a visit that is corrected takes back what it told before."""
    told = next((known for known in profile.reactions if known.follow_up_id == follow_up_id), None)
    if not text:
        others = tuple(known for known in profile.reactions if known.follow_up_id != follow_up_id)
        return replace(profile, reactions=others) if told else profile
    if told is not None and (told.text, told.on) == (text, day):
        return profile
    if told is None and any(known.text == text for known in profile.reactions):
        return profile  # said again of what is known: the first day stays
    return with_reaction(profile, AdverseReaction(text=text, on=day, follow_up_id=follow_up_id))


def with_overrule(profile: MedicationProfile, overrule: KeptOverrule) -> MedicationProfile:
    """One more overrule; of one check with the same facts the last reason stands."""
    same = (overrule.code, overrule.facts)
    others = tuple(known for known in profile.overrules if (known.code, known.facts) != same)
    return replace(profile, overrules=(*others, overrule))


def without_overrule(profile: MedicationProfile, code: str) -> MedicationProfile:
    """The answers to one check taken back, whatever they rested on: it is asked again."""
    return replace(profile, overrules=tuple(known for known in profile.overrules if known.code != code))


def with_meaning(profile: MedicationProfile, text: str, meaning: str) -> MedicationProfile:
    """What a text nobody could read is; of a medicine's name, the medicine knows it too. Empty takes it back."""
    pairs = {known: said for known, said in profile.read_as if known != text} | ({text: meaning} if meaning else {})
    medicines = tuple(replace(known, means=meaning) if known.name == text else known for known in profile.medicines)
    return replace(profile, medicines=medicines, read_as=tuple(pairs.items()))
