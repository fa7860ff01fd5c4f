"""Every limit there is: whoever asks once more than it allows is told for how long to wait, and nothing comes of it;
and the right person passes, from the same source too."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import services
from app.core.limits import Rule
from app.core.passwords import hasher
from app.models.rooms import FEW_ALIKE
from tests.access.lines import Before, Cell, Value, said
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import Answer, undone
from tests.support.guardians import YOUNG
from tests.support.people import ADULT, NOW


@dataclass(frozen=True)
class Reached:
    """Who asks for what, when the limit is reached; with a `body` and a `before` other than the line's, if given."""

    caller: str
    line: str
    body: Value = None
    before: Before | None = None
    acts: int = 0  # counted by other limits, which count what is done

    async def asked(self, cell: Cell) -> Answer:
        line = LINES[self.line]
        if self.body is not None:
            line = replace(line, body=said(self.body, cell))
        return await OPERATIONS[operation_of(self.line)].asked(line, cell)


async def _young(cell: Cell) -> None:
    await cell.run("update users set birth_year = $2 where id = $1", cell.caller.id, YOUNG)


OPEN_TO_REQUESTS = "update communities set join_policy = 'request', visibility = 'public' where id = $1::uuid"


async def _by_request(cell: Cell) -> None:
    await cell.run(OPEN_TO_REQUESTS, cell.settlement.ids["community"])


def _password(cell: Cell) -> object:
    return {
        "email": cell.settlement.person("owner").email,
        "password": "quatre mots sans rapport",
        "device_name": "phone",
    }


async def _with_password(cell: Cell) -> None:
    password_hash = hasher().hash("quatre mots sans rapport")
    await cell.run(
        "update users set password_hash = $2 where id = $1::uuid", cell.settlement.person("owner").id, password_hash
    )


async def _code_made(cell: Cell) -> None:
    email = cell.settlement.person("owner").email
    statement = (
        "insert into sign_in_codes (email, code_mac, link_digest, tries, expires_at) values ($1, $2, 'x', 0, $3)"
    )
    await cell.run(statement, email, cell.runtime.keys.mac("sign-in code", email, "204816"), NOW + timedelta(minutes=1))


def _by_code(cell: Cell) -> object:
    return {"email": cell.settlement.person("owner").email, "code": "204816"}


def _invited(cell: Cell) -> object:
    return {"invitation": cell.settlement.things["invitation"]["code"]}


def _to_peer(cell: Cell) -> dict[str, object]:
    audience = {"type": "user", "id": str(cell.settlement.person("peer").id)}
    ends_at = (cell.settlement.watch.now + timedelta(days=30)).isoformat()
    return {"target": {"type": "talents"}, "audience": audience, "purpose": "personal", "ends_at": ends_at}


async def _code_of_peer(cell: Cell) -> None:
    cell.settlement.things["code_of_peer"] = (await cell.does("peer", "POST", "/v1/me/codes"))["code"]


def _with_code(cell: Cell) -> object:
    audience = {"type": "user", "code": cell.settlement.things["code_of_peer"]}
    return _to_peer(cell) | {"audience": audience}


async def _ticket(cell: Cell) -> None:
    path = f"/v1/rooms/{cell.settlement.ids['room']}/tickets"
    cell.settlement.things["ticket"] = (await cell.does("manager", "POST", path, {"number": 1}))["codes"][0]


def _by_ticket(cell: Cell) -> object:
    return {"ticket": cell.settlement.things["ticket"], "age_bracket": "adult"}


async def _crowd(cell: Cell) -> None:
    for _ in range(FEW_ALIKE):
        assert (await Reached("anonymous", "create_guest").asked(cell)).status == 201


