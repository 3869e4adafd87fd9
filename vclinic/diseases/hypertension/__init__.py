"""Hypertension (高血压): its form, its rules and what it brings to prescriptions and review."""
