"""What somebody agrees to, with the text that counts now."""

from typing import Any

from app.models.consents import ConsentKind
from app.policies.consent_texts import TEXTS


def shown(kind: str) -> dict[str, Any]:
    """Return the part of a body that says which text was shown."""
    return {"consent": {"kind": kind, "text_version": TEXTS[ConsentKind(kind)].version}}
