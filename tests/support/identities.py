"""What a provider of identity has asserted, without a provider: tests/clients/test_providers.py has real ones."""

import base64
import hashlib

from app.core.ids import uuid7
from app.core.providers import Assertion
from app.core.uow import Runtime
from app.models.identities import TICKET_LIFE
from app.services.accounts.provider_sign_ins import ASSERTION, SEAL_PURPOSE, TICKET

VERIFIER = "a verifier of the application, kept by it alone".replace(" ", "-").replace(",", "")


async def returned(runtime: Runtime, subject: str, email: str | None = None) -> tuple[str, str]:
    """A browser is back from the provider `school`. Return the ticket and the application's verifier."""
    assertion = Assertion(
        provider="school",
        issuer="https://school.example",
        subject=subject,
        email=email,
        email_verified=email is not None,
        two_factors_at=None,
        end_session_url="https://school.example/end?id_token_hint=x",
    )
    sign_in_id, challenge = uuid7(), base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
    ciphertext = runtime.keys.seal(SEAL_PURPOSE, sign_in_id, ASSERTION.dump_json(assertion))
    statement = """
        insert into provider_sign_ins
            (id, provider, code_challenge, demands_two_factors, expires_at, returned_at, assertion)
        values ($1, 'school', $2, false, $3, $4, $5) returning id
    """
    now = runtime.clock()
    values = (sign_in_id, challenge.decode().rstrip("="), now + TICKET_LIFE, now, ciphertext)
    await runtime.database.writes.fetch(statement, *values)
    return runtime.keys.signed(TICKET, sign_in_id.bytes), VERIFIER
