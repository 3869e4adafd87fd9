"""Whether a change can be filed: checked again by the forms and bounds of the clinic, so that nothing is taken on
trust."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sync.protocol.messages import Change
from vclinic.diseases import catalog
from vclinic.domain import entities
from vclinic.domain.problem import Problem
from vclinic.forms.draft import problems_of, read_values
from vclinic.forms.spec import Context, FormSpec


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a change: ``problem`` refuses it, ``waits_for`` keeps it until this program can read it.
    ``given`` is what its form read of it."""

    problem: Problem | None = None
    waits_for: str = ""
    given: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)


TAKEN = Verdict()


def check(change: Change, facts: Mapping[str, Any], today: date) -> Verdict:
    """Judge one change.

    Args:
        facts: of the resident meant, as far as known: ``birth_date`` (date) and ``sex_code``.
        today: the township's day.
    """
    context = Context(today, facts, elsewhere=True)
    if change.base_revision >= change.revision:
        return _refused("base_revision", "bad_revision", "这一条的版本号不对，请升级程序后再上报。")
    known = entities.by_name(change.entity)
    if known is None:
        return Verdict(waits_for=f"program:{change.entity}")
    if known.owner != "clinic":
        return _refused("entity", "not_yours", f"{known.label}只由卫生院来写，这一条没有收下。资料仍在本机。")
    field = known.lacks(change.data)
    if field:
        return _refused(field, "bad_record", f"这一条的“{field}”缺少或不对，卫生院没有收下。请打开核对后再存一次。")
    written = known.form_of(change.data)
    day = known.day_of(change.data)
    if written is None and day is not None and day > context.latest:
        text = f"{known.label}的日期 {day} 还没到，今天是 {today}，卫生院没有收下。电脑时间不对的，请调对；到了那天会再报。"
        return _refused(known.day, "future", text)
    return TAKEN if written is None else _written_on(*written, context)


def _written_on(form_id: str, version: int, values: Mapping[str, Any], context: Context) -> Verdict:
    """Judge a record by its form; ``version`` 0 is the newest one."""
    try:
        form = catalog.form(form_id, version)
    except KeyError:
        return Verdict(waits_for=f"program:{form_id}")
    if version and form.version != version:
        return Verdict(waits_for=f"program:{form_id}:{version}")
    return _by_form(form, values, context)


def _by_form(form: FormSpec, values: Mapping[str, Any], context: Context) -> Verdict:
    given = read_values(form, values)
    problems = problems_of(form, given, context)
    return Verdict(problems[0]) if problems else Verdict(given=given)


def _refused(field: str, code: str, text: str) -> Verdict:
    return Verdict(Problem(field, code, text))
