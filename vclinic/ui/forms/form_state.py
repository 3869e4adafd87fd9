"""What is on the form right now: values, which are carried and untouched, which were changed, and how to undo."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from vclinic.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class _Before:
    """A field before a step."""

    name: str
    value: Any
    carried: bool
    touched: bool


class FormState(QObject):
    """Values may be typed text or the record's own types; `forms.draft` reads either.

    Attributes:
        values: by field name.
        carried: fields carried forward and not yet confirmed.
        touched: fields typed or confirmed by hand.

    Signals:
        changed(str): a field has a new value or state, by hand, undo or computation.
    """

    changed = Signal(str)

    def __init__(
        self, values: Mapping[str, Any], carried: Iterable[str], touched: Iterable[str], last: Mapping[str, Any]
    ) -> None:
        super().__init__()
        self.values = dict(values)
        self.carried = set(carried)
        self.touched = set(touched)
        self.last = dict(last)
        self.problems: dict[str, Problem] = {}
        self.implausible: dict[str, Problem] = {}
        self._undo: list[_Before | Callable[[], None]] = []
        self._undo_closed = False

    def put(self, name: str, value: Any) -> None:
        """A value by hand."""
        if name in self.values and self.values[name] == value:
            self.confirm(name)
            return
        last = self._undo[-1] if self._undo else None
        if not isinstance(last, _Before) or last.name != name or self._undo_closed:
            self._remember(name)  # figures typed one after the other are one step
        self.values[name] = value
        self._settle(name)

    def confirm(self, name: str) -> None:
        """Enter on a carried value makes it today's."""
        if name in self.carried:
            self._remember(name)
            self._settle(name)
        self._undo_closed = True

    def confirm_all(self) -> int:
        """F6: every carried value is confirmed at once; returns how many."""
        waiting = list(self.carried)
        for name in waiting:
            self.carried.discard(name)
            self.changed.emit(name)
        return len(waiting)

    def take_last(self, name: str) -> None:
        """F4: last time's value."""
        if name in self.last:
            self._undo_closed = True
            self.put(name, self.last[name])
            self._undo_closed = True

    def undo(self) -> str:
        """Take the last step back; returns the field, or "" when there is none."""
        if not self._undo:
            return ""
        step = self._undo.pop()
        self._undo_closed = True
        if not isinstance(step, _Before):
            step()
            self.changed.emit("")
            return ""
        name, value, carried, touched = step.name, step.value, step.carried, step.touched
        self.values[name] = value
        (self.carried.add if carried else self.carried.discard)(name)
        (self.touched.add if touched else self.touched.discard)(name)
        self.changed.emit(name)
        return name

    def decided(self, take_back: Callable[[], None]) -> None:
        """A step that is no value of a field: Ctrl+Z takes it back by ``take_back``, in its turn among the others."""
        self._undo.append(take_back)
        self._undo_closed = True

    def judged(self, problems: Iterable[Problem], implausible: Iterable[Problem]) -> None:
        """What the judgement found, for the states shown."""
        self.problems = {problem.field: problem for problem in reversed(list(problems))}
        self.implausible = {problem.field: problem for problem in implausible}

    def state_of(self, name: str) -> tuple[str, str]:
        """(state, tool tip) of a field: an empty field that is only missing is not yet wrong."""
        problem = self.problems.get(name)
        if problem is not None and problem.code != "required":
            return "invalid", problem.text
        if name in self.implausible:
            return "implausible", self.implausible[name].text
        if name in self.carried:
            return "carried", ""
        if name in self.touched and name in self.last and self.values.get(name) != self.last[name]:
            return ("changed", "") if str(self.values.get(name)) != str(self.last[name]) else ("", "")
        return "", ""

    def _remember(self, name: str) -> None:
        self._undo.append(_Before(name, self.values.get(name), name in self.carried, name in self.touched))
        del self._undo[:-200]
        self._undo_closed = False

    def _settle(self, name: str) -> None:
        self.carried.discard(name)
        self.touched.add(name)
        self.changed.emit(name)
