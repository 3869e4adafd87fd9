"""Where a side may be killed: named steps, each before or after, the so many-th time it is reached."""

import importlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

CLINIC = (
    "sync.client.batches_two:seal",
    "sync.client.transport:Transport.round",
    "sync.client.sending:Sender._kept",
    "vclinic.storage.changes:keep_receipts",
    "vclinic.storage.notices:keep",
)
"""Sealing, the request, what it answered, the receipts in an open transaction, the notices in the same."""
TOWNSHIP = (
    "sync.server.intake.rounds_two:answer",
    "sync.server.intake.receipts:take",
    "sync.server.intake.apply:settle",
    "sync.server.devices.pairing:caller",
)
"""The whole answer (after it: committed and not yet told), filing, bringing into the mirror, knowing who asks."""


@dataclass(frozen=True, slots=True)
class Trap:
    """A step of ``CLINIC`` or ``TOWNSHIP``; ``turn`` counts from 0."""

    step: str
    after: bool
    turn: int


def set_trap(trap: Trap) -> Callable[[], bool]:
    """Kill this process at a step. Returns what takes the trap away again and says whether the step was reached."""
    module_name, _, path = trap.step.partition(":")
    owner: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    original: Callable[..., Any] = getattr(owner, name)
    left = trap.turn
    reached = False

    @wraps(original)
    def trapped(*args: Any, **keywords: Any) -> Any:
        nonlocal left, reached
        reached = True
        left -= 1
        if left < 0 and not trap.after:
            _die()
        answer = original(*args, **keywords)
        if left < 0:
            _die()
        return answer

    def away() -> bool:
        setattr(owner, name, original)
        return reached

    setattr(owner, name, trapped)
    return away


def _die() -> None:
    """As when the power goes: no handler runs, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)
