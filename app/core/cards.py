"""The size of the picture in a preview of a link."""

WIDTH, HEIGHT = 1200, 630


def card_size(width: int, height: int) -> tuple[int, int]:
    """Return the largest size of that shape within a picture, at most WIDTH × HEIGHT."""
    scale = min(1, width / WIDTH, height / HEIGHT)
    return max(1, round(WIDTH * scale)), max(1, round(HEIGHT * scale))
