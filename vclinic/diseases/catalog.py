"""Every declared form by id and version; old versions stay declared so that old records keep rendering."""

from vclinic import diseases
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import FormSpec
from vclinic.forms.unfinished import is_unfinished


def all_forms() -> tuple[FormSpec, ...]:
    """The forms of the health record and of every disease."""
    return (PERSONAL_INFORMATION, *diseases.forms())


def form(form_id: str, version: int) -> FormSpec:
    """The declaration of ``form_id`` at ``version``; the newest whole one we know for a version from the future.

    Raises:
        KeyError: no such form at all.
    """
    known = [declared for declared in all_forms() if declared.id == form_id]
    if not known:
        raise KeyError(form_id)
    exact = next((declared for declared in known if declared.version == version), None)
    return exact or max(
        (declared for declared in known if not is_unfinished(declared.version)), key=lambda declared: declared.version
    )