LIMITS = {
    "rooms.claims.WRONG_CLAIMS_PER_PERSON": Reached("other", "create_claim"),
    "rooms.tickets.TICKETS_PER_ROOM": Reached("manager", "create_tickets"),
    "rooms.entrance.ENTRIES_PER_PROOF": Reached("anonymous", "create_guest"),
    "rooms.entrance.CROWD_PER_PROOF": Reached("anonymous", "create_guest", before=_crowd),
    "rooms.entrance.WRONG_TICKETS_PER_SOURCE": Reached("anonymous", "create_guest", _by_ticket, _ticket),
    "sharing.report_grants.MADE_PER_COMMUNITY": Reached("manager", "create_grant:of a report"),
    "talents.exchanges.PER_SKILL": Reached("manager", "create_exchange"),
    "talents.exchanges.PER_PERSON": Reached("manager", "create_exchange"),
    "talents.community_frameworks.RELEASES_PER_COMMUNITY": Reached("manager", "put_community_framework"),
    "guardians.birth_years.CLAIMS": Reached("owner", "patch_me", {"birth_year": ADULT}, _young),
    "communities.informations.PER_COMMUNITY": Reached("manager", "create_information"),
    "sharing.comments.PER_AUTHOR": Reached("counsellor_with", "create_comment"),
    "communities.communities.FOUNDED_PER_PERSON": Reached("other", "put_community:a new one"),
    "communities.cards.WRONG_PER_SOURCE": Reached("anonymous", "get_invitation_card"),
    "sharing.link_mails.PER_PAIR": Reached("owner", "deliver_grant"),
    "sharing.link_mails.PER_SENDER": Reached("owner", "deliver_grant"),
    "talents.endorsement_requests.PER_PAIR": Reached("owner", "ask_endorsement"),
    "talents.endorsement_requests.PER_PERSON": Reached("owner", "ask_endorsement"),
    "portability.exports.PER_PERSON": Reached("other", "create_export"),
    "operators.webhooks.MADE_PER_PERSON": Reached("manager", "create_community_webhook"),
    "operators.webhooks.REPEATED_PER_WEBHOOK": Reached("manager", "repeat_webhook_delivery"),
    "operators.flags.PER_PERSON": Reached("manager", "create_flag"),
    "access.grant_notifications.PER_GIVER": Reached("owner", "create_grant", _to_peer),
    "access.grant_notifications.PER_READER": Reached("owner", "create_grant", _to_peer),
    "guardians.guardians.PER_ADDRESS": Reached("other", "put_guardian"),
    "guardians.guardians.PER_PERSON": Reached("other", "put_guardian"),
    "portability.imports.PER_PERSON": Reached("other", "create_import"),
    "communities.invitation_mails.PER_COMMUNITY": Reached("manager", "deliver_invitation"),
    "communities.invitation_mails.PER_SENDER": Reached("manager", "deliver_invitation"),
    "sharing.links.WRONG_PER_LINK": Reached("link_holder", "unlock_link"),
    "sharing.links.WRONG_PER_PAIR": Reached("link_holder", "unlock_link"),
    "media.media.DECLARATION_LIMIT": Reached("other", "create_upload"),
    "media.blurring.BLUR_LIMIT": Reached("owner", "put_medium_blur"),
    "communities.memberships.REQUESTS_PER_PERSON": Reached(
        "other", "put_own_membership", {"reason": "Moi"}, _by_request
    ),
    "communities.memberships.WRONG_PER_PERSON": Reached("other", "put_own_membership", _invited),
    "communities.sign_in_passes.PER_MANAGER": Reached("manager", "create_sign_in_pass"),
    "communities.sign_in_passes.PER_MEMBER": Reached("manager", "create_sign_in_pass"),
    "sharing.person_codes.MADE_PER_PERSON": Reached("other", "create_person_code"),
    "sharing.person_codes.WRONG_PER_PERSON": Reached("counsellor_without", "create_grant_request"),
    "sharing.person_codes.WRONG_PER_SOURCE": Reached("counsellor_without", "create_grant_request"),
    "sharing.person_codes.WRONG_SHARED_PER_PERSON": Reached("owner", "create_grant", _with_code, _code_of_peer, acts=2),
    "missions.calendars.MADE_PER_PERSON": Reached("other", "create_mission_calendar"),
    "accounts.api_tokens.MADE_PER_PERSON": Reached("other", "create_api_token"),
    "accounts.provider_sign_ins.SIGN_INS_PER_SOURCE": Reached("anonymous", "start_provider_sign_in"),
    "accounts.second_factors.WRONG_PER_PERSON": Reached("other", "verify_second_factor"),
    "accounts.second_factors.WRONG_PER_SESSION": Reached("other", "verify_second_factor"),
    "accounts.sign_in_proofs.CODES_PER_ADDRESS": Reached("anonymous", "send_code"),
    "accounts.sign_in_proofs.CODES_PER_PAIR": Reached("anonymous", "send_code"),
    "accounts.sign_in_proofs.CODES_PER_SOURCE": Reached("anonymous", "send_code"),
    "accounts.sign_in_proofs.WRONG_CODES_PER_ADDRESS": Reached("owner", "create_session", _by_code, _code_made),
    "accounts.sign_in_proofs.WRONG_CODES_PER_PAIR": Reached("owner", "create_session", _by_code, _code_made),
    "accounts.sign_in_proofs.WRONG_PASSWORDS_PER_ADDRESS": Reached(
        "owner", "create_session", _password, _with_password
    ),
    "accounts.sign_in_proofs.WRONG_PASSWORDS_PER_PAIR": Reached("owner", "create_session", _password, _with_password),
    "accounts.sign_in_proofs.WRONG_PER_SOURCE": Reached("owner", "create_session", _by_code, _code_made),
}
# Guesses: what is right is not counted, however often it is given.
GUESSES = {
    "rooms.entrance.WRONG_TICKETS_PER_SOURCE": "",
    "rooms.claims.WRONG_CLAIMS_PER_PERSON": "",
    "communities.cards.WRONG_PER_SOURCE": "",
    "sharing.links.WRONG_PER_LINK": "sharing.links.WRONG_PER_PAIR",
    "sharing.links.WRONG_PER_PAIR": "",
    "communities.memberships.WRONG_PER_PERSON": "",
    "sharing.person_codes.WRONG_PER_PERSON": "",
    "sharing.person_codes.WRONG_SHARED_PER_PERSON": "",
    "sharing.person_codes.WRONG_PER_SOURCE": "sharing.person_codes.WRONG_PER_PERSON",
    "accounts.second_factors.WRONG_PER_PERSON": "accounts.second_factors.WRONG_PER_SESSION",
    "accounts.second_factors.WRONG_PER_SESSION": "",
    "accounts.sign_in_proofs.WRONG_CODES_PER_ADDRESS": "accounts.sign_in_proofs.WRONG_CODES_PER_PAIR",
    "accounts.sign_in_proofs.WRONG_CODES_PER_PAIR": "",
    "accounts.sign_in_proofs.WRONG_PASSWORDS_PER_ADDRESS": "accounts.sign_in_proofs.WRONG_PASSWORDS_PER_PAIR",
    "accounts.sign_in_proofs.WRONG_PASSWORDS_PER_PAIR": "",
    "accounts.sign_in_proofs.WRONG_PER_SOURCE": "accounts.sign_in_proofs.WRONG_CODES_PER_PAIR",
}
# What others use up for somebody: the narrower limit that stops them long before.
NARROWER = {wide: narrow for wide, narrow in GUESSES.items() if narrow} | {
    "accounts.sign_in_proofs.CODES_PER_ADDRESS": "accounts.sign_in_proofs.CODES_PER_PAIR",
    "accounts.sign_in_proofs.CODES_PER_SOURCE": "accounts.sign_in_proofs.CODES_PER_PAIR",
}
SKIPPED_INVITATION = (Reached("manager", "deliver_invitation"), {"mailed": 0, "skipped": 1})
PASSED_OVER = {  # of many addresses; the others hear of it
    "sharing.link_mails.PER_MESSAGE": (Reached("owner", "deliver_grant"), {"accepted": 0, "skipped": 1}),
    "communities.invitation_mails.ONCE": SKIPPED_INVITATION,
    "communities.invitation_mails.PER_ADDRESS": SKIPPED_INVITATION,
}
# What comes on top waits for one mail of the next morning.
PUT_OFF = {
    "notifications.gathered_mails.AT_ONCE": (Reached("owner", "deliver_grant"), Reached("owner", "ask_endorsement"))
}


