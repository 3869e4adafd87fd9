"""The administrators' page of backups: what is shown, what may be changed, who may look."""

from datetime import timedelta

import pytest

from sync.server.care import nightly, plan, recovery
from tests.server.browserless import Visitor
from tests.server.care.test_restore import CHEAP
from tests.server.console.reading import text_of


def test_before_a_code_was_printed_it_says_what_to_do(admin: Visitor) -> None:
    assert "还没有恢复码，所以没有备份" in text_of(admin.get("/backups").text)
    assert "备份有问题" not in text_of(admin.get("/").text)


def test_the_last_backup_its_copy_and_those_kept(admin: Visitor, tmp_path_factory: pytest.TempPathFactory) -> None:
    township, second = admin.township, tmp_path_factory.mktemp("stick")
    recovery.draw(township.store.data, CHEAP)
    with township.store.write() as session:
        assert plan.change(session, second=str(second)) == []
    for days in (1, 0):
        nightly.run(township.store, township.clock() - timedelta(days=days))
    page = text_of(admin.get("/backups").text)
    assert "还没有恢复码" not in page
    for said in ("township-20261125-092000.vctb", str(second), "2026-11-24 09:20", "2026-11-25 09:20", "对得上"):
        assert said in page


def test_a_failure_stands_on_the_page_and_on_the_administrators_home(admin: Visitor, colleague: Visitor) -> None:
    nightly.run(admin.township.store, admin.township.clock())
    assert "的备份没有做成" in text_of(admin.get("/backups").text)
    assert "备份有问题" in text_of(admin.get("/").text)
    assert "备份有问题" not in text_of(colleague.get("/").text)


def test_the_time_is_changed_and_what_is_no_time_is_said(admin: Visitor) -> None:
    admin.get("/backups")
    assert "备份时间已改" in text_of(admin.post("/backups", {"at": "23:15"}).text)
    wrong = admin.post("/backups", {"at": "25:00"})
    assert (wrong.status_code, "时间要写成 02:30 这样" in wrong.text) == (422, True)
    with admin.township.store.read() as session:
        assert plan.plan(session).at == "23:15"


def test_it_is_for_administrators_only(colleague: Visitor) -> None:
    assert colleague.get("/backups").status_code == 403
    colleague.get("/")
    assert colleague.post("/backups", {"at": "23:15"}).status_code == 403
