"""The story of a day from village to township and back, on the real program and a real township server."""

from pathlib import Path


def run(headless: bool, out: Path, keep: Path | None, as_json: bool = False) -> int:
    """Open the sample village with a township beside it, or play the story offscreen into ``out``.

    With ``as_json`` the summary is all there is on stdout; what happens is said on stderr.
    """
    if headless:
        from vclinic.demo.play import play

        return play(out, keep, as_json)
    from vclinic.demo.opened import open_village

    return open_village(keep)
