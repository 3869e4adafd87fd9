"""What is kept of the log's states beside the log itself."""

from collections import Counter

from vclinic.services.workstation import Workstation
from vclinic.storage import change_states, changes


def in_view(station: Workstation) -> dict[str, tuple[int, str, bool]]:
    """Change id → (seq, state, latest), as the view reckons each from the log."""
    with station.store.read() as session:
        rows = session.connection().exec_driver_sql("SELECT id, seq, state, latest FROM change_state").all()
    return {row[0]: (row[1], row[2], bool(row[3])) for row in rows}


def agree(station: Workstation) -> None:
    """Counts, lists and what waits are those the view reckons."""
    known = in_view(station)
    with station.store.read() as session:
        counted = Counter(state for _, state, _ in known.values())
        assert change_states.counts(session) == dict.fromkeys(change_states.STATES, 0) | counted
        acting = [key for key, (_, state, latest) in known.items() if latest and state in ("refused", "returned")]
        assert change_states.needing_action(session) == len(acting)
        for state in change_states.STATES:
            listed = [change.id for change in change_states.listed(session, (state,), 1000)]
            expected = [key for key, (_, its, _) in known.items() if its == state]
            assert listed == sorted(expected, key=lambda key: -known[key][0]), state
        everything = change_states.listed(session, change_states.STATES, 1000)
        assert [change.seq for change in everything] == sorted((seq for seq, _, _ in known.values()), reverse=True)
        assert {key: state for key, (_, state, _) in known.items()} == change_states.states_of(session, known)
        receipts = set(session.connection().exec_driver_sql("SELECT change_id FROM receipt").scalars())
        assert [row.id for row in changes.pending(session, 0, 1000)] == [key for key in known if key not in receipts]
