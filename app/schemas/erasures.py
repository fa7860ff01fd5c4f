from app.schemas.types import Instant, Output


class ErasureRead(Output):
    """Until `due_at` you may change your mind; then nothing is left."""

    asked_at: Instant
    due_at: Instant
