"""The problems of what needs an age, an agreement, and an account in order."""

from app.policies.age import AgeRequired, GuardianRequired
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.services.accounts.consents import ConsentOutdated

GUARDED = (AgeRequired, ErasureAsked, AccountRestricted, GuardianRequired)
CONSENTED = (AgeRequired, ConsentOutdated, ErasureAsked, AccountRestricted, GuardianRequired)
