"""What the take-home card says of diet and exercise, in the words of the village, line by line."""

from datetime import timedelta

from vclinic.diseases import diagnosis_of
from vclinic.domain.identity import ArchiveNo, parse_archive_no
from vclinic.domain.prescription import DietItem, ThreePrescriptions
from vclinic.domain.resident import Resident
from vclinic.rules.advice_bounds import advice_bounds
from vclinic.rules.carried_out import drugs_end_on

_WANTED = (
    "smoke", "salt", "low_na_salt", "staple", "swallow", "water", "protein", "small_meals", "alcohol", "fish", "weight", "carry_sugar",
)  # fmt: skip
_MOST_LINES = 7
_MOST_NOT_ADVISED = 6  # the rest stands on the page of the diet
_LABELLED = ("weight", "alcohol", "smoke", "water", "swallow")


def diet_lines(three: ThreePrescriptions) -> list[str]:
    """The lines of the diet that must be on the wall, the doctor's own among them."""
    by_doctor = [item for item in three.diet if item.origin in ("doctor", "carried")]
    wanted = [item for code in _WANTED for item in three.diet if item.item_code == code and item not in by_doctor]
    room = max(_MOST_LINES - len(by_doctor), 3)
    kept = [*wanted[:room], *by_doctor]
    return [_diet_words(item) for item in three.diet if item in kept]


def _diet_words(item: DietItem) -> str:
    if item.item_code == "salt" and item.explain and item.origin == "auto":
        return f"盐、酱油、咸菜都算：{item.explain}"  # a bag and its days are easier to keep than grams
    return f"{item.label}：{item.text}" if item.item_code in _LABELLED else item.text


def exercise_lines(three: ThreePrescriptions) -> list[str]:
    """What to do, how hard, and the first reason to stop; why not, where there is none today."""
    advice = three.exercise
    if not advice.allowed:
        return [advice.blocked_because]
    sentences = [f"{'、'.join(advice.types)}，每次 {advice.minutes} 分钟，一周 {advice.times_per_week} 天"]
    if advice.hr_low is not None:
        sentences.append(f"心跳每分钟 {advice.hr_low}–{advice.hr_high} 次，{advice.intensity}")
    else:
        sentences.append(advice.intensity)
    return [*sentences, *advice.doctor_notes, *advice.stop_rules[:1]]


def not_advised_line(three: ThreePrescriptions) -> str:
    """The most important of what is not advised as one sentence that begins with 不要; empty where nothing is."""
    return "；".join(three.not_advised[:_MOST_NOT_ADVISED])


def supply_line(three: ThreePrescriptions) -> str:
    """When to come for drugs that end before the next visit; empty when they reach it."""
    ends = drugs_end_on(three.medication, three.issued_on)
    if ends is None or ends + timedelta(days=1) >= three.review_on:
        return ""
    return f"药吃到 {ends.month} 月 {ends.day} 日，那天前来拿药"


def diagnosis_line(three: ThreePrescriptions) -> str:
    """What the drugs are for, as a prescription has to say it (《处方管理办法》第六条)."""
    return f"诊断：{'、'.join(diagnosis_of(code) for code in three.diseases)}"


def prescription_number(resident: Resident, three: ThreePrescriptions) -> str:
    """What a prescription is asked for by: the archive number's tail, the day and the version; one of a kind, and known
    before it is stored."""
    number = parse_archive_no(resident.archive_no)
    tail = number.tail if isinstance(number, ArchiveNo) else resident.archive_no
    return f"{tail}-{three.issued_on:%Y%m%d}-{three.version}"


def pulse_lesson(three: ThreePrescriptions) -> tuple[str, ...]:
    """How to count a pulse, where a heart rate is prescribed."""
    counts = three.exercise.allowed and three.exercise.hr_low is not None
    return advice_bounds().pulse_lesson if counts else ()
