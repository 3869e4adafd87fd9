"""What a meter measured during a visit goes into the form as if the doctor had typed it, seen and told, and never into a
field that somebody is typing in."""

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from vclinic.devices.reading import Reading, in_a_line
from vclinic.domain.dates import beijing_day
from vclinic.ui.messages import MESSAGES
from vclinic.ui.pages.follow_up.asks.which_field import WhichFieldAsk
from vclinic.ui.pages.follow_up.body import VisitBody
from vclinic.ui.pages.follow_up.visit import Visit
from vclinic.ui.words import tr

_NOT_TAKEN = tr("没有填入")


class FromMeter(QObject):
    """Attributes:
    ask: says which field a figure was measured for.

    Signals:
        reading_done(int): the hands were at the readings, and this one is complete now.
    """

    reading_done = Signal(int)

    def __init__(self, owner: QObject, visit: Callable[[], Visit], body: VisitBody) -> None:
        super().__init__(owner)
        self._visit, self._body = visit, body
        self._taken: set[tuple[str, datetime]] = set()
        self.ask = WhichFieldAsk()
        self.ask.answered.connect(self._answered)

    def begin(self) -> None:
        """Another visit: nothing was measured yet."""
        self._taken = set()
        self.ask.hide()

    def take(self, reading: Reading) -> bool:
        """Put a reading where it belongs, or say why not; False where no form on the page has a place for it."""
        visit, figures = self._visit(), dict[str, str]()
        one_of: dict[str, str] = {}
        pairs_key, pair, figure = "", ("", ""), ""
        for part in visit.parts:
            metered = part.sheet.disease.metered(part.sheet.form, reading)
            if metered.pairs and not pairs_key:
                pairs_key, pair = part.block.key(metered.pairs), metered.pair
            figures |= part.block.keyed(metered.figures)
            one_of |= part.block.keyed(metered.one_of)
            figure = metered.figure or figure
        if not pairs_key and not one_of:
            return False
        told = in_a_line(reading)
        if why := self._why_not(reading):
            MESSAGES.warn(f"{told}：{why}")
            return True
        told = f"{told}（{reading.source}）"
        taken = self._put_pair(pairs_key, pair, figures, told) if pairs_key else self._put_one(one_of, figure, told)
        at = reading.fields.get("taken_at")
        if taken and isinstance(at, datetime):
            self._taken.add((reading.kind, at))
        return True

    def _why_not(self, reading: Reading) -> str:
        """Why a reading is not of this visit; a meter may send what it measured last week, and the same once more."""
        day, at = self._visit().day, reading.fields.get("taken_at")
        if day != self._visit().today:
            return f"{tr('这份随访不是今天的，')}{_NOT_TAKEN}{tr('。')}"
        if not isinstance(at, datetime):
            return ""
        if beijing_day(at) != day:
            return f"{tr('仪器说是')} {beijing_day(at)} {tr('量的，')}{_NOT_TAKEN}{tr('。')}"
        if (reading.kind, at) in self._taken:
            return f"{tr('这一次已经填过了，')}{_NOT_TAKEN}{tr('。')}"
        return ""

    def _put_pair(self, key: str, pair: tuple[str, str], figures: Mapping[str, str], told: str) -> bool:
        state, readings = self._visit().state, self._body.form.readings()
        pairs = readings.pairs()
        if readings.unfinished() or not all(high and low for high, low in pairs):
            MESSAGES.warn(f"{told}：{tr('有一次读数还没写完，')}{_NOT_TAKEN}{tr('。')}")
            return False
        if len(pairs) == len(readings.edits):
            MESSAGES.warn(f"{told}：{tr('几次的格子都写满了，')}{_NOT_TAKEN}{tr('。')}")
            return False
        here = self._body.form.current_field()
        for name, text in figures.items():
            if name != here and (name in state.carried or state.values.get(name) in (None, "")):
                state.put(name, text)
        state.put(key, (*pairs, pair))
        MESSAGES.ok(f"{told}：{tr('填在第')} {len(pairs) + 1} {tr('次，请核对。')}")
        if here == key:
            self.reading_done.emit(len(pairs))
        return True

    def _put_one(self, one_of: Mapping[str, str], figure: str, told: str) -> bool:
        values, here = self._visit().state.values, self._body.form.current_field()
        empty = {key: name for key, name in one_of.items() if values.get(key) in (None, "")}
        if not empty:
            MESSAGES.warn(f"{told}：{tr('几项都写着数，')}{_NOT_TAKEN}{tr('。')}")
        elif here in empty:
            self._answered(here, figure)
            MESSAGES.ok(f"{told}：{tr('填在')}{empty[here]}{tr('，请核对。')}")
        else:
            self.ask.ask(told, figure, empty)
        return bool(empty)

    def _answered(self, key: str, figure: str) -> None:
        self._visit().state.put(key, figure)
