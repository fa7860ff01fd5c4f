"""What operators do about reports and letters, and the figures of it."""
