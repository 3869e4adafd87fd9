"""The rows of the guard over vital signs and danger, by what they look at; `vclinic.rules.guard` asks them all."""
