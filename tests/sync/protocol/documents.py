"""Whatever JSON can say and both sides can keep, and what became of reading it."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from sync.protocol.errors import ProtocolError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def fault_of(read: Callable[[Any], object], given: Any) -> tuple[str, str] | None:
    """Code and sentence of the `ProtocolError` that reading raises; None when it is read. All else is a crash."""
    try:
        read(given)
    except ProtocolError as fault:
        return fault.code, fault.text
    return None
