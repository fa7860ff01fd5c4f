"""The change log for phones."""
