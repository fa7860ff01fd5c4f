"""Proposals: written, approved, chosen, carried out."""
