"""Some minutes on a real server, worker and PostgreSQL, whose clock libfaketime moves while they run.

A day ahead for a minute, and back; then an hour back. What must hold: captures are taken at any time; `/readyz` says
`late` once the clock is right again, and `ready` within two minutes; a series and a mission open when they were to;
mails come at once; refresh tokens and second factors neither refuse nor are good twice. Storage takes no part:
SeaweedFS does not use the C library, and its time cannot be moved.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pyotp

from app.adapters import postgres
from app.core.ids import uuid7
from benchmarks.world import SECRET, wait_for

PORT = 18_761
URL = f"http://127.0.0.1:{PORT}"
LIBRARY = "*/faketime/libfaketime.so.1"
HERE = Path("/usr/lib")
CODE = re.compile(r"\b\d{6}\b")
DAY, HOUR, MINUTE = 86_400, 3_600, 60
NOTICED = 2.0  # seconds until every process has read the file anew
HEALED = 150.0  # seconds: two slots of what comes each minute, on a machine that is busy


@dataclass
class Moved:
    """Processes whose clock is as far from ours as a file says."""

    library: Path
    file: Path
    offset: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def put(self, offset: int) -> None:
        self.offset = offset
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{offset:+d}\n")
        fresh.chmod(0o644)
        fresh.replace(self.file)
        time.sleep(NOTICED)


@dataclass
class Story:
    clock: Moved
    folder: Path
    client: httpx.Client
    said: list[str] = field(default_factory=list)
    broken: int = 0
    refresh_token: str = ""

    def expect(
        self,
        what: str,
        held: bool,  # noqa: FBT001
        found: object = "",
    ) -> None:
        self.broken += not held
        print(f"  {'ok    ' if held else 'BROKEN'} {what}" + (f": {found}" if found != "" else ""), flush=True)

    def ask(self, method: str, path: str, status: int, **options: Any) -> Any:
        """Again where the server says so: the machine may be busy."""
        for _ in range(30):
            answer = self.client.request(method, path, **options)
            if answer.status_code != 503:
                break
            time.sleep(float(answer.headers["retry-after"]))
        if answer.status_code != status:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def mail_to(self, address: str, seconds: float) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for file in (self.folder / "mail").glob("*.eml"):
                mail = message_from_bytes(file.read_bytes(), policy=policy.default)
                if isinstance(mail, EmailMessage) and mail["To"] == address:
                    body = mail.get_body(("plain",))
                    return str(body.get_content()) if body else ""
            time.sleep(0.1)
        return ""

    def sign_in(self, address: str) -> None:
        self.ask("POST", "/v1/sessions/codes", 202, json={"email": address})
        code = CODE.search(self.mail_to(address, 30))
        assert code is not None, "no mail with a code"
        tokens = self.ask("POST", "/v1/sessions", 201, json={"email": address, "code": code[0], "birth_year": 1990})
        self._take(tokens)

    def renew(self) -> bool:
        answer = self.client.post("/v1/sessions/refresh", json={"refresh_token": self.refresh_token})
        if answer.status_code == 200:
            self._take(answer.json())
        return answer.status_code == 200

    def capture(self) -> None:
        said, now = {"lived_at": self.clock.now().isoformat()}, self.clock.now()
        received = self.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json=said)["received_at"]
        apart = abs((datetime.fromisoformat(received) - now).total_seconds())
        self.expect("a capture is taken, by the clock that it is", apart < MINUTE, received)

    def schedules(self) -> str:
        return str(self.client.get("/readyz").json()["schedules"])

    def waits(self, seconds: float, holds: Callable[[], bool]) -> float | None:
        """Seconds until it holds. None: it did not in that time."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if holds():
                return time.monotonic() - began
            time.sleep(0.25)
        return None

    def _take(self, tokens: Any) -> None:
        self.refresh_token = tokens["refresh_token"]
        self.client.headers["authorization"] = f"Bearer {tokens['access_token']}"


