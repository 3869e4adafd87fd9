"""What a resident takes that others gave, and what was asked: read, told piece by piece, each piece kept at once."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from vclinic.domain import medication_profile as profiles
from vclinic.domain.fields import Meaning
from vclinic.domain.medication_profile import (
    LABS,
    NAME_LENGTH,
    REACTION,
    SOURCE,
    TEXT_LENGTH,
    AdverseReaction,
    Dropped,
    KeptOverrule,
    LabResult,
    MedicationProfile,
    TakenElsewhere,
)
from vclinic.domain.problem import Problem
from vclinic.forms.reading import read_value
from vclinic.services.workstation import Workstation
from vclinic.storage import medication_profiles
from vclinic.storage.unit_of_work import UnitOfWork

_EAT_TOGETHER = Meaning("一起吃饭的人数", "integer", "人", 1, 30)
_TAKEN_ON, _REACTED_ON = Meaning("化验日期", "date"), Meaning("发生日期", "date")
Edit = Callable[[MedicationProfile], MedicationProfile]


def read(station: Workstation, resident_id: str) -> MedicationProfile:
    """What is kept of a resident; an empty one where nothing was ever told."""
    with station.store.read() as session:
        kept = medication_profiles.get(session, resident_id)
    return kept.profile if kept else MedicationProfile(resident_id=resident_id, told_on=station.clock.today())


def others_of(profile: MedicationProfile, form_drugs: Iterable[str]) -> tuple[str, ...]:
    """Names of everything others ordered: what the forms name and we do not order, then what is kept here; an unknown
    name by what it was said to be."""
    kept = [medicine.means or profile.means(medicine.name) or medicine.name for medicine in profile.medicines]
    return tuple(dict.fromkeys([*form_drugs, *kept]))


def tell_medicine(
    station: Workstation,
    resident_id: str,
    name: str,
    source: str,
    *,
    hospital_started: bool = False,
    means: str = "",
) -> MedicationProfile | list[Problem]:
    """A medicine somebody else gave, in the words it was said."""
    said = name.strip()
    problems = _text_problems("name", said, "药名", NAME_LENGTH)
    if not problems and not any(sign.isalpha() for sign in said):
        problems.append(Problem("name", "not_a_name", f"“{said}”不是药名，请写药盒上的名字。"))
    if source not in SOURCE:
        problems.append(Problem("source", "not_in_list", "请选这种药是从哪里来的。"))
    if problems:
        return problems
    medicine = TakenElsewhere(
        name=said,
        source=source,
        told_on=station.clock.today(),
        hospital_started=hospital_started,
        means=means,
    )
    return _tell(station, resident_id, lambda profile: profiles.with_medicine(profile, medicine))


def no_longer_taken(station: Workstation, resident_id: str, name: str) -> MedicationProfile:
    """A medicine somebody else gave is not taken any more, from today on."""
    dropped = _dropped(station, "medicine", name, "不吃了")
    return _tell(station, resident_id, lambda before: _drop(before, profiles.without_medicine(before, name), dropped))


def say_nothing_else(station: Workstation, resident_id: str) -> MedicationProfile:
    """Nothing else is taken than what is kept here: an answer of today."""
    day = station.clock.today()
    return _tell(station, resident_id, lambda profile: replace(profile, medicines_asked_on=day))


def say_no_allergies(station: Workstation, resident_id: str) -> MedicationProfile:
    """No other allergy than what the record holds: an answer of today."""
    day = station.clock.today()
    return _tell(station, resident_id, lambda profile: replace(profile, allergies_asked_on=day))


def say_no_diseases(station: Workstation, resident_id: str) -> MedicationProfile:
    """No other disease than what the record holds: an answer of today."""
    day = station.clock.today()
    return _tell(station, resident_id, lambda profile: replace(profile, diseases_asked_on=day))


def tell_lab(
    station: Workstation, resident_id: str, code: str, value: float | str, on: date | str
) -> MedicationProfile | list[Problem]:
    """A laboratory value of a day, today or before; figure and day as typed (a figure may name its unit) or read."""
    if code not in LABS:
        return [Problem(code, "not_in_list", "没有这一项化验。")]
    figure, day = read_value(code, LABS[code], value), read_value("on", _TAKEN_ON, on)
    problems = [answer for answer in (figure, day) if isinstance(answer, Problem)]
    if figure is None:
        problems.append(Problem(code, "required", f"请填写{LABS[code].label}。"))
    if day is None:
        problems.append(Problem("on", "required", "请填写化验日期。"))
    if isinstance(day, date) and day > station.clock.today():
        problems.append(Problem("on", "in_future", "化验日期不能晚于今天。"))
    if problems or figure is None or day is None:
        return problems
    result = LabResult(code=code, value=float(figure), on=day)
    return _tell(station, resident_id, lambda profile: profiles.with_lab(profile, result))


def take_back_lab(
    station: Workstation, resident_id: str, code: str, on: date, reason: str
) -> MedicationProfile | list[Problem]:
    """A laboratory value that was entered by mistake; the reason is kept with it."""
    problems = _text_problems("reason", reason.strip(), "记错的原因", TEXT_LENGTH)
    if problems:
        return problems

    def drop(before: MedicationProfile) -> MedicationProfile:
        wrong = next((result for result in before.labs if (result.code, result.on) == (code, on)), None)
        text = f"{lab_text(code, wrong.value)}（{on}）" if wrong else ""
        return _drop(before, profiles.without_lab(before, code, on), _dropped(station, "lab", text, reason))

    return _tell(station, resident_id, drop)


def lab_text(code: str, value: float) -> str:
    """A laboratory value with its name and unit: 肌酐 145 μmol/L."""
    meaning = LABS[code]
    return f"{meaning.label} {value:.{meaning.decimals}f} {meaning.unit}".rstrip()


def tell_reaction(
    station: Workstation, resident_id: str, drug: str, text: str, kind: str = "", on: date | str | None = None
) -> MedicationProfile | list[Problem]:
    """What a drug did, told outside a follow-up form; ``kind`` a code of `REACTION` or empty. The day is read or as
    typed, None or empty where nobody knows it."""
    reaction = AdverseReaction(drug=drug.strip(), text=text.strip(), kind=kind, on=None)
    problems = _text_problems("drug", reaction.drug, "药名", NAME_LENGTH)
    problems += _text_problems("text", reaction.text, "反应", TEXT_LENGTH)
    if kind and kind not in REACTION:
        problems.append(Problem("kind", "not_in_list", "请选是哪一种反应。"))
    day = read_value("on", _REACTED_ON, on) if on else None
    if isinstance(day, Problem):
        problems.append(day)
    elif isinstance(day, date) and day > station.clock.today():
        problems.append(Problem("on", "in_future", "发生日期不能晚于今天。"))
    if problems:
        return problems
    told = replace(reaction, on=day if isinstance(day, date) else None)
    return _tell(station, resident_id, lambda profile: profiles.with_reaction(profile, told))


def take_back_reaction(
    station: Workstation, resident_id: str, drug: str, text: str, reason: str
) -> MedicationProfile | list[Problem]:
    """A reaction that was entered by mistake; the reason is kept with it. One that a visit's form tells stays: it is
    corrected on the form."""
    problems = _text_problems("reason", reason.strip(), "记错的原因", TEXT_LENGTH)
    if problems:
        return problems
    dropped = _dropped(station, "reaction", f"{drug} {text}".strip(), reason)
    return _tell(
        station, resident_id, lambda before: _drop(before, profiles.without_reaction(before, drug, text), dropped)
    )


def ask_again(station: Workstation, resident_id: str, code: str) -> MedicationProfile:
    """An answer to one check, such as 是同一盒, is taken back; the check asks again."""
    return _tell(station, resident_id, lambda profile: profiles.without_overrule(profile, code))


def answer_planning(station: Workstation, resident_id: str, planning: bool) -> MedicationProfile:
    """Whether a pregnancy is planned: an answer of today."""
    day = station.clock.today()
    return _tell(
        station, resident_id, lambda profile: replace(profile, planning_pregnancy=planning, planning_asked_on=day)
    )


def tell_eat_together(station: Workstation, resident_id: str, count: str | int) -> MedicationProfile | list[Problem]:
    """How many eat from the person's pot: the record knows who is registered, not who is at the table."""
    figure = read_value("eat_together", _EAT_TOGETHER, count)
    if figure is None:
        return [Problem("eat_together", "required", "请填写几口人一起吃饭。")]
    if isinstance(figure, Problem):
        return [figure]
    return _tell(station, resident_id, lambda profile: replace(profile, eat_together=int(figure)))


