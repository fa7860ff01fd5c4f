class Stopped(Exception):
    """Says in one line what went wrong and what to do, for the user of a command."""
