from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A cache of at most `capacity` bytes that drops the least recently used value. Callers pass each value's size."""

    def __init__(self, capacity: int) -> None:
        self._left = capacity
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        entry = self._kept.get(key)
        if entry is None:
            return None
        self._kept.move_to_end(key)
        return entry[0]

    def keep(self, key: K, value: V, size: int) -> None:
        self._forget(key)
        self._kept[key] = value, size
        self._left -= size
        while self._left < 0:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: K) -> None:
        _, size = self._kept.pop(key, (None, 0))
        self._left += size
