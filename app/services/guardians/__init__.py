"""Guardians, and what they agree to."""
