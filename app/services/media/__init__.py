"""Uploads, renditions and storage."""
