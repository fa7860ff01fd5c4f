"""Endings, and everything that ends with them."""
