"""What travels between a clinic and its township, so that both sides read one definition. Text: `docs/protocol.md`."""

PROTOCOL_MIN = 1
PROTOCOL_MAX = 2
