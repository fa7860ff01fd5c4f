"""Notifications, mails, pushes and digests."""
