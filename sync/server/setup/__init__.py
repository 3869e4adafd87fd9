"""A township set up from five questions: what was answered, where it is kept, and how the system begins the service."""
