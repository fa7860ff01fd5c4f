"""Decisions of operators about reports and letters, and their statistics."""
