"""Takes the network from this process, for good: the kernel refuses sockets. Linux, on x86-64 and 64-bit ARM."""

import ctypes
import errno
import platform
import struct

SET_NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
NUMBER, ARCHITECTURE = 0, 4  # where the kernel's record of a call has them
X32 = 0x40000000  # the other numbers of x86-64, which would pass by the list
# audit architecture, then socket, connect, io_uring_setup (which opens sockets by itself)
MACHINES = {"x86_64": (0xC000003E, (41, 42, 425)), "aarch64": (0xC00000B7, (198, 203, 425))}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def leave_network() -> None:
    """Refuse every new socket of this thread, and of all that it starts. Raises OSError where that cannot be had."""
    if platform.machine() not in MACHINES:
        raise OSError(errno.ENOTSUP, "no filter for this machine")
    program = _filter(*MACHINES[platform.machine()])
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = ctypes.byref(_Program(len(program) // 8, program))
    if libc.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER, arguments, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of calls")


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """Return the program: of another architecture is killed, a call of the list is refused, all others are allowed."""
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_IF_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (JUMP_IF_AT_LEAST, len(calls) + 1, 0, X32),
        *((JUMP_IF_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
