"""The three prescriptions and the dispensing of a visit, read at the township."""

from typing import Any

import pytest
from sqlmodel import select

from sync.server.database.tables import Audit
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.papers import batch, dispensing, prescription
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def here(township: RunningTownship, clinic: ClinicDevice) -> Visitor:
    township.staff("linxy", "林晓燕")
    clinic.round(resident(), visit(), prescription(), batch(), dispensing())
    visitor = Visitor(township)
    visitor.sign_in("linxy")
    return visitor


def test_the_three_prescriptions_stand_in_the_order_of_the_paper(here: Visitor) -> None:
    shown = text_of(here.get("/prescriptions/P-1").text)
    said = (
        "杨素芬 三处方", "第 2 版", "开于 2026-11-16", "下次评估 2027-02-16", "随访 2026-11-16，146/88", "发药 2026-11-16",
        "用药处方", "苯磺酸氨氯地平片 5 mg 5 mg，口服 每天 1 次，早晨 84 84 片 调整 饭前饭后都行",
        "医生理由：已和上级医生商量", "自购鱼油 1 粒，口服 每天 2 次 30 自备 新加", "硝苯地平片 10 mg — — — — 停用",
        "医生理由：病情稳定，本人已签字", "饮食处方", "食盐 食盐每天少于 5 克 2 口人，400 克盐吃 40 天", "运动处方",
        "做什么 平地快走、太极拳 几次 每周 5 天 多久 每次 30 分钟 心率 每分钟 90–105 次，(220 − 70) × 60%–70%",
        "医生加 下雨天在家走", "马上停 胸痛、气短、头晕，马上停", "危险信号", "马上打 120",
    )  # fmt: skip
    places = [shown.find(entry) for entry in said]
    assert -1 not in places, said[places.index(-1)]
    assert places == sorted(places)


def test_a_day_without_exercise_says_why(here: Visitor, clinic: ClinicDevice) -> None:
    advice = {"allowed": False, "blocked_because": "血压太高", "stop_rules": ["胸痛马上打 120"], "times_per_week": 5}
    clinic.round(visit("V-2"), prescription("P-2", follow_up_id="V-2", exercise=advice, medication=[]))
    shown = text_of(here.get("/prescriptions/P-2").text)
    assert "今日不运动 血压太高 马上停 胸痛马上打 120" in shown
    assert "每周 5 天" not in shown
    assert "这次没有开药。" in shown
    assert "还没有发药报来" in shown


def test_what_was_handed_out_stands_batch_by_batch_at_its_price(here: Visitor, clinic: ClinicDevice) -> None:
    shown = text_of(here.get("/dispensings/G-1").text)
    for said in (
        "杨素芬 发药", "合计 8.75 元", "处方 2026-11-16 第 2 版", "四查十对 做了", "84 片 70 片",
        "理由：货架上不够", "A270201 2027-02-02 70 片 0.125 8.75 是",
    ):  # fmt: skip
        assert said in shown, said
    assert "已过期" not in shown
    clinic.round(dispensing("G-2", kind="reversal", reverses="G-1", total=-8750, reason="病人没有来取"))
    assert "已冲销 2026-11-16 冲销" in text_of(here.get("/dispensings/G-1").text)
    shown = text_of(here.get("/dispensings/G-2").text)
    assert "发药冲销" in shown
    assert "合计 -8.75 元" in shown
    assert "理由：病人没有来取" in shown
    assert 'href="/dispensings/G-1"' in here.get("/dispensings/G-2").text


def test_a_mark_up_and_an_expired_batch_are_seen(here: Visitor, clinic: ClinicDevice) -> None:
    taken = {"batch_id": "B-2", "batch_no": "OLD", "expires_on": "2026-11-15", "quantity": 10, "price": 150}
    unknown = {"batch_id": "B-9", "batch_no": "X", "expires_on": "2027-11-15", "quantity": 10, "price": 150}
    line = {"drug_id": "w1", "drug_name": "氨氯地平", "quantity": 20, "base_unit": "片", "batches": [taken, unknown]}
    clinic.round(batch("B-2", cost=120, price=150), dispensing("G-3", lines=[line], total=3000))
    shown = text_of(here.get("/dispensings/G-3").text)
    assert "2026-11-15 已过期" in shown
    assert "每单位差 0.03 元" in shown
    assert "批次没有报来" in shown


