"""What the application needs of the world. One vendor each, in app/adapters; fakes only in tests."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """A stored piece of a multipart upload."""

    number: int
    etag: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The metadata of a stored object. `content_type` is the one that was set on upload."""

    size: int
    etag: str
    content_type: str


class ObjectNotFound(LookupError):
    """No such object, or no such multipart upload."""


class StorageUnavailable(ConnectionError):
    """Storage did not answer; a later attempt may succeed."""


class ObjectStore(Protocol):
    """S3, as far as it is used. Keys are random, made by the server, and never reach a reader.

    Every method raises StorageUnavailable when storage cannot be reached, after its own short retries.
    """

    async def put(self, key: str, body: bytes, content_type: str) -> None: ...

    async def put_file(self, key: str, path: Path, content_type: str) -> None: ...

    async def get(self, key: str) -> bytes:
        """Return a small object whole. Raises ObjectNotFound."""
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
        """Yield all keys with that prefix."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete the objects. Idempotent: absent objects count as deleted."""
        ...

    async def presign(self, key: str, seconds: int, filename: str | None = None) -> str:
        """Return an address for GET, valid for `seconds`, on the host by which readers reach storage."""
        ...

    async def start_multipart(self, key: str, content_type: str) -> str:
        """Return the id of the upload."""
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
        """Raises StorageUnavailable when the bucket cannot be reached now."""
        ...


class Rejected(Exception):
    """A file that cannot be shown. `reason` is one of a closed list, stored and explained to its owner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class VariantFile:
    """One rendition of a media file, on local disk, without metadata of the original."""

    name: str  # thumb | small | large | poster | audio | video | document
    path: Path
    content_type: str
    width: int | None
    height: int | None


Box = tuple[float, float, float, float]  # left, top, right, bottom: fractions of a photo as it is shown, upright


@dataclass(frozen=True, slots=True)
class Rendition:
    """The properties of a media file, and its variants."""

    variants: tuple[VariantFile, ...]
    content_type: str  # the real one
    width: int | None  # upright, as displayed
    height: int | None
    duration: float | None  # seconds
    thumbhash: str | None  # base64
    lived_at: datetime | None  # from the file, for its owner only; with offset when the file gives one
    latitude: float | None
    longitude: float | None


class MediaRenderer(Protocol):
    """Renders untrusted files in a child process with memory and CPU limits."""

    def prepare(self) -> None:
        """Start a child for a photo that is about to be rendered; it ends after a minute without one."""
        ...

    async def render(
        self, kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()
    ) -> Rendition:
        """Make the variants of `original` in `folder`. `kind`: photo | audio | video | document; of a photo
        also preview (its small pictures), enlargement (its large one) and card.

        `boxes`: the parts of a photo that no variant shows.

        Raises Rejected: `wrong_type` (not the kind, or not what it says it is), `unreadable` (truncated, corrupt),
        `too_large` (pixels, length), `too_costly` (the child passed its limits or was killed).
        """
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file of text that a mail carries. `method`: of a calendar (RFC 5546)."""

    LONGEST: ClassVar[int] = 64_000  # characters

    name: str
    text: str
    method: str

    def __post_init__(self) -> None:
        if len(self.text) > self.LONGEST:
            raise ValueError("A mail carries small files")


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail, ready to send. Its Message-ID is made of `id`, so that a mail sent twice is recognised as one."""

    id: UUID
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    attachment: Attachment | None = None


class MailRefused(ValueError):
    """The server will never take this mail (a 5xx answer): retries are useless."""


class Mailer(Protocol):
    async def send(self, mail: OutgoingMail) -> None:
        """Raises MailRefused, or ConnectionError when a later attempt may succeed."""
        ...


class MailFiles(Protocol):
    async def delete_until(self, instant: datetime) -> None:
        """Delete the mails that became files by then."""
        ...


@dataclass(frozen=True, slots=True)
class Push:
    """A Web Push message. It replaces an undelivered one with the same `topic` for this device."""

    endpoint: str
    p256dh: str
    auth: str
    topic: str
    payload: bytes


class PushGone(LookupError):
    """The subscription no longer exists."""


class PushRefused(ValueError):
    """The service will never take this push: retries are useless."""


class Pusher(Protocol):
    def accepts(self, endpoint: str) -> bool:
        """Tell whether the address is on an allowed push service."""
        ...

    async def send(self, push: Push) -> None:
        """Raises PushGone, PushRefused, or ConnectionError when trying again later may help."""
        ...


class WebhookRefused(ValueError):
    """The address is none that this installation writes to: retries are useless."""


class Webhooks(Protocol):
    def accepts(self, url: str) -> bool:
        """Tell whether this installation writes to the address."""
        ...

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Return the status of the answer. Redirects are not followed. Raises WebhookRefused, ConnectionError."""
        ...


class TypesettingFailed(RuntimeError):
    """The document exceeds the limits, or this process is being stopped."""


PaperForm = Literal["pdf", "png", "svg"]


class Draft(NamedTuple):
    """The JSON of a document, and how many pages it may have. Drafts of a group differ in how full they are."""

    pages: int
    data: str
    group: int = 0


class Typesetter(Protocol):
    """Sets a document in a child process with memory and CPU limits."""

    async def typeset(
        self, template: str, drafts: Sequence[Draft], pictures: Mapping[str, bytes], form: PaperForm = "pdf"
    ) -> bytes:
        """A tagged, accessible PDF, or one page as a picture, of the first draft that fits, or else of the last.

        Drafts of a group follow each other, the fullest first, with the same number of pages. Data is never markup. A
        picture `x.webp` is named `x.jpg` in the data. Raises TypesettingFailed.
        """
        ...

    def missing(self, text: str) -> str:
        """The characters of the text that no face can show, each once."""
        ...


@dataclass(frozen=True, slots=True)
class SkillWords:
    """One wording of a skill. `skill`: the caller's name for it."""

    skill: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with the skills that a person said it shows, possibly none."""

    text: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedText:
    language: str
    whole: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearSkill:
    """A skill near to a text in meaning, with the nearest wording and passage."""

    skill: str
    nearness: float  # in points, above the average over all skills
    words: int  # index into the wordings
    passage: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """`idle`: how much nearer a text is to texts without a skill than to texts with one."""

    idle: float
    skills: tuple[NearSkill, ...]  # nearest first


class ComparisonFailed(RuntimeError):
    """The child process was killed or broke: a later attempt may succeed."""


class Comparer(Protocol):
    """Compares texts by meaning, in a child process that ends afterwards."""

    def works(self) -> bool:
        """Tell whether the model is installed."""
        ...

    async def compare(
        self, words: Sequence[SkillWords], examples: Sequence[LabelledText], texts: Sequence[AskedText]
    ) -> Sequence[Nearness]:
        """Return one Nearness for each text. Raises ComparisonFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that are said, and heard between two times: seconds from the beginning."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """`language`: its code. No cue: nobody speaks."""

    language: str
    cues: tuple[Cue, ...]


class TranscriptionFailed(RuntimeError):
    """The child process was killed or broke: a later attempt may succeed."""


class Transcriber(Protocol):
    """Writes down what is said, in a child process without network, with memory and CPU limits."""

    @property
    def model(self) -> str | None:
        """Name the model, or return None where nothing is written down."""
        ...

    def works(self) -> bool:
        """Tell whether model and library are installed."""
        ...

    async def transcribe(self, content_type: str, original: Path, seconds: float, language: str) -> Transcript:
        """Write a recording of that many seconds down. `language`: supposed where the sound does not tell.

        Raises Rejected for what cannot be heard or takes too long, TranscriptionFailed.
        """
        ...
