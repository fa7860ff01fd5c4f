"""The words of the way out of mails. People and professionals open it, and strangers a person wrote to: it addresses
nobody."""

from app.core.i18n import Words
from app.services.notifications.mail_templates import STOP_MAILS

TITLE = STOP_MAILS
COMMUNITY = Words("Les mails de {community} s’arrêteront.")
TYPE = Words("Les mails de ce genre s’arrêteront.")
DIGEST = Words("Les résumés s’arrêteront.")
STAYS = Words("Rien d’autre ne change : tout reste dans l’application, où se règle aussi ce qui arrive par mail.")
ALREADY_TITLE = Words("Ces mails n’arrivent déjà plus")
GONE_PAGE = (
    Words("Ce lien n’arrête aucun mail"),
    Words(
        "L’adresse a été mal recopiée, ou le compte n’existe plus. Ce qui arrive par mail se règle aussi dans "
        "l’application ; ou écrire à {contact}."
    ),
)
STOP = Words("Arrêter ces mails")
DONE_TITLE = Words("C’est fait")
STOPPED_TEXT = Words("Ces mails n’arriveront plus. Pour changer d’avis : l’application, réglages, notifications.")
SENDER = Words("Les messages de cette personne n’arriveront plus à cette adresse.")
SENDER_STAYS = Words("Elle n’en saura rien. D’autres personnes peuvent encore écrire à cette adresse.")
SENDER_STOPPED_TEXT = Words("Plus aucun message de cette personne ne viendra d’ici à cette adresse.")
