"""Programmes: missions in order, copied from templates, with their board."""
