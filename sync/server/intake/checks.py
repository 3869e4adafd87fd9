"""Whether a change can be filed: the same forms and bounds as at the clinic, so that the township believes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from pydantic import ValidationError

from sync.protocol.messages import Change
from sync.server.intake.shapes import SHAPES, FollowUp
from vclinic.diseases import catalog
from vclinic.domain.problem import Problem
from vclinic.forms.draft import parse
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import Context, FormSpec

# a clinic's clock may run ahead of ours around midnight
TOLERANCE = timedelta(days=1)
KNOWN = frozenset(("resident", *SHAPES))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a change: ``problem`` refuses it, ``waits_for`` keeps it until this program can read it."""

    problem: Problem | None = None
    waits_for: str = ""


TAKEN = Verdict()


def check(change: Change, facts: Mapping[str, Any], today: date) -> Verdict:
    """Judge one change.

    Args:
        facts: of the resident meant, as far as known: ``birth_date`` (date) and ``sex_code``.
        today: the township's day.
    """
    context = Context(today + TOLERANCE, facts)
    if change.base_revision >= change.revision:
        return _refused("base_revision", "bad_revision", "这一条的版本号不对，请升级程序后再上报。")
    if change.entity == "resident":
        return _by_form(PERSONAL_INFORMATION, change.data, context)
    shape = SHAPES.get(change.entity)
    if shape is None:
        return Verdict(waits_for=f"program:{change.entity}")
    try:
        framed = shape.model_validate(change.data)
    except ValidationError as fault:
        where = fault.errors()[0]["loc"]
        field = str(where[0]) if where else ""
        return _refused(field, "bad_record", f"这一条的“{field}”缺少或不对，卫生院没有收下。请打开核对后再存一次。")
    if isinstance(framed, FollowUp):
        return _follow_up(framed, context)
    return TAKEN


def _follow_up(visit: FollowUp, context: Context) -> Verdict:
    try:
        form = catalog.form(visit.form_id, visit.form_version)
    except KeyError:
        return Verdict(waits_for=f"program:{visit.form_id}")
    if form.version != visit.form_version:
        return Verdict(waits_for=f"program:{visit.form_id}:{visit.form_version}")
    return _by_form(form, visit.record, context)


def _by_form(form: FormSpec, values: Mapping[str, Any], context: Context) -> Verdict:
    result: object | list[Problem] = parse(form, form.record, values, context)
    return Verdict(cast("list[Problem]", result)[0]) if isinstance(result, list) else TAKEN


def _refused(field: str, code: str, text: str) -> Verdict:
    return Verdict(Problem(field, code, text))