def play() -> int:
    """0: all held, or it cannot be tried here."""
    library = next(iter(sorted(HERE.glob(LIBRARY))), None)
    if library is None:
        print("libfaketime is not here (Debian's package `faketime`): the year on a real server is skipped")
        return 0
    print(f"load before {os.getloadavg()[0]:.1f}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="year-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        clock = Moved(library, folder / "offset")
        clock.put(0)
        with _serving(folder, clock), httpx.Client(base_url=URL, trust_env=False, timeout=20) as client:
            story = Story(clock, folder, client)
            _live(story)
    print(f"{story.broken} broken in {time.monotonic() - began:.0f} s; load after {os.getloadavg()[0]:.1f}")
    return int(bool(story.broken))


def _live(story: Story) -> None:
    factor, community = _settled(story)
    story.expect("schedules come", story.waits(HEALED, lambda: story.schedules() == "ready") is not None)
    soon = _mission(story, community, MINUTE)
    _opens(story, "a mission opens", soon)
    print("the clock a day ahead, for a minute")
    far = _mission(story, community, 4 * MINUTE)
    series = _mission(story, community, 5 * MINUTE, recurrence="FREQ=DAILY")
    story.clock.put(DAY)
    story.expect("a session is renewed", story.renew())
    story.capture()
    begun_ahead = _mission(story, community, -DAY + 5 * MINUTE)
    time.sleep(MINUTE + 5)
    print("and right again")
    story.renew()
    story.clock.put(0)
    story.expect("a session is renewed", story.renew())
    story.capture()
    _heals(story)
    for what, mission in (("mission planned before", far), ("mission planned meanwhile", begun_ahead)):
        story.expect(f"a {what} is open", _state(story, mission) == "open", _state(story, mission))
    next_at = datetime.fromisoformat(story.ask("GET", f"/v1/missions/{series}", 200)["next_at"])
    story.expect("a series goes on", next_at <= story.clock.now() + timedelta(days=2), next_at)
    _opens(story, "a mission asked for now opens", _mission(story, community, MINUTE))
    verified = story.ask("GET", "/v1/me/second-factor", 200)["verified_until"]
    story.expect("a second factor is verified as long as it was", verified == factor.verified_until, verified)
    _put_back(story, factor, community)


@dataclass
class Factor:
    secret: str
    verified_until: str

    def code(self, story: Story) -> str:
        return pyotp.TOTP(self.secret).at(int(story.clock.now().timestamp()))


def _put_back(story: Story, factor: Factor, community: str) -> None:
    print("an hour back")
    used = factor.code(story)
    proof = partial(story.client.put, "/v1/me/second-factor/verification")
    story.expect("a code of the second factor is good", (found := proof(json={"code": used}).status_code) == 200, found)
    spent = [story.refresh_token]
    for _ in range(2):
        story.renew()
        spent.append(story.refresh_token)
    story.clock.put(-HOUR)
    story.expect("a session is renewed", story.renew())
    story.capture()
    fresh = factor.code(story)
    story.expect("a code of this hour is good", (found := proof(json={"code": fresh}).status_code) == 200, found)
    story.expect("and not twice", (found := proof(json={"code": fresh}).status_code) == 403, found)
    story.expect("nor is the one from before", (found := proof(json={"code": used}).status_code) == 403, found)
    address = f"late-{uuid7().hex[-8:]}@example.org"
    story.ask("POST", "/v1/sessions/codes", 202, json={"email": address})
    story.expect("a mail comes at once", bool(story.mail_to(address, HEALED)))
    _heals(story)
    _opens(story, "a mission opens", _mission(story, community, MINUTE))
    reused = story.client.post("/v1/sessions/refresh", json={"refresh_token": spent[0]}).status_code
    story.expect("a refresh token that was spent opens nothing", reused == 401, reused)


def _heals(story: Story) -> None:
    late = story.schedules()
    story.expect("/readyz says that schedules are late", late == "late", late)
    took = story.waits(HEALED, lambda: story.schedules() == "ready")
    story.expect("and that they came back", took is not None, f"{took:.0f} s" if took else "no")


def _settled(story: Story) -> tuple[Factor, str]:
    """Somebody with an account, a second factor and a community."""
    print("as every day")
    story.sign_in("lea@example.org")
    story.ask("PATCH", "/v1/me", 200, json={"display_name": "Léa"})
    secret = story.ask("POST", "/v1/me/second-factor", 201)["secret"]
    factor = Factor(secret, "")
    story.ask("PUT", "/v1/me/second-factor/verification", 200, json={"code": factor.code(story)})
    factor.verified_until = story.ask("GET", "/v1/me/second-factor", 200)["verified_until"]
    story.capture()
    said = {"kind": "cohort", "name": "Promo"}
    return factor, str(story.ask("PUT", f"/v1/communities/{uuid7()}", 201, json=said)["id"])


def _mission(story: Story, community: str, after: int, **given: str) -> str:
    opens = (story.clock.now() + timedelta(seconds=after)).isoformat()
    body = {"community_id": community, "title": "Une photo", "opens_at": opens} | given
    return str(story.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=body)["id"])


def _opens(story: Story, what: str, mission: str) -> None:
    took = story.waits(MINUTE + HEALED, lambda: _state(story, mission) == "open")
    story.expect(what, took is not None, f"{took:.0f} s after it was asked for" if took else "no")


def _state(story: Story, mission: str) -> str:
    return str(story.ask("GET", f"/v1/missions/{mission}", 200)["state"])


@contextmanager
def _serving(folder: Path, clock: Moved) -> Iterator[None]:
    plain = postgres.Server
    postgres.Server = partial(plain, environment=clock.environment)  # type: ignore[misc,assignment]
    try:
        with postgres.embedded(folder / "postgres") as url:
            environment = (
                os.environ
                | clock.environment
                | {
                    "DAYTRIPPER_PORT": str(PORT),
                    "DAYTRIPPER_DATABASE_URL": url,
                    "DAYTRIPPER_DATA_DIR": str(folder),
                    "DAYTRIPPER_SECRET": SECRET,
                    "DAYTRIPPER_S3_ENDPOINT_URL": "http://127.0.0.1:9",
                    "DAYTRIPPER_S3_ACCESS_KEY_ID": "none",
                    "DAYTRIPPER_S3_SECRET_ACCESS_KEY": "none",
                }
            )
            with (folder / "server.log").open("ab") as log:
                server = subprocess.Popen(
                    [sys.executable, "-m", "app", "serve"], env=environment, stdout=log, stderr=log
                )
            try:
                wait_for(f"{URL}/healthz", 120)
                yield
            except BaseException:
                print((folder / "server.log").read_text()[-4000:])
                raise
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(60)
    finally:
        postgres.Server = plain  # type: ignore[misc]
