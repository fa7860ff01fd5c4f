"""Missions, assignments, responses and the board."""
