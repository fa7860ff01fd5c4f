"""What the application needs of the world. One vendor each, in app/adapters; fakes only in tests."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """A stored piece of a multipart upload."""

    number: int
    etag: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What storage says of an object. `content_type` is what we said when we put it there."""

    size: int
    etag: str
    content_type: str


class ObjectNotFound(LookupError):
    """There is no such object, or no such multipart upload."""


class StorageUnavailable(ConnectionError):
    """Storage did not answer; trying again later may help."""


class ObjectStore(Protocol):
    """S3, as far as we use it. Keys are made by the server, random, and never reach a reader.

    Every method raises StorageUnavailable when storage cannot be reached, after its own short retries.
    """

    async def put(self, key: str, body: bytes, content_type: str) -> None: ...

    async def put_file(self, key: str, path: Path, content_type: str) -> None: ...

    async def get(self, key: str) -> bytes:
        """The whole of a small object. Raises ObjectNotFound."""
        ...

    async def get_file(self, key: str, path: Path) -> None:
        """Download to a local file. Raises ObjectNotFound."""
        ...

    async def head(self, key: str) -> StoredObject:
        """Raises ObjectNotFound."""
        ...

    def stream(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """Chunks of at most 256 KiB, from byte `start`. Raises ObjectNotFound before the first chunk."""
        ...

    def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """Of all that begins like that."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Idempotent: what is not there is deleted."""
        ...

    async def presign(self, key: str, seconds: int, filename: str | None = None) -> str:
        """A GET address good for `seconds`, on the address readers reach storage by."""
        ...

    async def start_multipart(self, key: str, content_type: str) -> str:
        """The upload's id."""
        ...

    async def put_part(self, key: str, upload_id: str, number: int, body: bytes) -> Part:
        """Numbers ascend but may have gaps; every part but the last has at least 5 MiB. Raises ObjectNotFound."""
        ...

    async def complete_multipart(self, key: str, upload_id: str, parts: Sequence[Part]) -> None:
        """Idempotent: completing again succeeds when the object is there. Raises ObjectNotFound."""
        ...

    async def abort_multipart(self, key: str, upload_id: str) -> None:
        """Idempotent."""
        ...

    async def check(self) -> None:
        """Can the bucket be reached right now? Raises StorageUnavailable."""
        ...


class Rejected(Exception):
    """A file that we will not show. `reason` is one of a closed list, stored and explained to its owner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class VariantFile:
    """One rendition made from a media file, on local disk, with no metadata of the original in it."""

    name: str  # thumb | small | large | poster | audio | video | document
    path: Path
    content_type: str
    width: int | None
    height: int | None


Box = tuple[float, float, float, float]  # left, top, right, bottom: fractions of a photo as it is shown, upright


@dataclass(frozen=True, slots=True)
class Rendition:
    """What was found in a media file, and what was made of it."""

    variants: tuple[VariantFile, ...]
    content_type: str  # the real one
    width: int | None  # upright, as a person sees it
    height: int | None
    duration: float | None  # seconds
    thumbhash: str | None  # base64
    lived_at: datetime | None  # from the file, for its owner only; with offset when the file gives one
    latitude: float | None
    longitude: float | None


class MediaRenderer(Protocol):
    """Runs hostile bytes in a child process with memory and CPU limits."""

    async def render(
        self, kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()
    ) -> Rendition:
        """Make the variants of `original` in `folder`. `kind`: photo | audio | video | document.

        `boxes`: the parts of a photo that no variant shows.

        Raises Rejected: `wrong_type` (not the kind, or not what it says it is), `unreadable` (truncated, corrupt),
        `too_large` (pixels, length), `too_costly` (the child passed its limits or was killed).
        """
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, ready to send. `id` makes its Message-ID, so that a mail sent twice can be told to be one."""

    id: UUID
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()


class MailRefused(ValueError):
    """The server will never take this mail (a 5xx answer): trying again is of no use."""


class Mailer(Protocol):
    async def send(self, letter: Letter) -> None:
        """Raises MailRefused, or ConnectionError when trying again later may help."""
        ...


@dataclass(frozen=True, slots=True)
class Push:
    """A Web Push message. A service that still keeps one of the same `topic` for this device replaces it."""

    endpoint: str
    p256dh: str
    auth: str
    topic: str
    payload: bytes


class PushGone(LookupError):
    """There is no such subscription any more."""


class PushRefused(ValueError):
    """The service will never take this push: trying again is of no use."""


class Pusher(Protocol):
    def accepts(self, endpoint: str) -> bool:
        """Is this a push service that we talk to?"""
        ...

    async def send(self, push: Push) -> None:
        """Raises PushGone, PushRefused, or ConnectionError when trying again later may help."""
        ...


class TypesettingFailed(RuntimeError):
    """What was to be set is too much for its limits, or we are being stopped."""


class Typesetter(Protocol):
    """Sets a document in a child process with memory and CPU limits."""

    async def typeset(self, template: str, data: str, pictures: Mapping[str, bytes]) -> bytes:
        """A tagged, accessible PDF. `data` is JSON, and never markup. Raises TypesettingFailed."""
        ...


@dataclass(frozen=True, slots=True)
class SkillWords:
    """A way to say a skill. `skill`: what the caller calls it."""

    skill: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text of which somebody said which skills it shows; none is said, too."""

    text: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedText:
    language: str
    whole: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearSkill:
    """A skill that a text is near to in meaning, with the words and the passage that are nearest to each other."""

    skill: str
    nearness: float  # in points, above that to all skills on average
    words: int  # of the words that were given, by number
    passage: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """`idle`: how much nearer a text is to those without a skill than to those with one."""

    idle: float
    skills: tuple[NearSkill, ...]  # nearest first


class ComparisonFailed(RuntimeError):
    """The child was killed or broke: the same texts may do later."""


class Comparer(Protocol):
    """Compares texts by meaning, in a child process that ends with it."""

    def works(self) -> bool:
        """Is the model installed?"""
        ...

    async def compare(
        self, words: Sequence[SkillWords], examples: Sequence[LabelledText], texts: Sequence[AskedText]
    ) -> Sequence[Nearness]:
        """One for each text. Raises ComparisonFailed."""
        ...
