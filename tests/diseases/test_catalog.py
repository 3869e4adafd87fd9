"""Records of every version of a form keep rendering, those of a version from the future by the newest form we know."""

import pytest

from vclinic.diseases.catalog import all_forms, form
from vclinic.forms.spec import FormSpec


@pytest.mark.parametrize("known", all_forms(), ids=lambda case: f"{case.id}-{case.version}")
def test_a_form_is_found_by_the_name_and_version_its_records_keep(known: FormSpec) -> None:
    assert form(known.id, known.version) is known
    assert form(known.id, known.version + 7).id == known.id


def test_a_version_from_the_future_is_read_by_the_whole_form_never_by_an_unfinished_one() -> None:
    assert form("hypertension_follow_up", 7).version == 3


def test_both_forms_of_the_third_edition_are_there() -> None:
    assert form("hypertension_follow_up", 3).title == "高血压患者随访服务记录表"
    assert form("personal_information", 3).title == "个人基本信息表"


def test_a_form_nobody_declared_is_an_error() -> None:
    with pytest.raises(KeyError, match="palm_reading"):
        form("palm_reading", 3)
