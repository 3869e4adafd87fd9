"""What both sides call a record that two computers of a clinic changed from the same version."""

CONFLICT = "conflict"  # the receipt's code, and the kind of the notice that brings the other version
ANSWERS = "answers_conflict"  # field of the revision that answers: which versions were looked at, and what was taken
WHY = "why"  # in that field: what the person wrote about it
REASON = "两台电脑都改了这份资料，对照后选定"
MOST_WHY = 80  # characters; with what stands before it a reason as long as any other


def reason(why: str) -> str:
    """The reason of the revision that answers: a fixed sentence, and what the person wrote, if anything."""
    return f"{REASON}：{why}" if why else REASON
