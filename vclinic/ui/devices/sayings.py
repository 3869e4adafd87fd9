"""What a device said, in a line for the doctor."""

from vclinic.devices import reading
from vclinic.devices.lines import Message, Refusal, Trouble
from vclinic.devices.reading import Reading


def in_a_line(message: Message) -> str:
    """A reading with its figures, a refusal with its reasons, a trouble with its sentence; else nothing."""
    if isinstance(message, Refusal):
        return " ".join(problem.text for problem in message.problems)
    if isinstance(message, Trouble):
        return message.text
    return reading.in_a_line(message) if isinstance(message, Reading) else ""
