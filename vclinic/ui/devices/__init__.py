"""Devices at the window: the helper process that speaks for them, and where its readings go."""
