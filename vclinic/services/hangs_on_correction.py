"""What hangs on a visit that is corrected: its prescriptions, the day the person was told, a referral that goes or comes,
the letter given along. Each is asked with a safe answer to begin with, and the answer is kept with the correction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vclinic.domain import codes
from vclinic.domain.follow_up import Assessment, is_emergency
from vclinic.services.visit_sheet import VisitSheet

ORDERS, NEXT_DAY, GONE, COME, LETTER = "orders", "next_day", "emergency_gone", "referral_come", "letter"
STILL_ASK = "still_ask"
REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Hanging:
    """One question. ``options`` are (code, label) pairs; the first is the safe one and stands until another is chosen."""

    code: str
    text: str
    options: tuple[tuple[str, str], ...]

    def answer_of(self, answers: Mapping[str, str]) -> str:
        """The code that is chosen, the safe one where none is."""
        chosen = answers.get(self.code, "")
        return chosen if chosen in dict(self.options) else self.options[0][0]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question as it was answered; ``text`` says both for everybody who reads the record later."""

    asked: str
    answer: str
    text: str


def hanging(
    sheet: VisitSheet, assessment: Assessment | None, visit_class: str, next_day: date | None
) -> tuple[Hanging, ...]:
    """What is to be asked.

    Args:
        assessment: the judgement of the visit as it is corrected. visit_class, next_day: as they will be stored, which
            the doctor may have decided against it.
    """
    before = sheet.stored
    if not sheet.corrects or before is None or assessment is None:
        return ()
    asked: list[Hanging] = []
    if sheet.has_orders and sheet.stored_class and visit_class and visit_class != sheet.stored_class:
        names = [f"{code} {codes.VISIT_CLASS.label(code)}" for code in (sheet.stored_class, visit_class)]
        options = ((REVIEW, "存好后打开再看"), ("keep", "照旧不改"))
        asked.append(Hanging(ORDERS, f"分类由 {names[0]} 变成 {names[1]}，三处方（已发的药不收回）", options))
    told_day = before.record.next_visit_date
    if next_day is not None and told_day and next_day != told_day:
        text = f"下次随访由 {told_day} 变成 {next_day}，名单按新日期排，新日期"
        asked.append(Hanging(NEXT_DAY, text, (("untold", "还没告诉本人"), ("told", "已告诉本人"))))
    was, now = before.assessment, assessment
    if is_emergency(was) and not is_emergency(now) and not sheet.outcome_known:
        options = ((STILL_ASK, "照样问结果，留在“今天”"), ("not_sent", "没有转走，不用问"))
        asked.append(Hanging(GONE, "原来判为危急转诊，现在不是，转诊结果", options))
    if _weight(now) > _weight(was):
        text = "更正后判为危急，要马上转诊，本人" if is_emergency(now) else "更正后建议转诊，本人"
        asked.append(Hanging(COME, text, (("untold", "还没通知"), ("told", "已通知"))))
    if was.referral != "none" and (was.referral, was.reasons) != (now.referral, now.reasons):
        again = "收回，存好后重新打印" if now.referral != "none" else "收回作废"
        asked.append(Hanging(LETTER, "原来的转诊单如果打印过", (("take_back", again), ("none", "没有打印过"))))
    return tuple(asked)


def answered(asked: tuple[Hanging, ...], answers: Mapping[str, str]) -> tuple[Answered, ...]:
    """Every question with its answer, chosen or safe."""
    chosen = [(question, question.answer_of(answers)) for question in asked]
    return tuple(
        Answered(question.code, code, f"{question.text}：{dict(question.options)[code]}") for question, code in chosen
    )


def _weight(assessment: Assessment) -> int:
    return 2 if is_emergency(assessment) else int(assessment.referral != "none")
