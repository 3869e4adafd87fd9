"""Every declared form by id and version; old versions stay here so that old records keep rendering."""

from vclinic.forms.hypertension import HYPERTENSION_FOLLOW_UP
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.spec import FormSpec

FORMS: dict[tuple[str, int], FormSpec] = {
    (form.id, form.version): form for form in (PERSONAL_INFORMATION, HYPERTENSION_FOLLOW_UP)
}


def form(form_id: str, version: int) -> FormSpec:
    """The declaration of ``form_id`` at ``version``; the newest one we know for a version from the future.

    Raises:
        KeyError: no such form at all.
    """
    found = FORMS.get((form_id, version))
    if found is not None:
        return found
    newest = max((known for known in FORMS if known[0] == form_id), default=None)
    if newest is None:
        raise KeyError(form_id)
    return FORMS[newest]
