"""Published stories: editions and readiness."""