def say_what_it_is(station: Workstation, resident_id: str, text: str, meaning: str) -> MedicationProfile:
    """What a name or words nobody could read are, by the doctor; an empty meaning takes that back."""
    return _tell(station, resident_id, lambda profile: profiles.with_meaning(profile, text.strip(), meaning.strip()))


def say_which_medicine(
    station: Workstation, resident_id: str, name: str, meaning: str
) -> MedicationProfile | list[Problem]:
    """Which medicine a name nobody knows stands for, by a name the tables know."""
    if not station.catalog.named(meaning.strip()).known:
        return [Problem("means", "unknown", f"“{meaning.strip()}”也认不出来，请看药盒，写通用名。")]
    return say_what_it_is(station, resident_id, name, meaning)


def keep_overrules(
    station: Workstation, work: UnitOfWork, resident_id: str, overrules: Iterable[tuple[str, tuple[str, ...], str]]
) -> None:
    """Keep (check code, facts it rested on, reason) of checks overruled in an act, so that they are not asked again."""
    day = station.clock.today()

    def keep(profile: MedicationProfile) -> MedicationProfile:
        for code, facts, reason in overrules:
            known = KeptOverrule(
                code=code, facts=tuple(sorted(facts)), reason=reason, on=day, doctor=station.doctor.name
            )
            profile = profiles.with_overrule(profile, known)
        return profile

    tell_within(station, work, resident_id, keep)


