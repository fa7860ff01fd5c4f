"""The words of the way out of mails. Whoever opens it holds an account: « tu »; except where a person wrote to them."""

from app.core.i18n import Words

TITLE = Words("Ne plus recevoir ces mails", "Stop getting these mails")
COMMUNITY = Words("Les mails de {community} s’arrêteront.", "The mails of {community} will stop.")
TYPE = Words("Les mails de ce genre s’arrêteront.", "Mails of this kind will stop.")
DIGEST = Words("Les résumés s’arrêteront.", "The digests will stop.")
STAYS = Words(
    "Rien d’autre ne change : tu retrouves tout dans l’application, et tu y règles ce que tu veux recevoir.",
    "Nothing else changes: you find everything in the app, and choose there what you want to get.",
)
STOP = Words("Arrêter ces mails", "Stop these mails")
DONE = Words("C’est fait", "Done")
STOPPED = Words(
    "Tu ne recevras plus ces mails. Pour changer d’avis : l’application, réglages, notifications.",
    "You will not get these mails any more. To change your mind: the app, settings, notifications.",
)
SENDER = Words(
    "Les messages de cette personne n’arriveront plus à cette adresse.",
    "The messages of this person will no longer come to this address.",
)
SENDER_STAYS = Words(
    "Elle n’en saura rien. D’autres personnes peuvent encore écrire à cette adresse.",
    "They will not know. Other people can still write to this address.",
)
SENDER_STOPPED = Words(
    "Plus aucun message de cette personne ne viendra d’ici à cette adresse.",
    "No more messages of this person will come from here to this address.",
)
