"""Why the township returned a record, for what has no field on the page of its registration."""

from vclinic.domain.resident import Resident
from vclinic.forms.document import display
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import Item, Section
from vclinic.services.returned import ToMend
from vclinic.ui.widgets.note import Note
from vclinic.ui.words import tr


def say_returned(note: Note, mend: ToMend | None, elsewhere: list[str], kept: Resident | None) -> None:
    """Say it above the form; nothing where nothing was returned.

    Args:
        elsewhere: fields with a remark that the page does not have. kept: what the record says there.
    """
    if mend is None:
        note.say("info", "")
        return
    sentences = [f"{_named(name, kept)}：{mend.remarks[name]}" for name in elsewhere]
    if mend.general:
        sentences.append(mend.general)
    due = f"，{mend.deadline:%m-%d} {tr('前改好')}" if mend.deadline else ""
    note.say("info", f"{tr('卫生院退回了这份档案')}{due}", "；".join(sentences))


def _named(field: str, kept: Resident | None) -> str:
    """Section and caption of a field, and what the record says there."""
    section = next((part for part in PERSONAL_INFORMATION.sections if _item_in(part, field)), None)
    item = _item_in(section, field) if section is not None else None
    if section is None or item is None:
        return tr("总意见")
    place = f"{section.title}·{item.caption}" if section.title else item.caption
    if kept is None:
        return f"“{place}”"
    said = display(PERSONAL_INFORMATION.meanings[field], getattr(kept, field))
    return f"“{place}”{tr('（这一页不填，档案里现在是：')}{said}）"


def _item_in(section: Section, field: str) -> Item | None:
    return next((item for item in section.items if field in item.fields), None)
