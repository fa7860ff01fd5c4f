"""How the C library's allocator handles large blocks."""

import ctypes

M_MMAP_THRESHOLD = -3  # of malloc.h
LARGE = 1024 * 1024


def give_back_large_blocks() -> None:
    """Return blocks of 1 MiB and more to the system when freed, where the C library supports it.

    By default, glibc raises this threshold to the largest block ever freed, up to 32 MiB (mallopt(3)): after the first
    part of an upload, parts are allocated between small long-lived blocks, and memory grows.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)
    if choose is not None:
        choose(M_MMAP_THRESHOLD, LARGE)
