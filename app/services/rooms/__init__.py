"""Rooms: people who are together, what they are asked, and how they come in."""
