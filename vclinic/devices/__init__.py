"""The door for card readers, pressure meters and scanners: what they say is read and checked here before anybody sees it.

Pure but for the simulator: no Qt, no SQL, no network, no clock. The lines helpers speak: `docs/devices.md`.
"""
