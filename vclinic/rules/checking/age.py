"""Too young or too old for a drug; low blood sugar in the old."""

from vclinic.domain.prescription import Check
from vclinic.rules.checking.case import Case, of_one
from vclinic.rules.checking.cautions import caution_checks
from vclinic.rules.prescription_rules import is_one_of


def age_checks(case: Case) -> list[Check]:
    """The rows of the tables by age, and drugs that lower the sugar of the old."""
    checks = caution_checks(case, "age", "age:")
    age, rules = case.person.age, case.rules
    if age >= rules.low_sugar_age:
        checks += [
            of_one(
                "age",
                "warn",
                f"{medicine.called[0]}/low_sugar",
                f"{age} 岁，容易低血糖，血糖目标放宽一些。",
                medicine=medicine,
                mark="design",
                source="一病三处方规则 §8",
            )
            for medicine in case.medicines
            if is_one_of(medicine.name, rules.low_sugar)
        ]
    return checks
