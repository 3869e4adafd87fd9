"""Outside `vclinic/diseases` nobody names a disease or what it measures, apart from the kinds of file listed here."""

import re

from tests.test_house.tracked import ROOT, tracked
from vclinic.diseases import DISEASES

# file → why it may: code lists, the roster's and plain words, drug cautions, vital signs, frozen schemas, sample people
ALLOWED = {
    "vclinic/domain/codes.py": "code lists",
    "vclinic/domain/medication_profile.py": "kinds of adverse reaction",
    "vclinic/forms/roster_words.py": "the roster's words",
    "vclinic/forms/roster_header.py": "the headings of a roster's yes-and-no columns",
    "vclinic/forms/roster_columns.py": "an example of what a column may be called",
    "vclinic/cli/import_residents.py": "an example of what a column may be called",
    "vclinic/rules/disease_reader.py": "which diseases stay when somebody calls them cured, and how people write them",
    "vclinic/services/person.py": "codes of past diseases, and a vital sign handed to the drug checks",
    "vclinic/services/assess_input.py": "vital signs handed on to the drug checks",
    "vclinic/rules/person.py": "vital signs and conditions the drug checks know",
    "vclinic/rules/person_from.py": "vital signs handed on to the drug checks",
    "vclinic/rules/veto_reasons.py": "conditions and vital signs advice is not given in",
    "vclinic/rules/day_signs.py": "vital signs advice is not given in",
    "vclinic/rules/guard.py": "vital signs",
    "vclinic/rules/guarding/signs.py": "vital signs",
    "vclinic/rules/guarding/row.py": "vital signs",
    "vclinic/rules/guarding/pressure.py": "vital signs",
    "vclinic/rules/guarding/measured.py": "vital signs",
    "vclinic/rules/guarding/told.py": "vital signs, and whom they are said of",
    "vclinic/rules/sign_words.py": "how people write signs of danger, 糖尿病足 among them",
    "vclinic/rules/checking/age.py": "drug cautions: drugs that lower glucose",
    "vclinic/rules/checking/conditions.py": "drug cautions",
    "vclinic/rules/checking/vitals.py": "vital signs",
    "vclinic/rules/overrules.py": "vital signs a warning rests on",
    "vclinic/rules/diet.py": "drug cautions: drink beside drugs that lower glucose",
    "vclinic/devices/reading.py": "vital signs a meter measures",
    "vclinic/devices/simulator.py": "vital signs a meter measures",
    "vclinic/storage/schema/v1.py": "a frozen schema",
    "vclinic/storage/schema/v2.py": "a frozen schema",
    "sync/server/review/overrules.py": "what the drug warnings of vital signs are called",
    "sync/server/database/schema.py": "a frozen schema",
    "sync/server/database/schema_0004.py": "a frozen schema",
    "vclinic/sample/known.py": "the people of the pictures",
    "vclinic/sample/people.py": "how common diseases are in a sample village",
}
NAMES = re.compile(r"htn|t2dm|hypertensi|diabet|\bsbp\b|\bdbp\b|\bfbg\b|高血压|糖尿病|血压|血糖", re.IGNORECASE)


def naming() -> set[str]:
    """Source files and templates outside `vclinic/diseases` that name a disease or a measure of one."""
    result: set[str] = set()
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        ours = name.startswith(("vclinic/", "sync/")) and not name.startswith("vclinic/diseases/")
        if ours and path.suffix in (".py", ".html", ".js", ".css") and NAMES.search(path.read_text(encoding="utf-8")):
            result.add(name)
    return result


def test_a_disease_is_named_only_where_it_may_be() -> None:
    assert naming() - set(ALLOWED) == set()


def test_the_list_of_exceptions_holds_nothing_that_is_not_one() -> None:
    assert set(ALLOWED) - naming() == set()


def test_the_names_looked_for_are_those_of_the_register() -> None:
    for disease in DISEASES:
        assert NAMES.search(disease.key)
        assert NAMES.search(disease.label)
        assert NAMES.search(disease.rule_kind)
