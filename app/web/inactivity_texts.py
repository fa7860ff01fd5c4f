"""The words of the page that keeps an account nobody has used for long."""

from app.core.i18n import Words
from app.services.accounts.rights_templates import KEEP_ACCOUNT

TITLE = KEEP = KEEP_ACCOUNT
LEAD = Words(
    "Ton compte sera gardé, avec tout ce qu’il contient. Sans cela, il s’efface le jour que dit le mail.",
    "Your account will be kept, with all that is in it. Without that, it is erased on the day the mail says.",
)
KEPT_PAGE = (
    Words("Ton compte est gardé", "Your account is kept"),
    Words("Rien n’est effacé. Tu peux te connecter quand tu veux.", "Nothing is erased. Sign in whenever you like."),
)
GONE_PAGE = (
    Words("Ce lien ne garde aucun compte", "This link keeps no account"),
    Words(
        "L’adresse a été mal recopiée, ou le compte est déjà effacé. Pour en parler : {contact}.",
        "The address was not copied whole, or the account is erased already. To talk about it: {contact}.",
    ),
)
