"""Sample courses are believable: within the form's bounds, and of the kind they are called."""

import random

import pytest

from vclinic.diseases import DISEASES
from vclinic.diseases.course import KINDS
from vclinic.forms.draft import parse_values
from vclinic.forms.spec import Context


@pytest.mark.parametrize("disease", DISEASES, ids=lambda case: case.key)
@pytest.mark.parametrize("kind", KINDS)
def test_the_figures_of_a_course_can_be_written(disease, kind: str) -> None:
    visits = disease.course(kind, 6, random.Random(1))
    assert len(visits) == 6
    for figures in visits:
        values, problems = parse_values(disease.form, {**disease.habits(), **figures}, Context(None, {}))
        assert problems == []
        assert set(disease.needed) <= set(values)
    assert disease.course(kind, 0, random.Random(1)) == ()


@pytest.mark.parametrize("disease", DISEASES, ids=lambda case: case.key)
def test_a_drifting_course_gets_worse(disease) -> None:
    name = disease.measures[0].fields[0]
    first, *_, last = disease.course("drifting", 8, random.Random(2))
    assert last[name] > first[name]
    assert disease.regimens
    assert disease.adverse_example
