"""Visits waiting for staff, what the program notices about them, and the verdict."""
