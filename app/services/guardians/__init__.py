"""Guardians and their agreements."""
