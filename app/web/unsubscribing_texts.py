"""The words of the way out of mails. People and professionals open it, and strangers a person wrote to: it addresses
nobody."""

from app.core.i18n import Words
from app.services.notifications.mail_templates import STOP_MAILS

TITLE = STOP_MAILS
COMMUNITY = Words("Les mails de {community} s’arrêteront.", "The mails of {community} will stop.")
TYPE = Words("Les mails de ce genre s’arrêteront.", "Mails of this kind will stop.")
DIGEST = Words("Les résumés s’arrêteront.", "The digests will stop.")
STAYS = Words(
    "Rien d’autre ne change : tout reste dans l’application, où se règle aussi ce qui arrive par mail.",
    "Nothing else changes: everything stays in the app, where what comes by mail can also be chosen.",
)
ALREADY_TITLE = Words("Ces mails n’arrivent déjà plus", "These mails have stopped already")
GONE_PAGE = (
    Words("Ce lien n’arrête aucun mail", "This link stops no mail"),
    Words(
        "L’adresse a été mal recopiée, ou le compte n’existe plus. Ce qui arrive par mail se règle aussi dans "
        "l’application ; ou écrire à {contact}.",
        "The address was not copied whole, or the account no longer exists. What comes by mail can also be chosen in "
        "the app; or write to {contact}.",
    ),
)
STOP = Words("Arrêter ces mails", "Stop these mails")
DONE_TITLE = Words("C’est fait", "Done")
STOPPED_TEXT = Words(
    "Ces mails n’arriveront plus. Pour changer d’avis : l’application, réglages, notifications.",
    "These mails will not come any more. To change that: the app, settings, notifications.",
)
SENDER = Words(
    "Les messages de cette personne n’arriveront plus à cette adresse.",
    "The messages of this person will no longer come to this address.",
)
SENDER_STAYS = Words(
    "Elle n’en saura rien. D’autres personnes peuvent encore écrire à cette adresse.",
    "They will not know. Other people can still write to this address.",
)
SENDER_STOPPED_TEXT = Words(
    "Plus aucun message de cette personne ne viendra d’ici à cette adresse.",
    "No more messages of this person will come from here to this address.",
)