def test_both_are_linked_from_the_visit_and_the_resident(here: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(prescription("P-0", version=1))
    for page in ("/review/V-1.r1", "/residents/R-1"):
        text = here.get(page).text
        assert 'href="/prescriptions/P-1">三处方</a>' in text, page
        assert 'href="/dispensings/G-1">发药</a>' in text, page
    assert "/prescriptions/P-0" not in here.get("/review/V-1.r1").text, "the version in force"
    older = here.get("/prescriptions/P-0").text
    assert "已有新版" in text_of(older)
    assert 'href="/prescriptions/P-1">看第 2 版</a>' in older


def test_every_look_is_logged_with_whose_it_was(township: RunningTownship, here: Visitor) -> None:
    here.get("/prescriptions/P-1")
    here.get("/dispensings/G-1")
    for wrong in ("/prescriptions/P-9", "/dispensings/P-1", "/prescriptions/G-1"):
        answer = here.get(wrong)
        assert (answer.status_code, "可能地址写错了" in answer.text) == (404, True)
    with township.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.act == "view").order_by(Audit.seq)).all()
    assert [(row.entity, row.entity_id, row.login) for row in rows] == [
        ("prescription", "P-1", "linxy"), ("dispensing", "G-1", "linxy"),
    ]  # fmt: skip
    township.staff("admin", "赵敏", "administrator")
    chief = Visitor(township)
    chief.sign_in("admin")
    log = text_of(chief.get("/staff/acts").text)
    assert "查看 三处方 杨素芬 2026-11-16" in log
    assert "查看 发药 杨素芬 2026-11-16" in log


def test_what_no_program_of_ours_writes_breaks_no_page(here: Visitor, clinic: ClinicDevice) -> None:
    odd: list[Any] = [{}, {"drug_name": EVIL, "dose_value": "many", "frequency": EVIL, "quantity": [1], "days": None}]
    clinic.round(
        prescription("P-7", medication=odd, diet=[{"label": 3}], exercise={"types": "walking", "stop_rules": {"a": 1}},
                     warnings=EVIL, overrules=[["x"], 5, [EVIL, EVIL]], version="two", review_on=7),
        dispensing("G-7", prescription_id="P-7", lines=[
            {"drug_id": "w1", "drug_name": EVIL, "quantity": 1, "batches": [{"price": "dear", "quantity": 2.5}, 4]},
            {"drug_id": "w2", "drug_name": "x", "quantity": 1, "batches": 7},
        ]),
    )  # fmt: skip
    for page in ("/prescriptions/P-7", "/dispensings/G-7", "/residents/R-1", "/review/V-1.r1"):
        answer = here.get(page)
        assert answer.status_code == 200, page
        assert EVIL not in answer.text, page


def test_a_prescription_of_two_visits_names_both_and_one_of_no_visit_none(here: Visitor, clinic: ClinicDevice) -> None:
    plain = {name: value for name, value in prescription().data.items() if name != "follow_up_id"}
    both = plain | {"reasons": [["follow_up", "V-1"], ["follow_up", "V-2"]], "version": 3}
    clinic.round(
        visit("V-2", visit_date="2026-08-16", next_visit_date="2026-11-16"),
        change("prescription", "P-2", both),
        change("prescription", "P-3", plain | {"reasons": []}),
    )
    shown = here.get("/prescriptions/P-2").text
    assert all(f'href="/review/{name}.r1"' in shown for name in ("V-1", "V-2"))
    assert 'href="/prescriptions/P-2"' in here.get("/review/V-2.r1").text
    alone = text_of(here.get("/prescriptions/P-3").text)
    assert "第 2 版 开于 2026-11-16" in alone
    assert "随访 2026" not in alone
