"""What both sides call a record that two computers of a clinic changed from the same version."""

CONFLICT = "conflict"  # the receipt's code, and the kind of the notice that brings the other version
ANSWERS = "answers_conflict"  # field of the revision that answers: which versions were looked at, and what was taken
REASON = "两台电脑都改了这份资料，对照后选定"
