"""Who is due for a follow-up."""

from datetime import datetime

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import TypedDay


@click.command("due")
@click.option("--on", "day", type=TypedDay(), help="哪一天，默认今天")
@global_options
@with_call
def due(call: Call, day: datetime | None) -> None:
    """应随访名单。"""
    from vclinic.services.due_today import worklist

    due_list = worklist(call.station, day.date() if day else None)
    rows = [
        {
            "resident_id": row.resident_id,
            "name": row.name,
            "age": row.age,
            "address": row.address,
            "tile": row.tile,
            "due_on": row.due_on,
            "last": row.last_text,
            "danger": row.danger,
            "why": row.why,
        }
        for row in due_list.rows
    ]
    document = {"on": due_list.on, "counts": {tile.key: tile.count for tile in due_list.tiles}, "rows": rows}
    lines = [f"{row.name} {row.age} 岁 {row.address} {row.due_text} {row.why}" for row in due_list.rows]
    call.say(document, "\n".join(lines) or "今天没有要随访的人。")