ELSEWHERE = {  # that are in no line of the API, or refuse nobody by themselves, with the file that tries each
    "rooms.entrance.GUESSED_AT": "tests/api/test_guests.py",
    "rooms.entrance.FEW_WRONG_TICKETS": "tests/api/test_guests.py",
    "accounts.api_token_uses.PER_TOKEN": "tests/api/test_api_tokens.py",
    "accounts.guardian_mails.AT_ONCE": "tests/api/test_private_things.py",
    "sharing.reports.PER_ADDRESS": "tests/web/test_reports.py",
    "sharing.reports.PER_SOURCE": "tests/web/test_reports.py",
    "sharing.links.SAME_VISIT": "tests/api/test_links.py",  # which refuses nobody: it tells the same visit again
}


def rules() -> Iterator[tuple[str, Rule]]:
    for module in pkgutil.walk_packages(services.__path__, "app.services."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Rule):
                yield f"{module.name.removeprefix('app.services.')}.{name}", value


RULES = dict(rules())


def test_every_limit_is_tried() -> None:
    assert set(RULES) == {*LIMITS, *PASSED_OVER, *PUT_OFF, *ELSEWHERE}
    assert all(name.rpartition(".")[2] in Path(file).read_text() for name, file in ELSEWHERE.items())
    assert len({rule.name for rule in RULES.values()}) == len(RULES) >= 30


