"""A database that was put back by hand, copied over by the system's own means, is a restored one though nothing restored it:
it would draw ids that were used before. It begins another life, as after a restore, and asks the township for what it lost.

Noticed by the count of the log that is kept beside the database (`log_count`), by the machine it was last opened on, and by
the township's word that a number was used before (`sync.client.sending`).
"""

import hashlib

from vclinic.storage import copying, log_count
from vclinic.storage.rounds import MACHINE
from vclinic.storage.store import Store, log_length
from vclinic.storage.unit_of_work import STORE_ID, TAG, life

PUT_BACK = "put_back"  # "tag entries": the life that was begun, and how many were missing then; -1 unknown
OLDER, UNSURE, MOVED = "older", "unsure", "moved"


def settle(store: Store, machine: str) -> str:
    """Look at a store that was just opened; what a copy tells once begins one life, not one at each opening.

    Args:
        machine: by what this machine is known; "" where nothing tells.

    Returns:
        Why another life was begun: older (entries are missing), unsure (the count is not there, or is another's), moved (it
        was last opened on another machine); "" where all is as it was left, or was never counted.
    """
    facts = store.meta(STORE_ID, TAG, PUT_BACK, MACHINE)
    here = _name(facts, machine)
    why = _why(facts, store.missing(), here)
    if why:
        begin_anew(store)
    if here and (why or not facts.get(MACHINE)):
        store.set_meta({MACHINE: here})
    return why


def is_elsewhere(store: Store, machine: str) -> bool:
    """Whether a store was last opened on another machine than this; unknown is no."""
    facts = store.meta(STORE_ID, MACHINE)
    return bool(machine) and facts.get(MACHINE, "") not in ("", _name(facts, machine))


def _name(facts: dict[str, str], machine: str) -> str:
    return hashlib.sha256(f"{facts[STORE_ID]} {machine}".encode()).hexdigest()[:16] if machine else ""


def begin_anew(store: Store) -> None:
    """Another life of the store, in which as many entries are known to be missing as in the one before."""
    gone, counted = store.missing(), store.meta(TAG, log_count.COUNTED)
    was_counted = counted.get(log_count.COUNTED) == counted[TAG]
    copying.new_generation(store)
    facts = store.meta(STORE_ID, TAG)
    if was_counted and gone is not None:
        with store.read() as session:
            entries = log_length(session)
        log_count.keep(store.data_dir, life(facts), entries + gone)
    kept = {PUT_BACK: f"{facts[TAG]} {-1 if gone is None else gone}"}
    store.set_meta(kept | ({log_count.COUNTED: facts[TAG]} if was_counted else {}))


def _why(facts: dict[str, str], gone: int | None, here: str) -> str:
    tag, _, noted = facts.get(PUT_BACK, "").partition(" ")
    known = int(noted) if tag == facts[TAG] else 0
    if gone is None and known != -1:
        return UNSURE
    if gone is not None and gone > max(0, known):
        return OLDER
    return MOVED if here and facts.get(MACHINE, here) not in ("", here) else ""
