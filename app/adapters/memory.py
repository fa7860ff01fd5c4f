"""What the allocator of the C library does with large blocks."""

import ctypes

M_MMAP_THRESHOLD = -3  # of malloc.h
LARGE = 1024 * 1024


def give_back_large_blocks() -> None:
    """Blocks of 1 MiB and more return to the system when freed; where the C library has no such choice, as ever.

    Left alone, glibc raises the size from which it does so to the largest block that was ever freed, up to 32 MiB
    (mallopt(3)): after the first part of an upload, parts stay between what is small and lives on, and memory grows.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)
    if choose is not None:
        choose(M_MMAP_THRESHOLD, LARGE)
