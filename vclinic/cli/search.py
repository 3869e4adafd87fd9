"""Residents found by any part of a name or a number."""

import click

from vclinic.cli.call import Call, global_options, with_call
from vclinic.usage import TYPED


@click.command("search")
@click.argument("text", type=TYPED)
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="最多列出几位")
@global_options
@with_call
def search(call: Call, text: str, limit: int) -> None:
    """找居民：姓名、拼音首字母、全拼、身份证或电话的任意一段。"""
    from vclinic.services.find_residents import find

    hits = find(call.station, text, limit)
    rows = [
        {
            "id": hit.id,
            "name": hit.name,
            "sex_code": hit.sex_code,
            "birth_date": hit.birth_date,
            "id_no_tail": hit.id_no_tail,
            "phone": hit.phone,
            "village_group": hit.village_group,
        }
        for hit in hits
    ]
    lines = [f"{hit.name} {hit.age} 岁 {hit.village_group} {hit.phone}" for hit in hits]
    call.say(rows, "\n".join(lines) or "没有找到。")
