"""A new township, and one whose making was cut off: the next try finishes it and begins nothing twice."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from sync.server.care import recovery
from sync.server.database.store import create, open_store
from sync.server.database.tables import Staff
from sync.server.setup import founding
from tests.server.township import PASSWORD, TurnableClock
from vclinic.domain.problem import Refused


def logins(data: Path) -> list[str]:
    with closing(open_store(data)) as store, store.read() as session:
        return [person.login for person in session.exec(select(Staff))]


def test_a_township_has_its_administrator_and_a_code_for_its_backups(tmp_path: Path) -> None:
    code = founding.found(tmp_path / "t", " 清溪镇卫生院 ", "admin", PASSWORD, TurnableClock())
    assert (len(code), recovery.is_drawn(tmp_path / "t")) == (29, True)
    assert (logins(tmp_path / "t"), founding.lacks_administrator(tmp_path / "t")) == (["admin"], False)
    with pytest.raises(Refused, match="已经有一个卫生院"):
        founding.found(tmp_path / "t", "清溪镇卫生院", "admin", PASSWORD, TurnableClock())
    assert founding.finish(tmp_path / "t", "other", PASSWORD, TurnableClock()) == ""
    assert logins(tmp_path / "t") == ["admin"]


@pytest.mark.parametrize(
    ("name", "admin", "password", "sentence"),
    [
        (" ", "admin", PASSWORD, "请填卫生院名称"),
        ("卫" * 61, "admin", PASSWORD, "最多 60 个字"),
        ("清溪镇卫生院", "a b", PASSWORD, "登录名用字母"),
        ("清溪镇卫生院", "admin", "short", "密码至少"),
    ],
)
def test_nothing_is_made_of_wrong_answers(tmp_path: Path, name: str, admin: str, password: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        founding.found(tmp_path / "t", name, admin, password, TurnableClock())
    assert not (tmp_path / "t").exists()


def test_cut_off_after_the_tables_the_administrator_and_the_code_follow(tmp_path: Path) -> None:
    create(tmp_path / "t", "清溪镇卫生院").close()
    assert founding.lacks_administrator(tmp_path / "t")
    with pytest.raises(Refused, match="密码至少"):
        founding.finish(tmp_path / "t", "admin", "short", TurnableClock())
    assert founding.finish(tmp_path / "t", "admin", PASSWORD, TurnableClock()) != ""
    assert logins(tmp_path / "t") == ["admin"]
