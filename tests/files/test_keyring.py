"""The key file: the same key behind every password, bound to its store, and never taken for whole when it is not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import CHEAP
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.keyring import Entry, Keyring, new_recovery_code, read_keyring, write_keyring

KEY = bytes(range(32))
CODE = "7KQ3-ABCD-EFGH-JKMN-PQRS-TVWX"


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    made = Keyring("S-1").with_user(KEY, "wang", "王医生", "first", CHEAP).with_recovery(KEY, CODE, CHEAP)
    return made.with_user(KEY, "li", "李医生", "second", CHEAP)


def test_every_password_and_the_code_open_the_same_key(keyring: Keyring) -> None:
    assert keyring.unwrap("wang", "first") == keyring.unwrap("li", "second") == keyring.recover(CODE) == KEY
    assert keyring.logins() == [("wang", "王医生"), ("li", "李医生")]


@pytest.mark.parametrize(("login", "password"), [("wang", "second"), ("nobody", "first"), ("", CODE), ("wang", "")])
def test_a_wrong_password_and_an_unknown_login_sound_alike(keyring: Keyring, login: str, password: str) -> None:
    with pytest.raises(Refused, match="密码不对"):
        keyring.unwrap(login, password)


def test_whoever_is_taken_out_has_no_way_in_and_the_others_and_the_code_have(keyring: Keyring) -> None:
    left = keyring.without_user("wang")
    with pytest.raises(Refused, match="密码不对"):
        left.unwrap("wang", "first")
    assert left.unwrap("li", "second") == left.recover(CODE) == KEY
    assert keyring.without_user("nobody") == keyring


def test_a_code_is_read_as_people_write_it(keyring: Keyring) -> None:
    assert keyring.recover(CODE.lower().replace("-", " ")) == KEY
    assert keyring.recover(f"恢复码：{CODE.replace('-', '—')}，请保管好。") == KEY
    assert keyring.recover(f"【{CODE.lower().replace('-', '－')}\u200b】") == KEY
    with pytest.raises(Refused, match="恢复码不对"):
        keyring.recover(CODE[:-1] + "9")


def test_a_new_password_or_code_ends_the_old_one(keyring: Keyring) -> None:
    changed = keyring.with_user(KEY, "wang", "王医生", "third", CHEAP).with_recovery(KEY, "AAAA", CHEAP)
    assert changed.unwrap("wang", "third") == changed.recover("aaaa") == KEY
    for wrong in (lambda: changed.unwrap("wang", "first"), lambda: changed.recover(CODE)):
        with pytest.raises(Refused):
            wrong()


@pytest.mark.parametrize("typed", ["first", "ｆｉｒｓｔ", "first\u200b"])
def test_a_password_opens_however_wide_it_is_typed(keyring: Keyring, typed: str) -> None:
    assert keyring.unwrap("wang", typed) == KEY
    assert Keyring("S-1").with_user(KEY, "wang", "王医生", typed, CHEAP).unwrap("wang", "first") == KEY


def test_a_password_that_was_kept_in_full_width_by_an_earlier_program_still_opens() -> None:
    earlier = json.loads((Path(__file__).parent / "keyring_full_width.json").read_text(encoding="utf-8"))
    keyring = Keyring(earlier["store_id"], tuple(Entry(**entry) for entry in earlier["entries"]))
    assert keyring.unwrap("wang", "ｆｉｒｓｔ") == KEY
    with pytest.raises(Refused):
        keyring.unwrap("wang", "first")


def test_an_entry_is_bound_to_its_store_and_login(keyring: Keyring) -> None:
    with pytest.raises(Refused):
        replace(keyring, store_id="S-2").unwrap("wang", "first")
    stolen = tuple(replace(entry, login="li") if entry.login == "wang" else entry for entry in keyring.entries)
    with pytest.raises(Refused):
        replace(keyring, entries=stolen).unwrap("li", "first")


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (2, 0), (3, 5), (4, 10), (8, 160), (9, 300), (90, 300)])
def test_the_wait_doubles_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert Keyring("S-1", failures=failures).wait_after_failures() == seconds


def test_it_is_read_as_it_was_written(keyring: Keyring, tmp_path: Path) -> None:
    counted = replace(keyring, failures=2, failed_at=17.5)
    write_keyring(tmp_path / "keyring.json", counted)
    assert read_keyring(tmp_path / "keyring.json") == counted
    assert [path.name for path in tmp_path.iterdir()] == ["keyring.json"]
    with pytest.raises(WorldFault, match="原来的密钥没有变"):
        write_keyring(tmp_path / "no such folder" / "keyring.json", counted)


def _without(name: str) -> Any:
    return lambda document: document.pop(name)


def _entry(name: str, value: object) -> Any:
    return lambda document: document["entries"][0].update({name: value})


@pytest.mark.parametrize(
    "spoil",
    [
        _without("entries"), _without("store_id"), _without("failures"),
        _entry("salt", "short"), _entry("wrapped", ""), _entry("login", 7), _entry("passes", 10_000),
        _entry("memory_kib", 2**40), _entry("lanes", 1.5), _entry("something", "new"),
        lambda document: document.update(failures=-1), lambda document: document.update(failed_at=float("inf")),
    ],
)  # fmt: skip
def test_a_spoiled_file_is_said_to_be_spoiled(keyring: Keyring, tmp_path: Path, spoil: Any) -> None:
    path = tmp_path / "keyring.json"
    write_keyring(path, keyring)
    document = json.loads(path.read_text(encoding="utf-8"))
    spoil(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(WorldFault, match="已损坏"):
        read_keyring(path)


def test_a_missing_and_a_newer_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="读不到密钥文件"):
        read_keyring(tmp_path / "keyring.json")
    (tmp_path / "keyring.json").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(Refused, match="更新版本"):
        read_keyring(tmp_path / "keyring.json")


def test_codes_have_no_letters_that_look_alike() -> None:
    codes = {new_recovery_code() for _ in range(50)}
    assert len(codes) == 50
    assert {len(code) for code in codes} == {29}
    assert not set("".join(codes)) & set("OIL")
