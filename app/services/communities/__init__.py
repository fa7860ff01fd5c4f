"""Communities, memberships, invitations, feed and trees."""
