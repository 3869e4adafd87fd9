"""Answer a remark of the township in a line: the figures were right, and why. It goes up alone or with the next
revision; the reviewer then accepts or returns again."""

from vclinic.domain import entities
from vclinic.domain.entity_words import MOST_REPLY
from vclinic.domain.problem import Problem
from vclinic.services.workstation import Workstation
from vclinic.storage import replies, revisions, verdicts


def reply(station: Workstation, entity: str, entity_id: str, text: str) -> Problem | str:
    """Keep a reply to the return of a record's newest revision; a second one takes the place of the first.

    Returns:
        The id of the reply's change, or why nothing was kept.
    """
    told = " ".join(text.split())
    if not told:
        return Problem("reply", "required", "请先写一句答复，例如：量过两次，确是这样。")
    if len(told) > MOST_REPLY:
        return Problem("reply", "too_long", f"答复最多 {MOST_REPLY} 个字，现在有 {len(told)} 个。")
    kind = entities.by_name(entity)
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        verdict = verdicts.on_newest(work.session, entity_id)
        record = revisions.newest(work.session, entity, entity_id)
        if verdict is None or verdict.state != "returned" or kind is None or record is None:
            return Problem("reply", "not_returned", "这一份现在没有退回的意见要答复，可能已经改好或者通过了。")
        return replies.write(
            work,
            record=(entity, entity_id),
            resident_id=kind.resident_of(entity_id, record),
            change_id=verdict.change_id,
            text=told,
            day=station.clock.today(),
            by=(station.doctor.id, station.doctor.name),
        )
