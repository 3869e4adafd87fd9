"""The ten steps of the story's day, played by hand on the windows; facts are read afterwards."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from sync.client.engine import sync
from vclinic.demo import facts, township
from vclinic.demo.opened import CLINIC, DOCTOR, LOGIN, MONTHS, RESIDENTS, SEED, VILLAGE
from vclinic.demo.staff import Staff
from vclinic.demo.stage import Stage
from vclinic.main import Program
from vclinic.sample.people import make_people
from vclinic.sample.roster import write_roster
from vclinic.services.import_roster import save_refused
from vclinic.services.sample_village import fill
from vclinic.ui.destinations import OpenImport, OpenOfficialForms, OpenSyncCentre, OpenToday
from vclinic.ui.printing.paper import to_pdf

_CTRL = Qt.KeyboardModifier.ControlModifier


class Story:
    """The ten steps of the day, one method each."""

    def __init__(self, program: Program, stage: Stage, office: township.Township, place: Path) -> None:
        self.program = program
        self.stage = stage
        self.office = office
        self.place = place
        self.pdfs: list[str] = []
        self.seen: dict[str, Any] = {}

    def play(self) -> dict[str, Any]:
        """All of it."""
        self.first_start()
        self.roster()
        self.today_and_search()
        self.follow_up()
        self.three_prescriptions()
        self.dispense()
        self.stable_visit()
        self.report()
        self.review_and_return()
        self.correct_and_accept()
        return facts.summary(self.station, self.office, self.seen, self.pdfs, self.stage.screenshots)

    @property
    def station(self) -> Any:
        """The open clinic."""
        return self.program.shell.station

    @property
    def page(self) -> Any:
        """The page in front."""
        return self.program.shell.pages[self.program.shell.current]

    def first_start(self) -> None:
        """1. Wizard, recovery code, login."""
        stage = self.stage
        stage.say("1 第一次打开：填卫生室和医生，建立加密数据库，抄下恢复码。")
        self.program.start()
        stage.settle()
        wizard: Any = self.program.window.shown
        wizard.setFocus()
        password = township.PASSWORD
        for text in (CLINIC, VILLAGE, DOCTOR, LOGIN, password, password):
            stage.type(text)
            if text is password and stage.focused is wizard.edits["again"]:
                stage.picture("wizard")
            stage.press(Qt.Key.Key_Return)
        stage.until(lambda: wizard.recovery is not None)
        stage.picture("recovery-code")
        stage.type(wizard.recovery.code[-4:])
        stage.press(Qt.Key.Key_Return)
        stage.until(lambda: self.program.logged_in)

    def roster(self) -> None:
        """2. The roster: preview, accept, refused rows back, once more changes nothing."""
        stage = self.stage
        rng = random.Random(SEED)
        people = make_people(RESIDENTS, rng, self.station.clock.today(), VILLAGE[:6])
        path = self.place / "柳河村花名册.xlsx"
        write_roster(path, people, SEED)
        stage.say(f"2 导入花名册 {path.name}：先看结果，好的行一次写入，退回的行给出原因。")
        self.program.shell.go(OpenImport())
        self.page.look_at(path)
        stage.until(lambda: self.page.preview is not None)
        stage.picture("roster-preview")
        preview = self.page.preview
        self.seen["refused"] = len(preview.refused)
        save_refused(preview, stage.out / "退回的行.xlsx")
        stage.press(Qt.Key.Key_S, _CTRL)
        stage.until(lambda: facts.residents(self.station) > 0)
        self.seen["imported"] = facts.residents(self.station)
        self.page.preview = None  # the next one is waited for
        self.page.look_at(path)
        stage.until(lambda: self.page.preview is not None)
        again: Any = self.page
        imported, refused = self.seen["imported"], self.seen["refused"]
        stage.say(f"  导入 {imported} 人，退回 {refused} 行；再导入一次，可导入 {again.preview.accepted} 行。")
        fill(self.station, RESIDENTS, MONTHS, SEED)

    def today_and_search(self) -> None:
        """3. Today; Ctrl+K zs finds 张三."""
        stage = self.stage
        stage.say("3 今天的名单；Ctrl+K 输入 zs，张三就在。")
        self.program.shell.go(OpenToday())
        self._quiet()
        stage.picture("today")
        stage.press(Qt.Key.Key_K, _CTRL)
        stage.type("zs")
        stage.press(Qt.Key.Key_Return)
        stage.picture("record")

    def follow_up(self) -> None:
        """4. The complete official form, carried forward, judged as it is typed."""
        stage = self.stage
        stage.say("4 张三的随访：上次的内容带过来，边填边判断。")
        stage.press(Qt.Key.Key_Return, _CTRL)
        stage.type("15094")
        stage.type("14690")
        self._quiet()
        stage.picture("follow-up")
        stage.press(Qt.Key.Key_Return)
        stage.type("76")
        stage.press(Qt.Key.Key_S, _CTRL)
        self.seen["resident_id"] = facts.resident_named(self.station, "张三")
        self.seen["follow_up_id"] = facts.latest_visit(self.station, self.seen["resident_id"])

    def three_prescriptions(self) -> None:
        """5. Medication, diet, exercise; printed to PDF."""
        stage = self.stage
        stage.say("5 三处方：用药照上次和规则，饮食运动按本人算；打印成 PDF。")
        self._quiet()
        stage.picture("three-prescriptions")
        document = self.page.document()
        to_pdf(stage.out / "三处方.pdf", document)
        self.pdfs.append("三处方.pdf")
        stage.press(Qt.Key.Key_S, _CTRL)

    def dispense(self) -> None:
        """6. The counter."""
        stage = self.stage
        stage.say("6 发药：按效期先后出批次，零差率，四查十对后扣库存。")
        self._quiet()
        stage.picture("dispensing")
        stage.press(Qt.Key.Key_F6)
        stage.press(Qt.Key.Key_S, _CTRL)
        self.program.shell.go(OpenOfficialForms(self.seen["resident_id"]))
        stage.picture("print-preview")
        self.page.save_pdf(stage.out / "随访表.pdf")
        self.pdfs.append("随访表.pdf")

    def stable_visit(self) -> None:
        """7. A stable visit from the worklist row to saved, renewed and dispensed; key actions counted."""
        stage = self.stage
        self.program.shell.go(OpenToday())
        today = self.page
        names = [row.name for row in today.model.rows]
        place = next(number for number, name in enumerate(names) if name in ("张德福", "赵冬梅", "唐志明"))
        today.table.setCurrentIndex(today.model.index(place, 2))
        stage.say(f"7 {names[place]}病情稳定：一次存档、续方、发药，数按键。")
        stage.press(Qt.Key.Key_Return)
        form = self.page
        stage.type("13684")
        stage.press(Qt.Key.Key_Return)
        stage.type("72")
        self._quiet()
        stage.picture("stable-visit")
        stage.press(Qt.Key.Key_Return, _CTRL)
        self.seen["stable_actions"] = form.effort.actions
        stage.say(f"  从名单到存好发好：{form.effort.actions} 次按键。")

    def report(self) -> None:
        """8. First connection and one round."""
        stage = self.stage
        self.program.shell.go(OpenSyncCentre())
        stage.picture("sync-before")
        centre = self.page
        centre.url.setFocus()
        stage.type(self.office.url)
        centre.code.setFocus()
        stage.type(self.office.code(CLINIC, VILLAGE))
        stage.say("8 用一次性接入码接入卫生院，上报。")
        stage.press(Qt.Key.Key_Return)
        stage.until(lambda: facts.status(self.station).pending == 0)
        stage.picture("sync-after")
        stage.say(f"  待上报 {facts.status(self.station).pending} 条。")

    def review_and_return(self) -> None:
        """9. The township opens the visit and returns it with a remark on a field and a deadline."""
        stage = self.stage
        stage.say("9 卫生院审核员打开这次随访，在“心率”上写意见，退回。")
        self.staff = Staff(self.office.url, township.REVIEWER, township.PASSWORD)
        self.staff.get("/review")
        change = facts.change_of(self.station, self.seen["follow_up_id"])
        deadline = self.station.clock.today() + timedelta(days=3)
        self.staff.give_back(change, {"heart_rate": "请重新数满一分钟，再填。"}, deadline.isoformat())

    def correct_and_accept(self) -> None:
        """10. The notice comes down, the doctor corrects, the next revision is accepted; both sides agree."""
        stage = self.stage
        stage.say("10 下一轮带回退回意见；改好再报，卫生院对照两版后通过。")
        self._round()
        self.program.shell.go(OpenToday())
        today = self.page
        today.show_tile("returned")
        stage.picture("returned")
        stage.press(Qt.Key.Key_Return)
        self._quiet()
        stage.picture("returned-form")
        stage.press(Qt.Key.Key_A, _CTRL)  # what was said before is not typed over unasked
        stage.type("80")
        stage.press(Qt.Key.Key_S, _CTRL)
        self._round()
        self.staff.accept(facts.change_of(self.station, self.seen["follow_up_id"]))
        self._round()
        self.program.shell.go(OpenToday())
        stage.picture("today-after")

    def _quiet(self) -> None:
        """A picture shows the page, not what was said a moment ago."""
        self.program.shell.message.say("info", "")

    def _round(self) -> None:
        sync(self.station.store, self.station.clock.now)
        self.program.shell.refresh()