def keep_visit_reaction(
    station: Workstation, work: UnitOfWork, resident_id: str, follow_up_id: str, text: str, day: date
) -> None:
    """What a visit's form tells of an adverse reaction, in the commit of the visit; empty text: it tells none."""
    tell_within(station, work, resident_id, lambda profile: profiles.of_visit(profile, follow_up_id, text.strip(), day))


def tell_within(station: Workstation, work: UnitOfWork, resident_id: str, edit: Edit) -> MedicationProfile:
    """One edit within an act; what changes nothing writes nothing."""
    today = station.clock.today()
    kept = medication_profiles.get(work.session, resident_id)
    before = kept.profile if kept else MedicationProfile(resident_id=resident_id, told_on=today)
    edited = edit(before)
    if edited == before:
        return before
    told = replace(edited, told_on=today)
    medication_profiles.save(work, told, station.signature, kept)
    return told


def _tell(station: Workstation, resident_id: str, edit: Edit) -> MedicationProfile:
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        return tell_within(station, work, resident_id, edit)


def _dropped(station: Workstation, kind: str, text: str, reason: str) -> Dropped:
    return Dropped(kind=kind, text=text, reason=reason.strip(), on=station.clock.today(), doctor=station.doctor.name)


def _drop(before: MedicationProfile, after: MedicationProfile, dropped: Dropped) -> MedicationProfile:
    """What was taken away is remembered; nothing is where nothing was there."""
    return after if after == before else profiles.with_dropped(after, dropped)


def _text_problems(field: str, text: str, label: str, most: int) -> list[Problem]:
    if not text:
        return [Problem(field, "required", f"请填写{label}。")]
    if len(text) > most:
        return [Problem(field, "too_long", f"{label}最多 {most} 个字。")]
    return []
