"""The village's residents: everybody by household, with registration and roster import beside it."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout

from vclinic.domain import codes
from vclinic.forms.roster_same import SAYINGS
from vclinic.services import find_residents
from vclinic.services.find_residents import ResidentHit
from vclinic.services.same_person import Double, possible_doubles
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenImport, OpenRecord, OpenRegister, OpenResidents
from vclinic.ui.pages.page import Page
from vclinic.ui.widgets.basics import label, relabel, sex_word
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr

_DOUBLES = "doubles"
_PAGE = 10_000  # more than any village has, so that pages are turned in a county's list only


class ResidentsPage(Page[OpenResidents]):
    """Enter opens a record, N registers, Ctrl+I imports."""

    name = "residents"
    opens = (OpenResidents,)
    gives_way_to_card = True
    place = Place(OpenResidents(), "居民", "居民", "person", "Alt+2", rank=2)
    hints = (
        ("↑ ↓", "选人"),
        ("Enter", "打开档案"),
        ("Ctrl+N", "新建档案"),
        ("Ctrl+I", "导入花名册"),
        ("Ctrl+K", "找人"),
    )

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._hits: list[ResidentHit] = []
        self._pairs: list[str] = []  # ids of both records of each pair that may be of one person
        self._before: list[str] = [""]  # the last resident before each page turned to, the page shown last
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        bar = QHBoxLayout()
        self._count = label("", "second")
        bar.addWidget(self._count)
        bar.addSpacing(16)
        self._group, self._disease = QComboBox(), QComboBox()
        for box in (self._group, self._disease):
            box.setMinimumWidth(120)
            bar.addWidget(box)
        self._disease.addItem(tr("全部病种"), "")
        for code, text in codes.DISEASE.options:
            self._disease.addItem(text, code)
        self._disease.addItem(tr("可能重复的档案"), _DOUBLES)
        self.back_button = KeyButton(tr("前一页"), "Ctrl+PgUp", self.page_back, self, "row")
        self.on_button = KeyButton(tr("后一页"), "Ctrl+PgDown", self.page_on, self, "row")
        for button in (self.back_button, self.on_button):
            bar.addWidget(button)
            button.hide()
        bar.addStretch(1)
        bar.addWidget(KeyButton(tr("导入花名册"), "Ctrl+I", lambda: self.navigate.emit(OpenImport()), self))
        bar.addWidget(KeyButton(tr("新建档案"), "Ctrl+N", lambda: self.navigate.emit(OpenRegister()), self, "primary"))
        column.addLayout(bar)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        heads = [
            tr(heading)
            for heading in ("姓名", "性别", "年龄", "病种", "户主", "村民小组", "电话", "身份证尾号", "下次随访")
        ]
        self.table = ListTable(heads, (190, 60, 60, 0, 150, 100, 130, 110, 120), spare=(4, 7))
        self.table.opened.connect(self._open_row)
        inside.addWidget(self.table)
        heads = [tr(heading) for heading in ("姓名", "出生日期", "身份证号", "村民小组", "为什么列在这里")]
        self.doubles = ListTable(heads, (120, 110, 190, 90, 0))
        self.doubles.opened.connect(lambda row: self.navigate.emit(OpenRecord(self._pairs[row])))
        self.doubles.say_when_empty(tr("没有看起来重复的档案。"))
        self.doubles.hide()
        inside.addWidget(self.doubles)
        column.addWidget(card, 1)
        self.setFocusProxy(self.table)
        self._group.currentIndexChanged.connect(lambda _place: self._read_first())
        self._disease.currentIndexChanged.connect(lambda _place: self._read_first())

    def open(self, destination: OpenResidents) -> None:
        """Read the list of residents again."""
        self.titled.emit([tr("居民")])
        chosen = self._group.currentData()
        self._group.blockSignals(True)
        self._group.clear()
        self._group.addItem(tr("全村"), "")
        for group in find_residents.groups(self.station):
            self._group.addItem(group, group)
        self._group.setCurrentIndex(max(0, self._group.findData(chosen)))
        self._group.blockSignals(False)
        self._read()

    def page_on(self) -> None:
        """Ctrl+PgDown: whoever stands after the last one shown."""
        self._before.append(self._hits[-1].id)
        self._read()

    def page_back(self) -> None:
        """Ctrl+PgUp: the page before."""
        self._before.pop()
        self._read()

    def _read_first(self) -> None:
        self._before = [""]
        self._read()

    def _read(self) -> None:
        group, disease = str(self._group.currentData() or ""), str(self._disease.currentData() or "")
        after = self._before[-1]
        listing = disease == _DOUBLES
        self.table.setHidden(listing)
        self.doubles.setVisible(listing)
        self.setFocusProxy(self.doubles if listing else self.table)
        if listing:
            tasks.now(lambda: possible_doubles(self.station, group), self._show_doubles)
            return
        tasks.now(
            lambda: find_residents.list_residents(self.station, group, disease, after=after, limit=_PAGE + 1),
            self._show,
        )

    def _show_doubles(self, pairs: list[Double]) -> None:
        """Both records of each pair that may be of one person, one below the other, and why."""
        self.back_button.hide()
        self.on_button.hide()
        self._pairs = [kept.id for pair in pairs for kept in (pair.first, pair.second)]
        total = find_residents.count_residents(self.station)
        relabel(self._count, f"{tr('在管')} {total} {tr('人，可能重复')} {len(pairs)} {tr('对')}")
        self.doubles.show_rows(
            [
                [
                    kept.resident.name,
                    kept.resident.birth_date.isoformat(),
                    kept.resident.id_no or "—",
                    kept.resident.village_group,
                    tr(SAYINGS[pair.code]) if kept is pair.first else tr("和上一行可能是同一个人"),
                ]
                for pair in pairs
                for kept in (pair.first, pair.second)
            ]
        )

    def _show(self, hits: list[ResidentHit]) -> None:
        self._hits = hits[:_PAGE]
        more, place = len(hits) > _PAGE, len(self._before)
        for button, there in ((self.back_button, place > 1), (self.on_button, more)):
            button.setVisible(more or place > 1)
            button.set_enabled(there)
        total = find_residents.count_residents(self.station)
        shown = f"，{tr('这是第')} {place} {tr('页，每页')} {_PAGE} {tr('人')}" if more or place > 1 else ""
        relabel(self._count, f"{tr('在管')} {total} {tr('人')}{shown}")
        filtered = bool(self._group.currentData() or self._disease.currentData())
        empty = (
            tr("这一组、这个病种里没有人。")
            if filtered
            else tr("还没有居民。按 Ctrl+I 导入花名册，或按 Ctrl+N 一个一个建档。")
        )
        self.table.say_when_empty(empty)
        self.table.show_rows([_row(hit) for hit in self._hits])

    def _open_row(self, row: int) -> None:
        self.navigate.emit(OpenRecord(self._hits[row].id))


def _row(hit: ResidentHit) -> list[str]:
    diseases = "、".join(codes.DISEASE.label(code) for code in hit.diseases)
    closed = tr("（已注销）") if hit.closed else ""
    due = hit.due_on.isoformat() if hit.due_on else ""
    head = hit.household_head
    return [
        f"{hit.name}{closed}",
        sex_word(hit.sex_code),
        str(hit.age),
        diseases,
        head,
        hit.village_group,
        hit.phone,
        hit.id_no_tail,
        due,
    ]
