"""Code that every room uses."""
