"""A saved record is corrected only with a reason, and what is opened and saved as it was writes nothing: asked in one place
for every kind, from a window or anywhere else."""

from collections.abc import Mapping, Sequence
from typing import Any

from vclinic.domain.follow_up import Overrule
from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms import draft
from vclinic.forms.document import plain
from vclinic.forms.spec import Context, FormSpec
from vclinic.storage import follow_ups
from vclinic.storage.follow_ups import FollowUp

FIELD = "correction_reason"
MOST = 100
IDENTITY = ("name", "id_no", "birth_date", "sex_code")
USUAL_OF_RECORD = ("录错", "改名", "证件更换", "本人要求")
USUAL_OF_VISIT = ("抄错", "漏填", "重新量过")
USUAL_OF_PRESCRIPTION = ("写错", "剂量调整", "药房没有")


def wanted(what: str) -> Problem:
    """The refusal of a correction that says no reason."""
    return Problem(FIELD, "reason_required", f"这是更正{what}：先写明为什么改，再保存。")


def too_long(reason: str) -> list[Problem]:
    """What is wrong with a reason that was given."""
    return [Problem(FIELD, "too_long", f"更正的理由最多 {MOST} 个字。")] if len(reason.strip()) > MOST else []


def identity_changes(before: Resident, after: Resident) -> tuple[str, ...]:
    """The fields that say who somebody is and say something else now; a blank that is filled changes nobody."""
    return tuple(
        name
        for name in IDENTITY
        if getattr(before, name) not in (None, "") and getattr(before, name) != getattr(after, name)
    )


def says_the_same(
    stored: FollowUp,
    form: FormSpec,
    values: Mapping[str, Any],
    computed: Mapping[str, Any],
    overrules: Sequence[Overrule],
    reasons: Mapping[str, str],
    context: Context,
) -> bool:
    """Whether what stands on a page is the stored visit. What the machine fills in (``computed``) counts where it was
    chosen by hand, then or now; reasons count where one is written."""
    kept = follow_ups.values_of(stored)
    given = {name: value for name, value in values.items() if name in form.meanings and name not in form.computed}
    read, problems = draft.parse_values(form, given, context)
    if any(problem.field in given and _filled(given[problem.field]) for problem in problems):
        return False
    if any(_as_kept(read.get(name)) != _as_kept(kept.get(name)) for name in form.meanings if name not in form.computed):
        return False
    chosen = {name: values[name] for name in form.computed if name in values and _filled(values[name])}
    if any(plain(value) != plain(kept.get(name)) for name, value in chosen.items()):
        return False
    said = {overrule.field: overrule.reason for overrule in stored.overrules}
    final = {**computed, **chosen}
    if any(plain(final.get(name)) != plain(kept.get(name)) for name in said):
        return False
    if any(overrule.reason.strip() not in ("", said.get(overrule.field, "")) for overrule in overrules):
        return False
    told = dict(stored.reasons)
    return all(reason.strip() in ("", told.get(name, "")) for name, reason in reasons.items())


def _filled(value: Any) -> bool:
    return value not in (None, "", ())


def _as_kept(value: Any) -> Any:
    return value if _filled(value) else None
