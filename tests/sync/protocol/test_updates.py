"""Who asks for an update is said in one header, whatever the sealed ask holds."""

import pytest
from hypothesis import given, strategies as st

from sync.protocol import updates
from sync.protocol.errors import ProtocolError


@given(st.binary(max_size=2000))
def test_what_was_sealed_comes_out_of_the_header(sealed: bytes) -> None:
    value = updates.credentials(sealed)
    assert updates.sealed_in(value) == sealed
    assert value.isascii()
    assert value.isprintable()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Basic YWRtaW46YWRtaW4=",
        "Envelope not base 64",
        "Envelope ＶＣＢ１",
        "Envelope " + "A" * 8192,
    ],
)
def test_what_is_no_sealed_ask_is_malformed(value: str) -> None:
    with pytest.raises(ProtocolError) as told:
        updates.sealed_in(value)
    assert (told.value.code, told.value.status) == ("malformed", 400)
