"""Type-2 diabetes (2 型糖尿病): its form, its rules and what it brings to prescriptions and review."""
