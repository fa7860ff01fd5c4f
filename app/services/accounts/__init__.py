"""Accounts, sign-in, second factors and devices."""
