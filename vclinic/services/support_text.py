"""What somebody who helps from afar has to know of reporting, and nothing of any resident: counts, codes and times."""

import re
import shutil
from datetime import datetime
from urllib.parse import urlsplit

from vclinic import __version__
from vclinic.services.sync_centre import GROUPS, age_of
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes, rounds
from vclinic.storage.rounds import DEVICE, LAST_SUCCESS, TOWNSHIP_TIME
from vclinic.storage.unit_of_work import TAG

_ROUNDS = 5
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,39}")  # as programs name things; other text may be about somebody


def support_text(station: Workstation) -> str:
    """Lines to be pasted into a message."""
    now = station.clock.now()
    with station.store.read() as session:
        totals = {name: change_states.grouped(session, name, 0)[0] for name in GROUPS}
        refused = change_states.refusals(session)
        oldest = changes.oldest_pending(session)
        last = rounds.newest(session, _ROUNDS)
    facts = station.store.meta(DEVICE, TAG, "township_url", LAST_SUCCESS, TOWNSHIP_TIME)
    free = shutil.disk_usage(station.store.data_dir).free
    lines = [
        f"村医工作站 {__version__}，{now:%Y-%m-%d %H:%M}",
        f"设备 {facts.get(DEVICE) or '未接入'}，编号头 {facts.get(TAG, '')}，卫生院 {_host(facts.get('township_url', ''))}",
        "，".join(f"{label} {totals[name]}" for name, label in GROUPS.items()),
        f"最早待上报：{age_of(oldest, now)[0]}" if oldest is not None else "没有待上报",
        *(
            f"未接收 {count} 条：{entity} {_plain(code)} {_plain(field)}".rstrip()
            for entity, code, field, count in refused
        ),
        f"上次报成 {_moment(facts.get(LAST_SUCCESS, ''))}",
        *(f"{row.at} {'成' if row.ok else _plain(row.code)}，{row.pushed} 条，{row.bytes_up} 字节" for row in last),
        f"时钟：{'日期待核对' if station.store.stopped else '可信'}，卫生院上次的时间 {_moment(facts.get(TOWNSHIP_TIME, ''))}",
        f"磁盘剩余 {free / 1024**3:.1f} GB",
    ]
    return "\n".join(lines)


def _plain(name: str) -> str:
    return name if not name or _CODE.fullmatch(name) else "（其他）"


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or "—"
    except ValueError:
        return "—"


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%m-%d %H:%M}"
    except ValueError:
        return "—"
