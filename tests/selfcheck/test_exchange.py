"""Excel and the township are tried with the real file and the real line, and what is wrong is a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.protocol import pairing_text
from sync.server import identity
from sync.server.database.store import create
from tests.server.township import RunningTownship, TurnableClock, serving
from vclinic.clock import SystemClock
from vclinic.domain.problem import Refused
from vclinic.forms.tabular import write_table
from vclinic.selfcheck import exchange
from vclinic.selfcheck.bench import Bench, Failed
from vclinic.services.workstation import Workstation

CLINIC, VILLAGE = "自检卫生室", "110101001001"


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    store = create(tmp_path / "township", "清溪镇卫生院")
    with serving(store, TurnableClock(SystemClock().now()), secure=True) as made:
        yield made
    store.close()


def pairing(township: RunningTownship) -> str:
    fingerprint = identity.load(township.store.data).fingerprint
    return pairing_text.write(township.url, township.code(CLINIC, VILLAGE), fingerprint)


def test_residents_come_back_out_of_an_excel_file(bench: Bench) -> None:
    assert exchange.check_excel(bench).endswith("列写出后能读回")


def test_a_number_that_excel_rounded_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def rounded(_station: Workstation, _kind: str, path: Path) -> int:
        write_table(path, ("姓名", "身份证件号码", "出生日期"), [("单自检", 1.10101e17, "1960-01-01")])
        return 1

    monkeypatch.setattr(exchange, "export", rounded)
    with pytest.raises(Failed, match="Excel 里读不回：11010119600101002X。"):
        exchange.check_excel(bench)


def test_everything_goes_up_in_one_round_over_tls(bench: Bench, township: RunningTownship) -> None:
    bench.township = pairing(township)
    assert exchange.check_township(bench) == "已接入清溪镇卫生院，加密上报 5 条"


def test_a_pairing_text_of_another_certificate_sends_nothing(bench: Bench, township: RunningTownship) -> None:
    bench.township = pairing_text.write(township.url, township.code(CLINIC, VILLAGE), "0" * 64)
    with pytest.raises(Refused, match="没有发出任何资料"):
        exchange.check_township(bench)


def test_a_line_without_tls_does_not_pass(bench: Bench, tmp_path: Path) -> None:
    store = create(tmp_path / "plain", "清溪镇卫生院")
    with serving(store, TurnableClock(SystemClock().now())) as plain:
        bench.township = pairing_text.write(plain.url, plain.code(CLINIC, VILLAGE))
        with pytest.raises((Failed, Refused)):
            exchange.check_township(bench)
    store.close()
