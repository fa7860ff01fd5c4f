"""Every environment variable, read once, by app/__main__.py. docs/settings.md is generated from here."""

import secrets
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from app.core.legal import LegalSettings, SecuritySettings, is_public
from app.core.provider_settings import FranceConnectSettings, ProConnectSettings, ProviderSettings
from app.core.stopped import Stopped

MB = 1_000_000
SECRET_LENGTH = 32
BACKUP_DAYS = 30
MAIL_FILE_DAYS = 7
PRESETS = ("proconnect", "franceconnect")
ProviderId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class InvalidSettings(Stopped):
    pass


class S3Settings(BaseModel, frozen=True):
    endpoint_url: Annotated[str | None, Field(description="Unset: the address of AWS for the region")] = None
    region: Annotated[str, Field(description="As the storage names it")] = "us-east-1"
    bucket: Annotated[str, Field(description="Must be there; nobody else should write to it")] = "daytripper"
    access_key_id: Annotated[str | None, Field(description="Of who may read, write and delete in the bucket")] = None
    secret_access_key: Annotated[SecretStr | None, Field(description="Its secret")] = None
    public_url: Annotated[
        str | None, Field(description="Where readers reach storage. Unset: the API streams media itself")
    ] = None


class UploadSettings(BaseModel, frozen=True):
    photo: Annotated[int, Field(description="Bytes of the largest photo")] = 30 * MB
    audio: Annotated[int, Field(description="Bytes of the largest sound")] = 100 * MB
    video: Annotated[int, Field(description="Bytes of the largest video")] = 500 * MB
    document: Annotated[int, Field(description="Bytes of the largest document")] = 20 * MB
    archive: Annotated[int, Field(description="Bytes of the largest file to import")] = 5_000 * MB
    person: Annotated[int, Field(description="Bytes that one person may keep in all")] = 5_000 * MB
    days: Annotated[int, Field(description="The bytes of an upload that rests for so many days are forgotten")] = 14
    part: Annotated[int, Field(description="Bytes sent on to storage at a time; S3 wants 5 MiB or more")] = 8 * 1024**2
    at_once: Annotated[
        int, Field(description="Uploads that a process takes in at the same time; each may hold two parts in memory")
    ] = 64


class JobSettings(BaseModel, frozen=True):
    in_process: Annotated[bool, Field(description="`serve` runs jobs, too; false where a `worker` runs them")] = True
    attempts: Annotated[int, Field(description="Tries of a job before it is held for an operator")] = 5
    first_delay: Annotated[
        float, Field(description="Seconds before a failed job is tried again; doubled each time")
    ] = 2
    heartbeat: Annotated[float, Field(description="Seconds of silence after which another worker takes a job")] = 120
    meanings: Annotated[
        bool,
        Field(
            description="Compare experiences with skills by meaning: each minute with news a child process of 200 MB"
        ),
    ] = True


class BackupSettings(BaseModel, frozen=True):
    recipients: Annotated[
        str | None,
        Field(
            pattern=r"^\s*age1[a-z0-9]{58}(\s+age1[a-z0-9]{58})*\s*$",
            description="Public keys of age that backups are encrypted for: one, or several with spaces between. "
            "`python -m app backup-key FILE` makes one. A public installation makes no backup without",
        ),
    ] = None
    days: Annotated[
        int,
        Field(
            ge=1,
            le=366,
            description="Days after which a backup ends: `backup` deletes older ones from its folder, `restore` "
            "refuses them, /privacy says so",
        ),
    ] = BACKUP_DAYS


class LinkSettings(BaseModel, frozen=True):
    """The phone applications that may open the addresses of this server (docs/links.md)."""

    apple_team: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Z0-9]{10}$",
            description="Team of the iOS application, as Apple names it: with its bundle, "
            "/.well-known/apple-app-site-association says that it opens our links. Unset: 404",
        ),
    ] = None
    apple_bundle: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=155, description="Its bundle: `fr.example.app`"),
    ] = None
    android_package: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z]\w*(\.[A-Za-z]\w*)+$",
            max_length=150,
            description="Package of the Android application: with its certificates, /.well-known/assetlinks.json says "
            "that it opens our links. Unset: 404",
        ),
    ] = None
    android_certificates: Annotated[
        str | None,
        Field(
            pattern=r"^\s*([0-9A-F]{2}:){31}[0-9A-F]{2}(\s+([0-9A-F]{2}:){31}[0-9A-F]{2})*\s*$",
            description="SHA-256 fingerprints of the certificates that sign it, in capitals with colons: one, or "
            "several with spaces between",
        ),
    ] = None

    @model_validator(mode="after")
    def _expect_pairs(self) -> "LinkSettings":
        if (self.apple_team is None) != (self.apple_bundle is None):
            raise ValueError("apple_team and apple_bundle go together")
        if (self.android_package is None) != (self.android_certificates is None):
            raise ValueError("android_package and android_certificates go together")
        return self


