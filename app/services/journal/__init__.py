"""Captures, experiences, journals and the calendar."""
