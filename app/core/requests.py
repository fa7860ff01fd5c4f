"""What the API and the pages both read from a request, whatever framework made it."""

from typing import Any, Protocol

from app.core.sources import source_of
from app.core.uow import Runtime


class Request(Protocol):
    @property
    def app(self) -> Any: ...  # noqa: ANN401  of the framework

    @property
    def client(self) -> Any: ...  # noqa: ANN401


def runtime(request: Request) -> Runtime:
    app_runtime: Runtime = request.app.state.runtime
    return app_runtime


def source(request: Request) -> str:
    """Return the source that limits count by."""
    return source_of(request.client.host if request.client else "")
