"""What is known of a person beside the forms: medicines others gave, laboratory values, what was asked."""
