class Stopped(Exception):
    """What went wrong, and what to do, in one line for whoever typed a command."""
