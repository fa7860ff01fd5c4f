"""The words of the page that keeps an account nobody has used for long."""

from app.core.i18n import Words
from app.services.accounts.rights_templates import KEEP_ACCOUNT

TITLE = KEEP = KEEP_ACCOUNT
LEAD = Words("Ton compte sera gardé, avec tout ce qu’il contient. Sans cela, il s’efface le jour que dit le mail.")
KEPT_PAGE = (
    Words("Ton compte est gardé"),
    Words("Rien n’est effacé. Tu peux te connecter quand tu veux."),
)
GONE_PAGE = (
    Words("Ce lien ne garde aucun compte"),
    Words("L’adresse a été mal recopiée, ou le compte est déjà effacé. Pour en parler : {contact}."),
)
