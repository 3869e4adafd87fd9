"""The village's residents: everybody by household, with registration and roster import beside it."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout

from vclinic.domain import codes
from vclinic.services import find_residents
from vclinic.services.find_residents import ResidentHit
from vclinic.services.same_person import possible_doubles
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
        self.table = ListTable(heads, (190, 60, 60, 0, 150, 100, 130, 110, 120))
        self.table.opened.connect(self._open_row)
        inside.addWidget(self.table)
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
        if disease == _DOUBLES:
            tasks.now(lambda: self._doubles(group), self._show)
            return
        tasks.now(
            lambda: find_residents.list_residents(self.station, group, disease, after=after, limit=_PAGE + 1),
            self._show,
        )

    def _doubles(self, group: str) -> list[ResidentHit]:
        """Both records of each pair that may be of one person, beside each other."""
        pairs = possible_doubles(self.station)
        order = {kept.id: place for place, pair in enumerate(pairs) for kept in (pair.second, pair.first)}
        listed = find_residents.list_residents(self.station, group, limit=_PAGE)
        return sorted((hit for hit in listed if hit.id in order), key=lambda hit: order[hit.id])

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
            tr("没有看起来重复的档案。")
            if self._disease.currentData() == _DOUBLES
            else tr("这一组、这个病种里没有人。")
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
