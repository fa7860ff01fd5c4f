"""The words of the page where a parent or guardian answers: « vous », for they are no member of ours."""

from collections.abc import Collection

from app.core.i18n import Words
from app.models.grants import AudienceType, TargetType
from app.models.guardians import GuardedAct

TITLE = Words("Votre accord")
REQUEST_HEADING = Words("{of} vous demande votre accord")
AGREEMENT_HEADING = Words("Vous avez donné votre accord")
SAVED_TITLE = Words("C’est enregistré : votre accord")
LEAD = Words(
    "Day Tripper est un journal d’expériences de vie et de travail, pour l’orientation. Ce que {of} y écrit est privé. "
    "Avant 15 ans, en montrer quelque chose hors de son école demande son accord et le vôtre."
)
SINCE = Words("{name} a donné son accord le {day}.")
ACTS_LEGEND = Words("À quoi dites-vous oui ?")
ACTS_HINT = Words("(cochez au moins une case)")
TO_ADD = Words("(pour ajouter)")
ACTS = {
    GuardedAct.PUBLISH: (
        Words("Publier"),
        Words(
            "Préparer des récits (« stories ») et des portraits, que personne ne voit tant qu’aucun accès n’est donné, "
            "et présenter publiquement une communauté."
        ),
    ),
    GuardedAct.SHARE: (
        Words("Partager"),
        Words(
            "Donner accès à ce qui est publié, à une personne, à qui reçoit un lien ou à toute une communauté, et "
            "montrer à celle-ci ses réponses aux missions ou, sans son nom, ses talents."
        ),
    ),
    GuardedAct.SHARE_PRIVATE: (
        Words("Ouvrir ce qui n’est pas publié"),
        Words(
            "Montrer à des personnes choisies, douze mois au plus, des expériences du journal, tout le journal ou les "
            "talents. Montrer les talents aussi à toute une communauté. Demander à quelqu’un de reconnaître un talent. "
            "Un mail vous prévient chaque fois."
        ),
    ),
    GuardedAct.JOIN: (
        Words("Rejoindre des communautés"),
        Words(
            "Entrer dans une école, un métier, une promotion, qui envoient des missions et dont les responsables "
            "lisent les réponses."
        ),
    ),
}
TICKED_BOXES = Words("ce que j’ai coché : {boxes}")
BOX = Words("« {label}. {what} »")
WAITS = Words("{of} voudrait rejoindre {community}. Sa place y est gardée.")
THEN_IN = Words("Si vous cochez « Rejoindre des communautés », {of} y entre aussitôt.")
THEN_REQUEST = Words("Si vous cochez « Rejoindre des communautés », sa demande part aussitôt ; la communauté répond.")
STILL_WAITS = Words("Sa place attend toujours ({places}) : vous n’avez pas dit oui pour rejoindre.")
MEMBERSHIP_NEWS = Words("{of} est maintenant dans {community}.")
REQUEST_NEWS = Words("La demande de {of} est envoyée à {community}, qui répondra.")
FEW = 3  # publications, which need no unfolding
PUBLICATIONS_TITLE = Words("Ce qui est montré aujourd’hui")
NOTHING = Words("Rien n’est publié ni partagé pour l’instant.")
UNSEEN = Words("Personne n’y a encore accès.")
LATEST = Words("Seuls les plus récents sont listés.")
THINGS = {
    TargetType.STORY: Words("Récit"),
    TargetType.PORTRAIT: Words("Portrait"),
    TargetType.TALENTS: Words("Tous ses talents"),
    TargetType.EXPERIENCE: Words("Une expérience"),
    TargetType.EXPERIENCES: Words("Toutes ses expériences"),
    TargetType.RESPONSE: Words("Ses mots, cités"),
}
READERS = {
    AudienceType.LINK: Words("toute personne qui a le lien"),
    AudienceType.USER: Words("une personne"),
    AudienceType.COMMUNITY: Words("une communauté"),
    AudienceType.REPORT: Words("un bilan"),
}
TYPE_PREFIX = Words("{thing}\u00a0: ")
UNTIL = Words("jusqu’au {day}")
ENDLESS = Words("sans date de fin")
AGREED_LABEL = Words("Vous avez dit oui.")
SIGNATURE_HINT = Words("Pour ajouter une chose, signez à nouveau. Pour en reprendre une, ce n’est pas nécessaire.")
NAME = Words("Votre nom")
UNTICK_HINT = Words("Pour reprendre une chose, il suffit de la décocher et d’enregistrer.")
UNSAVED_MESSAGE = Words("Rien n’est encore enregistré.")
FAULTS = {
    "act": Words("Cochez au moins une chose ; pour dire non à tout, il y a un autre bouton plus bas."),
    "name": Words("Indiquez votre nom."),
    "declaration": Words("Cochez la déclaration."),
}
OUTDATED_FAULT = Words(
    "Ce texte a changé depuis que vous avez ouvert la page. Relisez-le, puis cochez à nouveau la déclaration : le "
    "reste est gardé."
)
AGREE = Words("Donner mon accord")
CHANGE = Words("Enregistrer")
DECLINE = Words("Refuser")
REFUSAL = Words("« Refuser » veut dire :")
END_TITLE = Words("Ne plus être d’accord du tout")
END_LEAD = Words("Après, ce lien ne servira plus. Pour dire oui plus tard, il faudra que {of} vous le redemande.")
END = Words("Retirer tout mon accord")
EFFECT = Words(
    "Ce à quoi vous ne dites plus oui est repris aussitôt : stories retirées, accès fermés, communautés quittées. Le "
    "journal, lui, n’est pas touché."
)
YEAR = Words("Son année de naissance n’est pas exacte ?")
LATER_TITLE = Words("Si vous changez d’avis, et ce qui reste privé")
NEVER = Words("Ce que vous ne verrez jamais ici : le journal. Il reste à {of}, comme tout ce qui n’est pas publié.")
RESULT_MESSAGES = {
    "agree": Words("C’est enregistré. Gardez ce lien : il permet de changer d’avis."),
    "decline": Words(
        "C’est noté : vous avez refusé. Rien ne sera montré hors de son école. Pour dire oui plus tard, {of} peut vous "
        "le redemander depuis l’application."
    ),
    "end": Words(
        "Votre accord est retiré. Ce qu’il permettait est repris. Pour dire oui plus tard, {of} peut vous le "
        "redemander depuis l’application."
    ),
}
RESULT_TITLES = {
    "decline": Words("Vous avez refusé"),
    "end": Words("Votre accord est retiré"),
}
TOO_YOUNG_PAGE = (
    Words("L’accord d’un adulte est nécessaire"),
    Words("Un compte qui a cette adresse demande lui-même l’accord d’un parent ou tuteur. Rien n’a été enregistré."),
)
GONE_PAGE = (
    Words("Cette demande n’attend plus de réponse"),
    Words(
        "Vous y avez répondu non, votre accord a pris fin, ou la demande a été retirée. Pour dire oui plus tard, il "
        "suffit que la personne vous le redemande depuis l’application : un nouveau lien vous parviendra."
    ),
)


def say_boxes(acts: Collection[GuardedAct]) -> Words:
    """Return the agreement in the words of the ticked boxes."""
    boxes = [BOX.fill(label=label, what=detail) for act, (label, detail) in ACTS.items() if act in acts]
    return TICKED_BOXES.fill(boxes=Words.each(lambda locale: ", ".join(box.in_(locale) for box in boxes)))
