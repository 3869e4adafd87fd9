"""What the guard over vital signs looks at: what was measured and said at one visit."""

from dataclasses import dataclass

STROKE = ("one_side_weak", "speech")


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """What one visit says of the body today; None where it was not measured.

    Attributes:
        sbp, dbp: the judged pressure in mmHg. readings: every one of it in order; standing: those after standing up,
            without a diastolic one where only the fall was written.
        heart_rate: beats a minute. irregular: the pulse is irregular and was not known to be.
        glucoses: (name, mmol/L). potassium: mmol/L. temperature: ℃.
        signs: emergency signs the doctor confirmed. stroke_signs, danger_signs: those that words of the visit
            speak of, of a stroke and of the rest of the emergency list. worries: those only to be asked about.
        not_eating: vomiting, loose bowels or not eating.
        diabetic: has diabetes. foot: words speak of a broken or festering foot. ketosis: signs of ketones that words speak
            of; sick: nauseous, vomiting, with an aching belly or panting.
        unwell: dizzy, black before the eyes, cold sweat, chest pain, short of breath, slow to answer or fainted.
        slowing_drugs, swelling_drugs, ketone_drugs, sick_day_drugs: drugs taken, whoever prescribed them, that slow the
            pulse, let ankles swell, let ketones rise while the glucose stays low, or pause on days without food.
        ankles: swollen legs. arm_difference: systolic, between both arms.
    """

    sbp: int | None = None
    dbp: int | None = None
    readings: tuple[tuple[int, int], ...] = ()
    standing: tuple[tuple[int, int | None], ...] = ()
    heart_rate: int | None = None
    irregular: bool = False
    temperature: float | None = None
    glucoses: tuple[tuple[str, float], ...] = ()
    potassium: float | None = None
    signs: tuple[str, ...] = ()
    stroke_signs: tuple[str, ...] = ()
    danger_signs: tuple[str, ...] = ()
    not_eating: bool = False
    worries: tuple[str, ...] = ()
    diabetic: bool = False
    foot: bool = False
    ketosis: tuple[str, ...] = ()
    sick: bool = False
    unwell: bool = False
    pregnant: bool = False
    slowing_drugs: tuple[str, ...] = ()
    swelling_drugs: tuple[str, ...] = ()
    ketone_drugs: tuple[str, ...] = ()
    sick_day_drugs: tuple[str, ...] = ()
    ankles: bool = False
    arm_difference: int | None = None