NO_APPLICATION = "none"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="DAYTRIPPER_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_ignore_empty=True,
        frozen=True,
    )

    oldest_client: Annotated[
        str | None,
        Field(
            pattern=r"^\d{1,4}(\.\d{1,4}){0,2}$",
            description="Programs that say by `Client-Version` that they are older are answered 426, "
            "`client-too-old` (docs/versioning.md). Unset: none",
        ),
    ] = None
    host: Annotated[str, Field(description="Where `serve` listens")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535, description="And on which port")] = 8000
    metrics_host: Annotated[str, Field(description="Where `serve` and `worker` answer /metrics and /healthz")] = (
        "127.0.0.1"
    )
    metrics_port: Annotated[
        int | None,
        Field(
            ge=1,
            le=65_535,
            description="And on which port. Unset: `serve` answers /metrics to this machine alone, where base_url is "
            "not public",
        ),
    ] = None
    data_dir: Annotated[Path, Field(description="Embedded servers, mails written to files, the generated secret")] = (
        Path("var")
    )
    base_url: Annotated[str | None, Field(description="The address people use. Unset: http://host:port")] = None
    secret: Annotated[
        SecretStr | None,
        Field(
            min_length=SECRET_LENGTH,
            description="≥ 32 characters; all keys derive from it. Unset: made once, in data_dir",
        ),
    ] = None
    database_url: Annotated[
        str | None, Field(pattern="^postgresql://", description="PostgreSQL ≥ 16. Unset: an embedded one in data_dir")
    ] = None
    database_direct_url: Annotated[
        str | None,
        Field(
            pattern="^postgresql://",
            description="The same database without a pooler, for jobs, streams, migrations. Unset: database_url",
        ),
    ] = None
    database_pool: Annotated[
        int,
        Field(
            ge=2, description="Connections of each of three pools, 2 at least; that for transactions has twice as many"
        ),
    ] = 8
    s3: Annotated[S3Settings | None, Field(description="Unset: an embedded SeaweedFS in data_dir")] = None
    smtp_url: Annotated[
        str | None, Field(description="smtp://user:pass@host:587 or smtps://…. Unset: mails become data_dir/mail/*.eml")
    ] = None
    mail_from: Annotated[str, Field(description="The sender of all mails")] = (
        "Day Tripper <bonjour@daytripper.localhost>"
    )
    mail_file_days: Annotated[
        int, Field(ge=1, le=30, description="Days after which a mail in data_dir/mail is deleted")
    ] = MAIL_FILE_DAYS
    operator: Annotated[
        str | None, Field(description="Who answers for this installation: the controller, as its pages name it")
    ] = None
    privacy_email: Annotated[
        str | None, Field(description="Where people write about their data. Unset: legal_dpo, or that of mail_from")
    ] = None
    legal: LegalSettings = LegalSettings()
    security: SecuritySettings = SecuritySettings()
    app_url: Annotated[
        str | None,
        Field(
            pattern=r"^(none|https?://[^\s/?#]+(/[^\s?#]*)?)$",
            description="Where mails, pushes and pages lead: the application people use, which opens the paths of "
            "docs/links.md. Unset: that of this server, at /app. `none`: mails lead to what this server shows itself",
        ),
    ] = None
    links: LinkSettings = LinkSettings()
    webhook_hosts: Annotated[
        str,
        Field(
            description="The hosts that webhooks may name: `*` any public one, by https; or hosts, or *. and a domain, "
            "with spaces between; `none`: no webhooks"
        ),
    ] = "*"
    push_hosts: Annotated[str, Field(description="The push services we talk to: hosts, or *. and a domain")] = (
        "fcm.googleapis.com updates.push.services.mozilla.com *.push.apple.com *.notify.windows.com"
    )
    proconnect: Annotated[
        ProConnectSettings | None, Field(description="Sign-in for professionals. Unset: it is not offered")
    ] = None
    franceconnect: Annotated[
        FranceConnectSettings | None, Field(description="Sign-in for people. Unset: it is not offered")
    ] = None
    providers: Annotated[
        dict[ProviderId, ProviderSettings],
        Field(
            description="Other providers of OpenID Connect: JSON, by a short name that is part of their address of "
            'return, `{"school": {"issuer": …, "client_id": …, "client_secret": …, "name": …}}`, with the names below'
        ),
    ] = {}
    uploads: UploadSettings = UploadSettings()
    jobs: JobSettings = JobSettings()
    backup: BackupSettings = BackupSettings()
    transcription_model: Annotated[
        Path | None,
        Field(
            description="A folder with a Whisper model, as faster-whisper reads it (docs/operations.md): what is said "
            "in recordings is written down, on this machine, as a proposal to their owners. Unset: that of "
            "`make transcription`, in data_dir; without one, nothing is written down"
        ),
    ] = None
    bin_days: Annotated[int, Field(description="Days that a deleted experience can be restored")] = 30
    tombstone_days: Annotated[int, Field(description="Days a phone may be offline and still sync by changes")] = 180
    inactive_warning_months: Annotated[
        int, Field(ge=1, le=120, description="Months without use after which an account’s owner is warned by mail")
    ] = 23
    inactive_erasure_months: Annotated[
        int, Field(ge=2, le=121, description="And after which it is erased; more than those before the warning")
    ] = 24
    consent_required: Annotated[
        bool | None,
        Field(
            description="Refuse to publish, to give access and to join without `consent`, the version of the text that "
            "was shown. Unset: where base_url is public"
        ),
    ] = None
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG to ERROR")] = "WARNING"
    log_json: Annotated[bool, Field(description="JSON lines instead of text for people")] = False

    @model_validator(mode="after")
    def _expect_distinct_providers(self) -> "Settings":
        if not self.providers.keys().isdisjoint(PRESETS):
            raise ValueError(f"{' and '.join(PRESETS)} have variables of their own")
        return self

    @property
    def identity_providers(self) -> Mapping[str, ProviderSettings]:
        """Return the providers that people may sign in with, by name."""
        presets = {"proconnect": self.proconnect, "franceconnect": self.franceconnect}
        return {name: item for name, item in presets.items() if item is not None} | self.providers

    @property
    def model_folder(self) -> Path:
        """Where `make transcription` puts a model."""
        return self.data_dir / "models" / "whisper-base"

    @property
    def speech_model(self) -> Path | None:
        return self.transcription_model or (self.model_folder if self.model_folder.is_dir() else None)

    @property
    def direct_url(self) -> str:
        """Return the address for connections that listen or take long."""
        return str(self.database_direct_url or self.database_url)

    @property
    def public_base_url(self) -> str:
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Tell whether everybody may reach it, and by HTTPS: then browsers need no other way."""
        return is_public(self.public_base_url) and self.public_base_url.startswith("https://")

    def app_address(self, path: str) -> str | None:
        """Return where the application shows what has that path, or None on a server without an application."""
        if self.app_url == NO_APPLICATION:
            return None
        return f"{(self.app_url or f'{self.public_base_url}/app').rstrip('/')}{path}"

    @property
    def contact(self) -> str:
        """Return the operator's address of contact."""
        return f"mailto:{parseaddr(self.mail_from)[1]}"

    @property
    def privacy_contact(self) -> str:
        return self.privacy_email or self.legal.dpo or parseaddr(self.mail_from)[1]

    @property
    def demands_consent(self) -> bool:
        """Tell whether each consent through the API must name the text that was shown."""
        return is_public(self.public_base_url) if self.consent_required is None else self.consent_required

    def expect_legal(self) -> None:
        """Raises InvalidSettings for a public installation that does not name its operator."""
        if not is_public(self.public_base_url):
            return
        fields = {"operator": self.operator} | {f"legal_{name}": value for name, value in self.legal}
        missing = [_variable(name) for name, value in fields.items() if value is None]
        if missing:
            raise InvalidSettings(
                f"{self.public_base_url} is public, and its legal pages would not say who answers for it. "
                f"Set {', '.join(missing)}: docs/settings.md says what each is."
            )

    def root_secret(self) -> bytes:
        """Return the secret. Raises InvalidSettings when the file of the generated secret is truncated."""
        return (self.secret.get_secret_value() if self.secret else self._own_secret()).encode()

    def _own_secret(self) -> str:
        file = self.data_dir / "secret"
        if not file.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(48))
        secret = file.read_text()
        if len(secret) < SECRET_LENGTH:
            raise InvalidSettings(f"{file} must hold at least {SECRET_LENGTH} characters: put back what it held.")
        return secret


def from_environment() -> Settings:
    """Read the settings. Raises InvalidSettings, which names each invalid variable but not its value, which may be
    secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        message = "; ".join(f"{_variable(*fault['loc'])}: {fault['msg']}" for fault in error.errors())
    except SettingsError as error:  # a group set as a whole, such as DAYTRIPPER_JOBS, is not JSON
        message = str(error)
    raise InvalidSettings(f"Invalid settings. {message}.")


def _variable(*path: int | str) -> str:
    return "_".join(("DAYTRIPPER", *map(str, path))).upper()
