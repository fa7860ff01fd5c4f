"""Decisions of operators about reports and requests by letter, and their statistics."""
