"""Official lists: numbers and labels as the standards and the paper forms print them."""

import pytest

from vclinic.diseases import DISEASES
from vclinic.domain import codes
from vclinic.domain.fields import CodeList, meanings
from vclinic.domain.resident import Enrolment, Resident

LISTS = {name: listed for name, listed in vars(codes).items() if isinstance(listed, CodeList)}
RECORDS = (Resident, Enrolment, *(disease.form.record for disease in DISEASES))


@pytest.mark.parametrize(
    ("listed", "code", "label"),
    [
        (codes.SEX, "0", "未知"), (codes.SEX, "9", "未说明"),  # GB/T 2261.1
        (codes.ETHNIC, "01", "汉"), (codes.ETHNIC, "03", "回"), (codes.ETHNIC, "08", "壮"), (codes.ETHNIC, "15", "土家"),
        (codes.ETHNIC, "56", "基诺"), (codes.ETHNIC, "97", "其他"), (codes.ETHNIC, "98", "外国血统中国籍人士"),  # GB 3304
        (codes.RELATION, "02", "户主"), (codes.RELATION, "10", "配偶"), (codes.RELATION, "52", "母"),  # GB/T 4761
        (codes.OCCUPATION, "4", "农、林、牧、渔、水利业生产人员"), (codes.OCCUPATION, "8", "无职业"),
        (codes.PAST_DISEASE, "2", "高血压"), (codes.PAST_DISEASE, "3", "糖尿病"), (codes.PAST_DISEASE, "7", "脑卒中"),
        (codes.DRUG_ALLERGY, "2", "青霉素"), (codes.DRUG_ALLERGY, "5", "其他"), (codes.RECORD_STATUS, "0", "正常"),
        (codes.VISIT_CLASS, "2", "控制不满意"), (codes.VISIT_CLASS, "4", "并发症"), (codes.VISIT_WAY, "3", "电话"),
        (codes.FOOT_PULSE, "1", "触及正常"), (codes.HYPOGLYCEMIA, "3", "频繁"), (codes.ADHERENCE, "3", "不服药"),
    ],
)  # fmt: skip
def test_a_code_means_what_the_standard_says(listed: CodeList, code: str, label: str) -> None:
    assert listed.label(code) == label


def test_fifty_six_peoples_and_the_registrys_two_extensions() -> None:
    numbers = [code for code, _ in codes.ETHNIC.options]
    assert numbers == [*(f"{number:02d}" for number in range(1, 57)), "97", "98"]


@pytest.mark.parametrize("name", sorted(name for name in LISTS if LISTS[name].options[0][0] in ("0", "1")))
def test_what_the_paper_numbers_is_numbered_without_a_gap(name: str) -> None:
    last_apart = 1 if name in ("SEX", "CLOSED_REASON") else 0  # 9 stands for all the rest
    numbers = [int(code) for code, _ in LISTS[name].options]
    counted = numbers[: len(numbers) - last_apart]
    assert counted == list(range(counted[0], counted[0] + len(counted)))
    assert numbers[len(counted) :] == [9] * last_apart


def test_a_list_is_found_by_its_name() -> None:
    assert len({listed.name for listed in LISTS.values()}) == len(LISTS)


def test_every_list_is_asked_somewhere_or_said_in_prescriptions_and_signs() -> None:
    asked = {meaning.codes.name for record in RECORDS for meaning in meanings(record).values() if meaning.codes}
    inner = {
        part.codes.name
        for record in RECORDS
        for meaning in meanings(record).values()
        for _, part in meaning.entry
        if part.codes
    }
    beside = {"frequency", "no_yes"}
    assert {listed.name for listed in LISTS.values()} - asked - inner <= beside


@pytest.mark.parametrize(
    ("listed", "exclusive"),
    [(codes.DRUG_ALLERGY, "1"), (codes.PAST_DISEASE, "1"), (codes.SYMPTOM, "1"), (codes.DIABETES_SYMPTOM, "1"), (codes.PAYMENT, ""), (codes.EMERGENCY_SIGN, "")],
)  # fmt: skip
def test_none_excludes_the_others_where_the_paper_has_a_none(listed: CodeList, exclusive: str) -> None:
    assert listed.exclusive == exclusive


def test_every_disease_of_the_program_has_its_code() -> None:
    assert all(disease.key in codes.DISEASE for disease in DISEASES)
