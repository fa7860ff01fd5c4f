"""What ends a grant, names it, tells of it, and the log of readings."""
