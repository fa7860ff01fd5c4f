"""The change feed for phones."""
