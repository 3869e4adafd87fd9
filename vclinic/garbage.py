"""Python's search for garbage in a process that does one long piece of work: what was loaded for it stays, and what it
makes and drops is a few hundred thousand objects. Windows have `vclinic.collecting`."""

import gc


def seldom() -> None:
    """From now on what is there already is not searched, and what comes less often: looking through all of a program after
    every few hundred records took a quarter of a clinic's first round, and a tenth of what its township took to file it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
