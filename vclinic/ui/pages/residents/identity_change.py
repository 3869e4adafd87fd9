"""Who a saved record is about is changed: it says what becomes what, and asks why."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Mapping
from typing import Any

from vclinic.domain.resident import Resident
from vclinic.forms.document import display, plain
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.services.corrections import IDENTITY, USUAL_OF_RECORD
from vclinic.ui.widgets.reason_note import ReasonNote
from vclinic.ui.words import tr


class IdentityChange(ReasonNote):
    """Over the form while name, number, birth date or sex stand otherwise than in the record; else nothing."""

    def __init__(self) -> None:
        super().__init__(USUAL_OF_RECORD)

    @property
    def wanting(self) -> bool:
        """Whether a reason is asked and none is written."""
        return not self.isHidden() and not self.reason.text().strip()

    def show_change(self, kept: Resident | None, values: Mapping[str, Any]) -> None:
        """Compare what is written with the record; a blank that is filled changes nobody."""
        changed = [name for name in IDENTITY if kept is not None and _otherwise(kept, name, values)]
        if not changed:
            self.say("info", "")
            return
        texts = [
            f"{PERSONAL_INFORMATION.meanings[name].label} {_text(name, getattr(kept, name))} → "
            f"{_text(name, values.get(name))}"
            for name in changed
        ]
        self.say("warn", tr("这是更正身份，写明为什么改"), "；".join(texts))


def _otherwise(kept: Resident, name: str, values: Mapping[str, Any]) -> bool:
    before = str(plain(getattr(kept, name)) or "")
    return bool(before) and name in values and before != str(values[name] or "").strip()


def _text(name: str, value: Any) -> str:
    text = str(plain(value) or "")
    if name == "sex_code" and text:
        return display(PERSONAL_INFORMATION.meanings[name], text)
    return text or tr("空")
