"""What the API and the pages both read from a request, whatever framework made it."""

from typing import Any, Protocol

from app.core.sources import source_of
from app.core.uow import Runtime


class Request(Protocol):
    @property
    def scope(self) -> Any: ...  # noqa: ANN401  of the framework

    @property
    def app(self) -> Any: ...  # noqa: ANN401

    @property
    def client(self) -> Any: ...  # noqa: ANN401


def runtime(request: Request) -> Runtime:
    """Return the dependencies of the request; those of an ending are apart."""
    app_runtime: Runtime = request.app.state.runtime
    return app_runtime.of_operation(getattr(request.scope.get("route"), "name", ""))


def source(request: Request) -> str:
    """Return the source that limits count by."""
    return source_of(request.client.host if request.client else "")


def header(request: Request, name: bytes) -> str:
    """Return the first header of that name, or an empty string. `name`: in lower case, as ASGI has it.

    Starlette's `headers.get` raises and catches an error for each header that is not there.
    """
    for key, value in request.scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return ""


def telephone(request: Request) -> str:
    """Return the network and the kind of telephone or program that asks: many people may share it."""
    return "\n".join((source(request), header(request, b"user-agent"), header(request, b"accept-language")))


def media_type(request: Request) -> str:
    """Return the media type of the body, in lower case and without its parameters."""
    return header(request, b"content-type").partition(";")[0].strip().lower()
