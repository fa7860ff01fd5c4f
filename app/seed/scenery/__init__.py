"""Pictures, sounds and films that nobody took, for the people who are made up: see app/seed."""
