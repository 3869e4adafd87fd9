"""Do tables for people go out and come in, and does this installation reach a township?"""

from sync.client.engine import sync as sync_round
from sync.client.pairing import pair
from vclinic.forms.roster_file import read_roster_file
from vclinic.selfcheck.bench import Bench, expect
from vclinic.services.export import export
from vclinic.services.sync_status import status


def check_excel(bench: Bench) -> str:
    """The residents are written as .xlsx and read back cell by cell."""
    station = bench.open_station()
    path = bench.folder / "selfcheck.xlsx"
    count = export(station, "residents", path)
    rows = read_roster_file(path).rows
    cells = {cell for row in rows for cell in row}
    expect(count == 1 and len(rows) == 2, f"写了 {count} 人，读回 {len(rows) - 1} 行。")
    missing = [text for text in ("单自检", "11010119600101002X", "1960-01-01") if text not in cells]
    expect(not missing, f"Excel 里读不回：{'、'.join(missing)}。")
    return f"{len(rows[0])} 列写出后能读回"


def check_township(bench: Bench) -> str:
    """This machine pairs with the township named and sends it everything in one round over TLS."""
    station = bench.open_station()
    device = pair(station.store, bench.township)
    expect(device.url.startswith("https://"), "和卫生院的连接没有加密。")
    report = sync_round(station.store, station.clock.now, None, station.clock.monotonic)
    left = status(station).pending
    expect(report.stored > 0 and not report.refused, f"存下 {report.stored} 条，退回 {report.refused} 条。")
    expect(left == 0, f"还有 {left} 条没上报。")
    return f"已接入{device.township}，加密上报 {report.stored} 条"
