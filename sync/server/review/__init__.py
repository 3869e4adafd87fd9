"""Visits waiting for staff, what strikes the machine about them, and the verdict."""