def test_whatever_others_use_up_is_far_wider_than_what_one_of_them_may() -> None:
    assert {name for name in RULES if name.rpartition(".")[2].startswith("WRONG")} == GUESSES.keys()
    for wide, narrow in NARROWER.items():
        per_hour = [RULES[name].most / RULES[name].window.total_seconds() for name in (wide, narrow)]
        assert RULES[wide].most >= 5 * RULES[narrow].most, wide
        assert per_hour[0] > 2 * per_hour[1], wide


async def asked(settlement: Settlement, monkeypatch: pytest.MonkeyPatch, name: str, case: Reached) -> Any:
    """The answer, and how many mails it led to."""
    module, _, attribute = name.rpartition(".")
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people[case.caller], runtime)
        before = case.before or LINES[case.line].before
        if before is not None:
            await before(cell)
        [waiting] = await cell.run("select count(*) as mails from mails")
        monkeypatch.setattr(f"app.services.{module}.{attribute}", replace(RULES[name], most=0))
        answer = await case.asked(cell)
        [now] = await cell.run("select count(*) as mails from mails")
        return answer, now["mails"] - waiting["mails"]


@pytest.mark.parametrize("name", LIMITS)
async def test_who_asks_too_often_waits(settlement: Settlement, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    answer, mails = await asked(settlement, monkeypatch, name, LIMITS[name])
    assert (answer.status, answer.json()["type"], mails) == (429, "/problems/too-many", 0), answer.text
    wait = answer.json()["retry_after"]
    assert 1 <= wait <= RULES[name].window.total_seconds()
    assert (answer.headers["retry-after"], answer.headers["ratelimit"]) == (str(wait), f'"attempts";r=0;t={wait}')


@pytest.mark.parametrize("name", GUESSES)
async def test_who_guesses_right_uses_nothing_up(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    module, _, attribute = name.rpartition(".")
    monkeypatch.setattr(f"app.services.{module}.{attribute}", replace(RULES[name], most=1))
    case = LIMITS[name]
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people[case.caller], runtime)
        before = case.before or LINES[case.line].before
        if before is not None:
            await before(cell)
        [used] = await cell.run("select coalesce(sum(used), 0) as tries from limits")
        answer = await case.asked(cell)
        assert answer.status < 300, answer.text
        [now] = await cell.run("select coalesce(sum(used), 0) as tries from limits")
        assert now["tries"] <= used["tries"] + case.acts


@pytest.mark.parametrize("name", sorted(PASSED_OVER))
async def test_who_was_written_to_too_often_is_passed_over(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    case, counts = PASSED_OVER[name]
    answer, mails = await asked(settlement, monkeypatch, name, case)
    assert (answer.status, answer.json(), mails) == (202, counts, 0)


@pytest.mark.parametrize(("name", "case"), [(name, way) for name, ways in PUT_OFF.items() for way in ways])
async def test_who_was_written_to_often_reads_it_in_the_morning(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch, name: str, case: Reached
) -> None:
    answer, mails = await asked(settlement, monkeypatch, name, case)
    assert (answer.status in {201, 202}, mails) == (True, 0), answer.text
