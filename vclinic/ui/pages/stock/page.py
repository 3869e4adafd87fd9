"""The drug room: what is in stock batch by batch, drugs received, and batches counted."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vclinic.devices.drug_code import drug_code
from vclinic.devices.reading import Reading
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.domain.stock import Batch, Drug
from vclinic.forms.expiry import read_expiry
from vclinic.forms.reading import half_width, read_value
from vclinic.services import find_drug
from vclinic.services.drug_codes import drug_of_code, teach
from vclinic.services.stock_room import StockRow, adjust, receive, stock_rows
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.destinations import OpenStock
from vclinic.ui.forms.value_edit import ValueEdit
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.page import Page, shortcut
from vclinic.ui.pages.prescriptions.drug_finder import DrugFinder
from vclinic.ui.pages.stock.count import CountAsk
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.widgets.nav_rail import Place
from vclinic.ui.widgets.table import ListTable
from vclinic.ui.words import tr

_LINE_HEIGHT = 38  # of the finder beside the title
_PICK_FIRST = tr("先选要入库的药。")
_FIELDS = (
    ("batch_no", Meaning("批号", "text", max_length=30), 110),
    ("expires_on", Meaning("有效期至", "date"), 110),
    ("quantity", Meaning("数量", "integer", "", 1, 1_000_000), 80),
    ("cost", Meaning("进价", "decimal", "元", 0, 10_000, decimals=3), 80),
)


class StockPage(Page[OpenStock]):
    """Rows are batches; expired ones are marked and cannot be dispensed from anywhere."""

    name = "stock"
    opens = (OpenStock,)
    place = Place(OpenStock(), "药房库存", "药房", "box", "Alt+5", rank=5)
    hints = (("F2", "入库：找药"), ("Ctrl+S", "入库"), ("↑ ↓", "选批次"), ("F8", "盘点这一批"))

    def __init__(self, station: Workstation) -> None:
        super().__init__(station)
        self._drug: Drug | None = None
        self._rows: tuple[StockRow, ...] = ()
        self._batches: list[tuple[Drug, Batch]] = []  # as the table shows them
        self._asked = ""  # the code whose drug the doctor was asked about
        self._sure = ("", 0)  # the drug and the unlikely price the doctor was asked about
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._receive_card())
        self.count_ask = CountAsk()
        self.count_ask.told.connect(self._keep_count)
        self.count_ask.closed.connect(self._back_to_table)
        column.addWidget(self.count_ask)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        heads = [tr(heading) for heading in ("药品", "规格", "批号", "有效期至", "库存", "单价（元）", "提醒")]
        self.table = ListTable(heads, (230, 90, 120, 118, 110, 100, 0), figures=(4, 5), spare=(5,))
        self.table.opened.connect(lambda _row: self.begin_count())
        inside.addWidget(self.table)
        column.addWidget(card, 1)
        self.table.say_when_empty(tr("药架还是空的。药到了，在上面按药名或首字母入库。"))
        foot = QHBoxLayout()
        self._summary = label("", "caption")
        foot.addWidget(self._summary, 1)
        self.count_button = KeyButton(tr("盘点这一批"), "F8", self.begin_count, self, "row")
        foot.addWidget(self.count_button)
        column.addLayout(foot)
        shortcut(self, "F2", self.finder.edit.setFocus)
        self.setFocusProxy(self.table)

    def _receive_card(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        row = QHBoxLayout()
        row.setSpacing(8)
        title = label(tr("入库"), "name")
        title.setFixedHeight(_LINE_HEIGHT)
        row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        self.finder = DrugFinder(lambda text: find_drug.find_drug(self.station, text))
        self.finder.edit.setPlaceholderText(tr("药名或拼音首字母"))
        self.finder.setFixedWidth(300)
        self.finder.picked.connect(self._pick)
        row.addWidget(self.finder, 0, Qt.AlignmentFlag.AlignTop)
        self._chosen = label(tr("先选药"), "second", wrap=True)
        self._chosen.setMinimumHeight(_LINE_HEIGHT)
        row.addWidget(self._chosen, 1, Qt.AlignmentFlag.AlignTop)  # beside the title, however long the finder's list
        self.save_button = KeyButton(tr("入库"), "Ctrl+S", self.save, self, "primary")
        row.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.edits: dict[str, ValueEdit] = {}
        for name, meaning, width in _FIELDS:
            row.addWidget(label(meaning.label, "second"))
            edit = ValueEdit(meaning, width)
            edit.entered.connect(lambda forward: self.focusNextChild() if forward else self.focusPreviousChild())
            self.edits[name] = edit
            row.addWidget(edit)
        self.edits["batch_no"].entered.connect(lambda _forward: self._batch_scanned())
        self._unit = label(tr("元/单位"), "second")
        row.addWidget(self._unit)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def open(self, destination: OpenStock) -> None:
        """Read the stock again."""
        self.titled.emit([tr("药房库存")])
        tasks.now(lambda: stock_rows(self.station), self._show)

    def _show(self, rows: tuple[StockRow, ...]) -> None:
        self._rows = rows
        today = self.station.clock.today()
        texts: list[list[str]] = []
        marks: list[str] = []
        struck: set[int] = set()
        self._batches = [(row.drug, batch) for row in rows for batch in row.batches if batch.balance]
        self.count_ask.look_again((row.drug, batch) for row in rows for batch in row.batches)
        self.count_button.set_enabled(bool(self._batches), tr("还没有库存"))
        for row in rows:
            for batch in row.batches:
                if not batch.balance:
                    continue
                left = (batch.expires_on - today).days
                text, mark = "", ""
                if batch.expired_on(today):
                    text, mark = tr("过期禁发"), "danger"
                    struck.add(len(texts))
                elif batch.near_expiry_on(today):
                    text, mark = f"{tr('近效期，还剩')} {left} {tr('天')}", "warn"
                elif row.days_left is not None and row.days_left <= 7:
                    text, mark = f"{tr('约够用')} {row.days_left} {tr('天')}", "warn"
                amount = f"{batch.balance} {row.drug.base_unit}"
                texts.append(
                    [
                        row.drug.name,
                        row.drug.strength,
                        batch.batch_no,
                        str(batch.expires_on),
                        amount,
                        f"{batch.price / 1000:.3f}",
                        text,
                    ]
                )
                marks.append(mark)
        self.table.show_rows(texts, marks, struck)
        relabel(self._summary, f"{len(rows)} {tr('种药')}，{len(texts)} {tr('个批次；零差率，售价等于进价')}")

    def begin_count(self) -> None:
        """F8, or Enter on a batch: what was counted."""
        place = self.table.currentRow()
        if 0 <= place < len(self._batches):
            drug, batch = self._batches[place]
            self.count_ask.ask(drug, batch, self.station.clock.today())

    def _keep_count(self, batch_id: str, counted: int, ledger: int, reason: str) -> None:
        tasks.now(
            lambda: adjust(self.station, batch_id, counted, reason, ledger), self._counted, self.count_ask.say_reason
        )

    def _counted(self, difference: int) -> None:
        self.count_ask.give_up()
        if difference:
            self.stored.emit()
        MESSAGES.ok(tr("盘点已记下，库存已改。") if difference else tr("数目和账上一样，没有改动。"))
        self.open(OpenStock())

    def _back_to_table(self) -> None:
        self.table.setFocus()

    def _pick(self, drug: Drug) -> None:
        self._drug = drug
        MESSAGES.settle(_PICK_FIRST)
        relabel(self._chosen, f"{drug.name} {drug.strength}，{tr('按')}{drug.base_unit}{tr('入库')}")
        relabel(self._unit, f"{tr('元')}/{drug.base_unit}")
        self.edits["batch_no"].setFocus()

    def take_reading(self, reading: Reading) -> bool:
        """The barcode of a box that came in: its drug is chosen, or the code is taught for the drug that is."""
        if reading.kind != "barcode":
            return False
        self._scan(str(reading.fields["text"]))
        return True

    def _batch_scanned(self) -> None:
        """A scanner types where the cursor stands after a drug was chosen; such a batch number there is not."""
        text = self.edits["batch_no"].text()
        if drug_code(text):
            self.edits["batch_no"].clear()
            self.edits["batch_no"].setFocus()
            self._scan(text)

    def _scan(self, text: str) -> None:
        known, drug = drug_of_code(self.station, text), self._drug
        if not drug_code(text):
            MESSAGES.info(tr("这个条码不是药盒上的商品码或追溯码，没有用上。"))
        elif drug is None and known is None:
            MESSAGES.info(tr("这个码还没有记过是什么药：先选药，再扫一次，就记住了。"))
        elif drug is None and known is not None:
            self._pick(known)
        elif drug is not None and known is not None and known.id == drug.id:
            MESSAGES.ok(f"{tr('对，就是')} {drug.name} {drug.strength}{tr('。')}")
        elif drug is not None and known is not None and self._asked != text:
            self._asked = text
            names = f"{known.name} {known.strength}{tr('，现在选的是')} {drug.name} {drug.strength}"
            MESSAGES.warn(f"{tr('这个码记的是')} {names}{tr('。要改记成现在选的，再扫一次。')}")
        elif drug is not None:
            self._asked = ""
            teach(self.station, text, drug.id)
            MESSAGES.ok(f"{tr('记住了：这个码是')} {drug.name} {drug.strength}{tr('，以后扫一下就找到。')}")

    def save(self) -> None:
        """Ctrl+S: one delivery of one batch."""
        drug = self._drug
        if drug is None:
            MESSAGES.warn(_PICK_FIRST)
            self.finder.edit.setFocus()
            return
        values: dict[str, Any] = {}
        for name, meaning, _ in _FIELDS:
            text = self.edits[name].text()
            value = read_expiry(name, meaning, text) if meaning.kind == "date" else read_value(name, meaning, text)
            if value is None or value == "":
                value = Problem(name, "required", f"请填写{meaning.label}。")
            elif meaning.kind == "decimal" and len(half_width(text).partition(".")[2].rstrip("0")) > meaning.decimals:
                value = Problem(
                    name, "too_fine", f"{meaning.label}最多记 {meaning.decimals} 位小数，请先四舍五入再填。"
                )
            if isinstance(value, Problem):
                self._wrong(value)
                return
            values[name] = value
            self.edits[name].show_state("")
        expires: date = values["expires_on"]
        cost = round(float(values["cost"]) * 1000)
        if self._is_unlikely(drug, cost):
            return
        tasks.now(
            lambda: receive(
                self.station, drug.id, values["batch_no"], expires_on=expires, quantity=values["quantity"], cost=cost
            ),
            self._saved,
        )

    def _is_unlikely(self, drug: Drug, cost: int) -> bool:
        """A price ten times another batch's is asked about once: it is what people will be made to pay."""
        known = [batch.price for row in self._rows if row.drug.id == drug.id for batch in row.batches if batch.price]
        if not known or (min(known) <= 10 * cost and cost <= 10 * max(known)) or self._sure == (drug.id, cost):
            return False
        self._sure = (drug.id, cost)
        unit, other = f"{tr('元')}/{drug.base_unit}", f"{known[-1] / 1000:.3f}"
        text = f"{tr('进价')} {cost / 1000:.3f} {unit}{tr('，别的批次是')} {other} {unit}{tr('。没错就再入库一次。')}"
        self._wrong(Problem("cost", "unlikely", text))
        return True

    def _wrong(self, problem: Problem) -> None:
        MESSAGES.warn(problem.text, self.edits[problem.field])
        self.edits[problem.field].show_state("invalid", problem.text)
        self.edits[problem.field].setFocus()

    def _saved(self, result: str | list[Problem]) -> None:
        if isinstance(result, list):
            self._wrong(result[0])
            return
        drug = self._drug
        self.stored.emit()
        MESSAGES.ok(f"{drug.name if drug else ''} {tr('已入库。')}")
        for edit in self.edits.values():
            edit.clear()
        self._drug = None
        relabel(self._chosen, tr("先选药"))
        self.open(OpenStock())
        self.finder.edit.setFocus()
