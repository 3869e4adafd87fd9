"""Protocol 2: the same changes and receipts in a fraction of the bytes. Text: `docs/protocol.md`, part "Protocol 2"."""
