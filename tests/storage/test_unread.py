"""What is known of a visit of a newer program, from the columns every visit has."""

from datetime import date

import pytest

from vclinic.storage.tables import FollowUpRow
from vclinic.storage.unread import known_values, unread_assessment, unread_record


def row(next_visit_on: str | None) -> FollowUpRow:
    return FollowUpRow(
        id="F-1", resident_id="R-1", disease="gout", form_id="gout_follow_up", form_version=3, visited_on="2027-03-01",
        visit_way="2", visit_class="2", satisfied=0, action="ADJUST", next_visit_on=next_visit_on, status="valid",
        summary="尿酸 540", measures='{"urate":540}', rule_set_id="gout-2027", record="{}", assessment="{}",
        overrules="[]", reasons="[]", carried="[]", entry_seconds=0, key_actions=0, doctor_id="D", doctor_name="周国平",
    )  # fmt: skip


@pytest.mark.parametrize(("told", "next_on"), [("2027-03-15", date(2027, 3, 15)), (None, None)])
def test_day_way_class_and_next_visit_are_known_and_the_document_is_kept(
    told: str | None, next_on: date | None
) -> None:
    record = unread_record(row(told), {"urate": 540})
    assert (record.visit_date, record.visit_way, record.visit_class) == (date(2027, 3, 1), "2", "2")
    assert (record.next_visit_date, record.document) == (next_on, {"urate": 540})
    values = known_values(record)
    assert "document" not in values
    assert (values["visit_date"], values["next_visit_date"], values["drugs"]) == (date(2027, 3, 1), next_on, ())


def test_the_judgement_is_what_the_columns_say() -> None:
    judged = unread_assessment(row("2027-03-15"))
    assert (judged.visit_class, judged.satisfied, judged.action) == ("2", False, "ADJUST")
    assert (judged.next_visit_date, judged.referral, judged.reasons) == (date(2027, 3, 15), "none", ())
    assert judged.rule_set_id == "gout-2027"
