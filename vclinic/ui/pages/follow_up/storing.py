"""The acts that end a visit: stored and on to the prescriptions, renewed as last time, or referred at once; and its
papers."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from vclinic.domain.stock import yuan
from vclinic.services import corrections
from vclinic.services.hangs_on_correction import LETTER, NEXT_DAY, ORDERS, REVIEW
from vclinic.services.record_follow_up import SavedVisit
from vclinic.services.refer_at_once import ReferredVisit
from vclinic.services.renew import StableVisit
from vclinic.ui import tasks
from vclinic.ui.destinations import Back, OpenDocument, OpenOfficialForms, OpenPrescriptions
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.asks.correction import CorrectionBar
from vclinic.ui.pages.follow_up.effort import Effort
from vclinic.ui.pages.follow_up.questions import Questions
from vclinic.ui.pages.follow_up.visit import Refusals, Visit
from vclinic.ui.printing.referral_sheet import referral_document
from vclinic.ui.words import tr

WHY_CORRECTED = tr("这是更正：先在上面写明为什么改，再存档。")


class Storing(QObject):
    """Signals:
    finished(): the visit was stored; said before anything is opened. refused(list): what is wrong, by disease.
    navigate(Destination): what comes next.
    """

    finished = Signal()
    refused = Signal(list)
    navigate = Signal(object)

    def __init__(
        self,
        owner: QObject,
        visit: Callable[[], Visit],
        questions: Questions,
        effort: Effort,
        correction: CorrectionBar,
    ) -> None:
        super().__init__(owner)
        self._visit, self._questions, self._effort = visit, questions, effort
        self._correction = correction
        self._then: Callable[[], None] | None = None  # what goes on once the day is said
        questions.day.answered.connect(self._day_said)
        self._asked: Visit | None = None  # whose tablets at home were named before more were handed out

    def _name(self) -> str:
        return self._visit().first.sheet.resident.resident.name

    def print_form(self) -> None:
        """Ctrl+P: the official form, of what is stored."""
        sheet = self._visit().first.sheet
        if sheet.follow_up_id:
            self.navigate.emit(OpenOfficialForms(sheet.resident.id, sheet.disease.key))
        else:
            MESSAGES.info(tr("先存档，再打印随访表。"))

    def refer(self) -> None:
        """The slip, where a referral is advised."""
        letter = self._visit().letter()
        if letter is None:
            MESSAGES.info(tr("这次不需要转诊，没有转诊单。"))
        else:
            self.navigate.emit(OpenDocument(referral_document(letter)))

    def three(self) -> None:
        """The prescriptions of a stored visit."""
        follow_up_id = self._visit().first.sheet.follow_up_id
        if follow_up_id:
            self.navigate.emit(OpenPrescriptions(follow_up_id))

    def save(self) -> None:
        """Ctrl+S: save and go on to the three prescriptions."""
        if self._held_back() or self._which_day(self.save):
            return
        tasks.now(lambda: self._visit().record(self._effort), self._saved)

    def _held_back(self) -> bool:
        if self._questions.go_to_open_emergency():
            MESSAGES.warn(tr("先回答是不是危急情况，再存档。"))
            return True
        if not self._questions.overrule.settle():
            MESSAGES.warn(tr("改判还没有写好：写明理由按 Enter，或按 Esc 不改了。"))
            return True
        visit = self._visit()
        if visit.first.wants_reason(visit.state):
            self._correction.reason.setFocus()
            MESSAGES.warn(WHY_CORRECTED)
            return True
        return False

    def _which_day(self, then: Callable[[], None]) -> bool:
        """Ask which day a visit is meant for that was begun on an earlier one; ``then`` goes on with the answer."""
        visit = self._visit()
        begun = visit.day_in_question()
        if begun is None:
            return False
        self._then = then
        self._questions.day.ask(begun, visit.today)
        return True

    def _day_said(self, day: date) -> None:
        self._visit().mean(day)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _asks_reason(self, refusals: Refusals) -> bool:
        """Whether a correction was refused for want of its reason and of nothing else."""
        if not refusals or any(problem.field != corrections.FIELD for _, problem in refusals):
            return False
        self._correction.reason.setFocus()
        MESSAGES.warn(WHY_CORRECTED)
        return True

    def _refused(self, refusals: Refusals) -> None:
        if not self._asks_reason(refusals):
            self.refused.emit([(key, problem) for key, problem in refusals if problem.field != corrections.FIELD])

    def _saved(self, result: tuple[SavedVisit, ...] | Refusals) -> None:
        if isinstance(result, list):
            self._refused(result)
            return
        self.finished.emit()
        first = result[0]
        if first.revision == self._visit().first.sheet.base_revision:
            MESSAGES.info(f"{self._name()}：{tr('和已存的一样，没有改动，不另存一版。')}")
            self.navigate.emit(Back())
            return
        done = tr("已存档") if first.revision == 1 else f"{tr('已改好，第')} {first.revision} {tr('版，等待上报')}"
        if first.revision == 1:
            MESSAGES.ok(f"{self._name()}：{done}。")
            self.navigate.emit(OpenPrescriptions(first.follow_up_id))
            return
        part = self._visit().first
        if part.answer_to(LETTER) == "take_back":
            done += tr("，旧转诊单请收回")
        if part.answer_to(NEXT_DAY) == "untold":
            done += tr("，记得把新的下次日期告诉本人")
        if part.answer_to(ORDERS) == REVIEW:
            self.navigate.emit(OpenPrescriptions(first.follow_up_id))
            asked = tr("分类变了，三处方还是原来的：重开三处方？在这里改好保存；照旧就按 Esc。已发的药不收回。")
            MESSAGES.warn(f"{self._name()}：{done}。{asked}")
        else:
            MESSAGES.ok(f"{self._name()}：{done}。")
            self.navigate.emit(Back())

    def save_stable(self) -> None:
        """Ctrl+Enter: save, renew and dispense as last time, in one commit."""
        if self._held_back() or self._which_day(self.save_stable):
            return
        left = self._visit().still_at_home()
        if left and self._asked is not self._visit():
            self._asked = self._visit()
            MESSAGES.warn(f"{left}{tr('，家里的药还没吃完。还要照样发，再按一次 Ctrl+Enter；这次不发，按 Ctrl+S。')}")
            return
        tasks.now(lambda: self._visit().renew(self._effort), self._stable_saved)

    def _stable_saved(self, result: StableVisit | Refusals) -> None:
        if isinstance(result, list):
            self.refused.emit(result)
            return
        actions, seconds = self._effort.actions, self._effort.seconds
        self.finished.emit()
        drugs = f"{tr('，药已照旧发出，应收')} {yuan(result.to_pay)} {tr('元')}" if result.dispensing_id else ""
        done = f"{tr('已存档，三处方已续')}{drugs}（{actions} {tr('次按键')}，{seconds} {tr('秒')}）。"
        MESSAGES.ok(f"{self._name()}：{done}")
        self.navigate.emit(Back())

    def refer_at_once(self) -> None:
        """Ctrl+Enter in an emergency: store what is known, and the slip."""
        if self._which_day(self.refer_at_once):
            return
        letter = self._visit().letter(asked_only=True)

        def referred(result: ReferredVisit | Refusals) -> None:
            if isinstance(result, list):
                self._refused(result)
                return
            actions, seconds = self._effort.actions, self._effort.seconds
            self.finished.emit()
            later = tr("没填的以后补，名单在“今天”。") if result.to_complete else ""
            done = f"{tr('已存档并转诊')}（{actions} {tr('次按键')}，{seconds} {tr('秒')}）。"
            MESSAGES.ok(f"{self._name()}：{done}{later}")
            self.navigate.emit(Back())
            if letter is not None:
                self.navigate.emit(OpenDocument(referral_document(letter)))

        tasks.now(lambda: self._visit().refer_at_once(self._effort), referred)
