from typing import Literal

from app.schemas.types import Instant, Output


class ErasureRead(Output):
    """Until `due_at` you may change your mind; then nothing is left. `state` is `none` when you did not ask."""

    state: Literal["none", "asked"]
    created_at: Instant | None
    due_at: Instant | None
