"""The forms of a visit, one for each part: under which titles, with which remarks, and what is asked beside the paper."""

from collections.abc import Sequence

from vclinic.domain.dates import short_day
from vclinic.forms.together import joined
from vclinic.services.visit_sheet import VisitSheet
from vclinic.ui.forms.form_state import FormState
from vclinic.ui.forms.form_view import FormView
from vclinic.ui.pages.follow_up.part import Part
from vclinic.ui.words import tr

_FERTILE = range(12, 56)
Flag = tuple[str, str, str]  # field, short text, whole text


def visit_form(parts: Sequence[Part], state: FormState) -> FormView:
    """The form view of a visit."""
    blocks = [part.block for part in parts]
    return FormView(
        blocks,
        state,
        [_last_title(part.sheet) for part in parts],
        joined(blocks, [part.sheet.remarks for part in parts]),
        flags=_flags(parts),
        first=first_key(parts),
    )


def first_key(parts: Sequence[Part]) -> str:
    """Key of the field a visit begins with."""
    return parts[0].block.key(parts[0].sheet.disease.asked_first)


def _last_title(sheet: VisitSheet) -> str:
    day = sheet.last_on
    if day is None:
        return tr("上次")
    return f"{tr('上次')} {short_day(day, sheet.stored_on or sheet.begun_on or day)}"


def _flags(parts: Sequence[Part]) -> list[tuple[Flag, ...]]:
    """What is asked of the doctor beside each form's paper; what an earlier form has asked is not asked again."""
    asked: set[str] = set()
    flags: list[tuple[Flag, ...]] = []
    for part in parts:
        keyed = [(part.block.key(field), short, whole) for field, short, whole in _flags_for(part.sheet)]
        flags.append(tuple(flag for flag in keyed if flag[0] not in asked))
        asked |= {key for key, _, _ in keyed}
    return flags


def _flags_for(sheet: VisitSheet) -> tuple[Flag, ...]:
    """What is asked of the doctor beside the paper, for this person."""
    may_be = sheet.resident.resident.sex_code == "2" and sheet.age in _FERTILE
    known = sheet.form.meanings
    return tuple(
        (flag.field, tr(flag.short), known[flag.field].label)
        for flag in sheet.disease.flags
        if may_be or not flag.fertile
    )
