"""Maps each family of problems to its status, the only place that does."""

from collections.abc import Iterator

from app.core import errors
from app.core.errors import Problem

STATUS: dict[type[Problem], int] = {
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.MethodNotAllowed: 405,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.Stale: 412,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.OutOfRange: 416,
    errors.Unprocessable: 422,
    errors.TooOld: 426,
    errors.VersionRequired: 428,
    errors.TooMany: 429,
    errors.HeadTooLarge: 431,
    errors.Garbled: 460,  # by tus
    errors.Unavailable: 503,
}


def status_of(problem: type[Problem]) -> int:
    return next((STATUS[cls] for cls in problem.__mro__ if cls in STATUS), 500)


def every_problem(family: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Return every problem class, once all modules are imported."""
    yield family
    for kind in family.__subclasses__():
        yield from every_problem(kind)
