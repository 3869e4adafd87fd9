"""A form as an emergency may store it: with what is known at once, the rest to be completed later.

Its version is the whole form's plus `OFFSET`: a program that only knows whole forms keeps such a record until it can
read it and never refuses it as incomplete. The completed record is written on the whole form again.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from vclinic.domain.problem import Problem
from vclinic.forms import draft
from vclinic.forms.spec import Condition, Context, FormSpec, Values

OFFSET = 1000


def unfinished(form: FormSpec) -> FormSpec:
    """The form of which only what its record cannot be without is required."""
    without_default = {
        field.name for field in fields(form.record) if field.default is MISSING and field.default_factory is MISSING
    }
    return replace(
        form,
        version=form.version + OFFSET,
        required=form.required & without_default,
        conditions=tuple(_asking_for_nothing(condition) for condition in form.conditions),
    )


def is_unfinished(version: int) -> bool:
    """Whether a record of this version of a form waits to be completed."""
    return version > OFFSET


def to_complete(form: FormSpec, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields of the whole ``form`` that the statute asks for and that are not filled in, in the form's order."""
    parsed, problems = draft.parse_values(form, values, Context(values["visit_date"], {}))
    asked = {problem.field for problem in problems if problem.code == "required"}
    return tuple(
        name
        for name in form.meanings
        if name in asked or (name in form.required and parsed.get(name) in (None, "", ()))
    )


def in_words(form: FormSpec, names: tuple[str, ...]) -> str:
    """What is to be completed as people call it, each item of the paper once: 心率、日吸烟量、摄盐情况."""
    captions = (item.caption if (item := form.item_of(name)) else form.meanings[name].label for name in names)
    return "、".join(dict.fromkeys(captions))


def _asking_for_nothing(condition: Condition) -> Condition:
    """The same condition, but what it finds missing is no obstacle."""

    def lenient(values: Values, context: Context) -> list[Problem]:
        return [problem for problem in condition(values, context) if problem.code != "required"]

    return lenient
