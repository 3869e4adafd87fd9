"""The township's tables, their schemas step by step, and reading what they keep."""
