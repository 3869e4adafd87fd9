"""What a restore would lose: what the present township has and the backup does not."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

_ASKED = {
    "changes": ("inbox", "SELECT change_id FROM inbox WHERE {own}"),
    "decisions": ("review", "SELECT change_id FROM review WHERE {own} AND decided_at IS NOT NULL"),
    "devices": ("device", "SELECT id FROM device WHERE {own}"),
    "people": ("staff", "SELECT id FROM staff WHERE {own}"),
}
_CALLED = {
    "changes": "村卫生室报来的 {} 条资料（各村下次上报时会自动再报）",
    "decisions": "{} 条审核决定（要重新审核）",
    "devices": "{} 台电脑的接入（要重新给接入码）",
    "people": "{} 个审核人员（要重新添加）",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a township has, by the ids of it."""

    ids: dict[str, frozenset[str]]

    def beyond(self, other: "Kept") -> dict[str, int]:
        """How much of it the other one lacks."""
        return {name: len(ids - other.ids[name]) for name, ids in self.ids.items()}


def kept(connection: Connection, township: str) -> Kept:
    """What a township has; a table that an old schema lacks holds nothing.

    Args:
        township: "" for all of a database from before rows said whose they are.
    """
    there: Collection[str] = inspect(connection).get_table_names()
    own, told = ("township_id = :township", {"township": township}) if township else ("1 = 1", {})
    return Kept(
        {
            name: frozenset(connection.execute(text(query.format(own=own)), told).scalars())
            if table in there
            else frozenset()
            for name, (table, query) in _ASKED.items()
        }
    )


def nothing() -> Kept:
    """What there is where there is no township."""
    return Kept(dict.fromkeys(_ASKED, frozenset[str]()))


def sentence(lost: dict[str, int] | None, made_at: str) -> str:
    """The losses for the person who decides; "" for none, None for what cannot be told."""
    if lost is None:
        return "现在的资料打不开，看不出恢复会丢掉什么。"
    told = [_CALLED[name].format(count) for name, count in lost.items() if count]
    moment = made_at[:16].replace("T", " ")
    return f"这份备份是 {moment} 做的，以后的会没有：{'；'.join(told)}。" if told else ""
