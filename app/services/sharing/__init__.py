"""Grants, requests, links, readings and comments."""
