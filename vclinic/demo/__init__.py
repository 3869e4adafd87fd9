"""The story of a day from village to township and back, on the real program and a real township server."""

from pathlib import Path


def run(headless: bool, out: Path, keep: Path | None) -> int:
    """Open the sample village with a township beside it, or play the story offscreen into ``out``."""
    if headless:
        from vclinic.demo.story import play

        return play(out, keep)
    from vclinic.demo.opened import open_village

    return open_village(keep)
