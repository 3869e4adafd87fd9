"""An edit of the three prescriptions: the checks made again, what hangs on the drugs asked again, the doctor's own words
left alone, the dose never invented."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.prescription import DietItem, MedicationOrder, ThreePrescriptions
from vclinic.services import draft_prescription, edit_prescription, medication_profile, settings
from vclinic.services.find_drug import find_drug
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.workstation import Workstation

GLIMEPIRIDE, METFORMIN, METOPROLOL, ENALAPRIL, NIFEDIPINE = "w318-02", "w315-02", "w162-01", "w174-03", "w154-02"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.fixture
def sheet(station: Workstation) -> PrescriptionSheet:
    """The draft for somebody with hypertension."""
    return draft_prescription.draft(station, worlds.visit(station, worlds.register(station)).follow_up_id)


@pytest.fixture
def sugar_sheet(station: Workstation) -> PrescriptionSheet:
    """The draft for somebody with diabetes who drinks."""
    resident = worlds.register(station, registers=("t2dm",))
    visit = worlds.visit(
        station, resident, **worlds.SUGAR | {"drugs": (DrugUse("二甲双胍片", 2, "0.5 g"),), "drink_now": 2}
    )
    return draft_prescription.draft(station, visit.follow_up_id)


class TestANewLine:
    @pytest.mark.parametrize(
        ("drug_id", "unit", "base_unit", "route"),
        [
            (worlds.AMLODIPINE, "mg", "片", "口服"),
            (worlds.VALSARTAN, "mg", "粒", "口服"),
            (METFORMIN, "g", "片", "口服"),
            ("w180-01", "片", "片", "口服"),
            ("w162-05", "支", "支", "注射"),
        ],
    )
    def test_has_the_drugs_units_and_no_dose(
        self, station: Workstation, sheet: PrescriptionSheet, drug_id: str, unit: str, base_unit: str, route: str
    ) -> None:
        line = edit_prescription.new_line(station, sheet.three, station.catalog.drug(drug_id))
        assert (line.dose_value, line.quantity, line.change, line.frequency) == (0.0, 0, "new", "qd")
        assert (line.dose_unit, line.base_unit, line.route) == (unit, base_unit, route)

    def test_is_numbered_after_the_last_even_where_one_was_taken_out(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        drug = station.catalog.drug(METFORMIN)
        assert edit_prescription.new_line(station, sheet.three, drug).line_no == 1
        later = worlds.order(station, sheet.three, line_no=7)
        assert edit_prescription.new_line(station, replace(sheet.three, medication=(later,)), drug).line_no == 8

    @pytest.mark.parametrize(("until", "days"), [(100, 28), (28, 28), (14, 14), (1, 1), (0, 1), (-3, 1)])
    def test_lasts_as_long_as_usual_and_no_longer_than_to_the_review(
        self, station: Workstation, sheet: PrescriptionSheet, until: int, days: int
    ) -> None:
        three = replace(sheet.three, review_on=sheet.three.issued_on + timedelta(days=until))
        assert edit_prescription.new_line(station, three, station.catalog.drug(METFORMIN)).days == days

    def test_lasts_as_the_clinic_has_set(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        assert settings.write(station, settings.Settings(days_default=14)) == []
        assert edit_prescription.new_line(station, sheet.three, station.catalog.drug(METFORMIN)).days == 14


@pytest.mark.parametrize(
    ("drug_id", "dose", "more", "quantity"),
    [
        (worlds.AMLODIPINE, 5.0, {}, 28),
        (worlds.AMLODIPINE, 2.5, {}, 14),
        (worlds.AMLODIPINE, 5.0, {"days": 1}, 1),
        (METFORMIN, 0.5, {"frequency": "tid"}, 84),
        (METFORMIN, 500.0, {"frequency": "bid", "dose_unit": "mg"}, 56),
        (METFORMIN, 1.0, {"frequency": "qod", "dose_unit": "片", "days": 7}, 4),
        (worlds.AMLODIPINE, 0.0, {}, 0),
        (worlds.AMLODIPINE, -5.0, {}, 0),
        (worlds.AMLODIPINE, 5.0, {"change": "stopped"}, 0),
        (worlds.AMLODIPINE, 5.0, {"frequency": "prn"}, 0),
        (worlds.AMLODIPINE, 5.0, {"dose_unit": "单位"}, 0),
    ],
)
def test_the_quantity_follows_from_the_dose(
    station: Workstation, sheet: PrescriptionSheet, drug_id: str, dose: float, more: dict[str, object], quantity: int
) -> None:
    line = edit_prescription.new_line(station, sheet.three, station.catalog.drug(drug_id))
    written = replace(line, dose_value=dose, **more)  # type: ignore[arg-type]
    assert edit_prescription.quantity_for(station, written) == quantity


def test_a_drug_from_elsewhere_has_no_quantity(station: Workstation, sheet: PrescriptionSheet) -> None:
    assert edit_prescription.quantity_for(station, worlds.order(station, sheet.three, drug_id=METFORMIN)) > 0
    elsewhere = replace(worlds.order(station, sheet.three), drug_id="")
    assert edit_prescription.quantity_for(station, elsewhere) == 0


class TestChecksMadeAgain:
    def codes(self, station: Workstation, sheet: PrescriptionSheet, *drug_ids: str) -> dict[str, str]:
        """Code → severity of what is no tick."""
        lines = tuple(
            worlds.order(
                station, sheet.three, drug_id, station.catalog.drug(drug_id).strength_value or 1, line_no=place
            )
            for place, drug_id in enumerate(drug_ids, 1)
        )
        checks = edit_prescription.recheck(station, sheet, replace(sheet.three, medication=lines))
        return {check.code: check.severity for check in checks if check.severity in ("forbid", "warn")}

    def test_nothing_is_said_of_an_ordinary_drug(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        assert self.codes(station, sheet, worlds.AMLODIPINE) == {}

    def test_two_of_a_class_warn_and_what_is_forbidden_is(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        assert self.codes(station, sheet, worlds.AMLODIPINE, NIFEDIPINE) == {"class/氨氯地平/硝苯地平": "warn"}
        assert self.codes(station, sheet, ENALAPRIL, worlds.VALSARTAN)["依那普利/缬沙坦"] == "forbid"

    def test_a_drug_the_form_names_is_checked_with_what_is_prescribed(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        assert sheet.other_drugs == ("苯磺酸氨氯地平片",)
        assert self.codes(station, sheet, NIFEDIPINE) == {"class/氨氯地平/硝苯地平": "warn"}

    def test_an_allergy_closes_a_drug(self, station: Workstation) -> None:
        resident = worlds.register(station, drug_allergy_codes=("2",))
        visit = worlds.visit(station, resident, drugs=(DrugUse("阿卡波糖片", 3, "50 mg"),))
        allergic = draft_prescription.draft(station, visit.follow_up_id)
        assert "forbid" in self.codes(station, allergic, "w006-04").values()


class TestWhatHangsOnTheDrugs:
    def test_a_sartan_turns_the_low_sodium_salt_off_and_stopping_it_on_again(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        assert {item.item_code: item.text for item in sheet.three.diet}["low_na_salt"] == "可以换低钠盐"
        line = worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0)
        taking = edit_prescription.follow_drugs(station, sheet, replace(sheet.three, medication=(line,)))
        salt = {item.item_code: item for item in taking.diet}["low_na_salt"]
        assert salt.text == "不用低钠盐"
        assert "缬沙坦" in salt.explain
        stopped = replace(taking, medication=(replace(line, change="stopped"),))
        assert edit_prescription.follow_drugs(station, sheet, stopped).diet == sheet.three.diet

    def test_the_doctors_own_line_is_left_alone(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        own = tuple(
            replace(item, text="盐勺平平一勺管两天", origin="doctor") if item.item_code == "low_na_salt" else item
            for item in sheet.three.diet
        )
        line = worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0)
        after = edit_prescription.follow_drugs(station, sheet, replace(sheet.three, diet=own, medication=(line,)))
        assert {item.item_code: item.text for item in after.diet}["low_na_salt"] == "盐勺平平一勺管两天"

    def test_a_beta_blocker_takes_the_heart_rate_off_the_page(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        assert sheet.three.exercise.hr_low is not None
        line = worlds.order(station, sheet.three, METOPROLOL, 25.0)
        with_it = edit_prescription.follow_drugs(station, sheet, replace(sheet.three, medication=(line,)))
        assert with_it.exercise.hr_low is None
        stopped = replace(with_it, medication=(replace(line, change="stopped"),))
        assert edit_prescription.follow_drugs(station, sheet, stopped).exercise == sheet.three.exercise

    def test_so_does_one_that_only_the_form_names_until_it_is_stopped_by_name(
        self, station: Workstation, sheet: PrescriptionSheet
    ) -> None:
        (visit,) = sheet.visits
        taking = replace(visit, values={**visit.values, "drugs": (DrugUse("倍他乐克", 2, "半片"),)})
        named = replace(sheet, visits=(taking,))
        assert edit_prescription.follow_drugs(station, named, sheet.three).exercise.hr_low is None
        stopped = worlds.order(station, sheet.three, METOPROLOL, 25.0, change="stopped")
        after = edit_prescription.follow_drugs(station, named, replace(sheet.three, medication=(stopped,)))
        assert after.exercise == sheet.three.exercise

    def test_a_sulfonylurea_forbids_the_drink_and_asks_for_regular_meals(
        self, station: Workstation, sugar_sheet: PrescriptionSheet
    ) -> None:
        before = {item.item_code: item.text for item in sugar_sheet.three.diet}
        assert before["alcohol"].startswith("现在每天 2 两")
        (drug,) = [drug for drug in find_drug(station, "格列美脲") if drug.id == GLIMEPIRIDE]
        line = worlds.order(station, sugar_sheet.three, drug.id, 2.0)
        edited = replace(sugar_sheet.three, medication=(line,))
        after = {
            item.item_code: item.text for item in edit_prescription.follow_drugs(station, sugar_sheet, edited).diet
        }
        assert after["alcohol"] == "一口不喝"
        assert after["staple"].endswith("不漏餐")

    def test_a_line_comes_with_the_drug_that_asks_for_it_and_goes_with_it(
        self, station: Workstation, sugar_sheet: PrescriptionSheet
    ) -> None:
        def diet(sheet: PrescriptionSheet, *lines: MedicationOrder, own: tuple[DietItem, ...] = ()) -> dict[str, str]:
            three = replace(sheet.three, medication=lines, diet=own or sheet.three.diet)
            followed = edit_prescription.follow_drugs(station, sheet, three)
            return {item.item_code: item.text for item in followed.diet}

        line = worlds.order(station, sugar_sheet.three, GLIMEPIRIDE, 2.0)
        plain = {item.item_code: item.text for item in sugar_sheet.three.diet}
        assert diet(sugar_sheet) == plain
        with_drug = diet(sugar_sheet, line)
        assert with_drug.keys() - plain.keys() == {"carry_sugar"}
        drafted = replace(sugar_sheet.three, medication=(line,))
        drafted = edit_prescription.follow_drugs(station, sugar_sheet, drafted)
        begun_with_it = replace(sugar_sheet, three=drafted)
        stopped = replace(line, change="stopped", quantity=0)
        assert "carry_sugar" not in diet(begun_with_it, stopped)
        without = tuple(item for item in drafted.diet if item.item_code != "carry_sugar")
        assert "carry_sugar" not in diet(begun_with_it, line, own=without)  # taken out by hand
        own = tuple(replace(item, text="兜里放块糖", origin="doctor") for item in drafted.diet)
        assert diet(begun_with_it, stopped, own=own)["carry_sugar"] == "兜里放块糖"

    def test_no_drug_is_added_or_changed(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        lines = (worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0),)
        after = edit_prescription.follow_drugs(station, sheet, replace(sheet.three, medication=lines))
        assert after.medication == lines
        assert (after.reasons, after.version) == (sheet.three.reasons, sheet.three.version)


class TestWhoEatsTogether:
    def test_is_kept_with_the_person_and_the_salt_follows(self, station: Workstation, sheet: PrescriptionSheet) -> None:
        assert (sheet.person.household_size, sheet.eat_together) == (1, None)  # registered alone, nobody asked
        told = edit_prescription.eat_together(station, sheet, sheet.three, "4")
        assert isinstance(told, tuple)
        assert salt(told[1]) == "4 口人，400 克盐吃 20 天"
        again = draft_prescription.draft(station, sheet.visits[0].follow_up_id)
        assert (again.person.household_size, again.eat_together) == (4, 4)
        assert salt(again.three) == "4 口人，400 克盐吃 20 天"

    @pytest.mark.parametrize(
        ("count", "code"), [("", "required"), ("0", "out_of_bounds"), ("31", "out_of_bounds"), ("三", "not_a_number")]
    )
    def test_is_a_number_of_people(self, station: Workstation, sheet: PrescriptionSheet, count: str, code: str) -> None:
        told = edit_prescription.eat_together(station, sheet, sheet.three, count)
        assert isinstance(told, list)
        assert [problem.code for problem in told] == [code]
        assert medication_profile.read(station, sheet.resident.id).eat_together is None


def salt(three: ThreePrescriptions) -> str:
    return next(item.explain for item in three.diet if item.item_code == "salt")
