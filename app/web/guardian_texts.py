"""The words of the page where a parent or guardian answers: « vous », for they are no member of ours."""

from collections.abc import Collection

from app.core.i18n import Words
from app.models.grants import AudienceType, TargetType
from app.models.guardians import GuardedAct

TITLE = Words("Votre accord", "Your agreement")
REQUEST_HEADING = Words("{of} vous demande votre accord", "{of} asks for your agreement")
AGREEMENT_HEADING = Words("Vous avez donné votre accord", "You agreed")
SAVED_TITLE = Words("C’est enregistré : votre accord", "Saved: your agreement")
LEAD = Words(
    "Day Tripper est un journal d’expériences de vie et de travail, pour l’orientation. Ce que {of} y écrit est privé. "
    "Avant 15 ans, en montrer quelque chose hors de son école demande son accord et le vôtre.",
    "Day Tripper is a journal of life and work experiences, for career guidance. What {of} writes there is private. "
    "Under 15, showing any of it outside their school takes their agreement and yours.",
)
SINCE = Words("{name} a donné son accord le {day}.", "{name} agreed on {day}.")
ACTS_LEGEND = Words("À quoi dites-vous oui ?", "What do you say yes to?")
ACTS_HINT = Words("(cochez au moins une case)", "(tick at least one box)")
TO_ADD = Words("(pour ajouter)", "(to add)")
ACTS = {
    GuardedAct.PUBLISH: (
        Words("Publier", "Publish"),
        Words(
            "Préparer des récits (« stories ») et des portraits, que personne ne voit tant qu’aucun accès n’est donné, "
            "et présenter publiquement une communauté.",
            "Prepare stories and portraits, which nobody sees as long as no access is given, and present a community "
            "in public.",
        ),
    ),
    GuardedAct.SHARE: (
        Words("Partager", "Share"),
        Words(
            "Donner accès à ce qui est publié, à une personne, à qui reçoit un lien ou à toute une communauté, et "
            "montrer à celle-ci ses réponses aux missions ou, sans son nom, ses talents.",
            "Give access to what is published, to a person, to whoever receives a link or to a whole community, and "
            "show the latter the answers to its missions or, without a name, the talents.",
        ),
    ),
    GuardedAct.SHARE_PRIVATE: (
        Words("Ouvrir ce qui n’est pas publié", "Open what is not published"),
        Words(
            "Montrer à des personnes choisies, douze mois au plus, des expériences du journal, tout le journal ou les "
            "talents. Montrer les talents aussi à toute une communauté. Demander à quelqu’un de reconnaître un talent. "
            "Un mail vous prévient chaque fois.",
            "Show people who are chosen, for twelve months at most, experiences from the journal, the whole journal or "
            "the talents. Show the talents to a whole community, too. Ask somebody to confirm a talent. A mail tells "
            "you each time.",
        ),
    ),
    GuardedAct.JOIN: (
        Words("Rejoindre des communautés", "Join communities"),
        Words(
            "Entrer dans une école, un métier, une promotion, qui envoient des missions et dont les responsables "
            "lisent les réponses.",
            "Enter a school, a trade, a cohort, which send missions, and whose managers read the answers.",
        ),
    ),
}
TICKED_BOXES = Words("ce que j’ai coché : {boxes}", "what I ticked: {boxes}")
BOX = Words("« {label}. {what} »", "“{label}. {what}”")
WAITS = Words(
    "{of} voudrait rejoindre {community}. Sa place y est gardée.",
    "{of} would like to join {community}. A place is kept there.",
)
THEN_IN = Words(
    "Si vous cochez « Rejoindre des communautés », {of} y entre aussitôt.",
    "If you tick “Join communities”, {of} is in at once.",
)
THEN_REQUEST = Words(
    "Si vous cochez « Rejoindre des communautés », sa demande part aussitôt ; la communauté répond.",
    "If you tick “Join communities”, the request is sent at once; the community answers.",
)
STILL_WAITS = Words(
    "Sa place dans {places} attend toujours : vous n’avez pas dit oui pour rejoindre.",
    "Their place in {places} still waits: you did not say yes to joining.",
)
MEMBERSHIP_NEWS = Words("{of} est maintenant dans {community}.", "{of} is in {community} now.")
REQUEST_NEWS = Words(
    "La demande de {of} est envoyée à {community}, qui répondra.",
    "{of}’s request is on its way to {community}, which will answer.",
)
PUBLICATIONS_TITLE = Words("Ce qui est montré aujourd’hui", "What is shown today")
NOTHING = Words("Rien n’est publié ni partagé pour l’instant.", "Nothing is published or shared for now.")
UNSEEN = Words("Personne n’y a encore accès.", "Nobody has access yet.")
LATEST = Words("Seuls les plus récents sont listés.", "Only the latest are listed.")
THINGS = {
    TargetType.STORY: Words("Récit", "Story"),
    TargetType.PORTRAIT: Words("Portrait", "Portrait"),
    TargetType.TALENTS: Words("Tous ses talents", "All of their talents"),
    TargetType.EXPERIENCE: Words("Une expérience", "An experience"),
    TargetType.EXPERIENCES: Words("Toutes ses expériences", "All of their experiences"),
}
READERS = {
    AudienceType.LINK: Words("toute personne qui a le lien", "whoever has the link"),
    AudienceType.USER: Words("une personne", "a person"),
    AudienceType.COMMUNITY: Words("une communauté", "a community"),
}
TYPE_PREFIX = Words("{thing}\u00a0: ", "{thing}: ")
UNTIL = Words("jusqu’au {day}", "until {day}")
ENDLESS = Words("sans date de fin", "without an end")
AGREED_LABEL = Words("Vous avez dit oui.", "You said yes.")
SIGNATURE_HINT = Words(
    "Pour ajouter une chose, signez à nouveau. Pour en reprendre une, ce n’est pas nécessaire.",
    "To add one thing, sign anew. To take one back, that is not needed.",
)
NAME = Words("Votre nom", "Your name")
UNTICK_HINT = Words(
    "Pour reprendre une chose, il suffit de la décocher et d’enregistrer.",
    "To take one thing back, it is enough to untick it and save.",
)
UNSAVED_MESSAGE = Words("Rien n’est encore enregistré.", "Nothing is saved yet.")
FAULTS = {
    "act": Words(
        "Cochez au moins une chose ; pour dire non à tout, il y a un autre bouton plus bas.",
        "Tick at least one thing; to say no to all of it, there is another button below.",
    ),
    "name": Words("Indiquez votre nom.", "Give your name."),
    "declaration": Words("Cochez la déclaration.", "Tick the declaration."),
}
OUTDATED_FAULT = Words(
    "Ce texte a changé depuis que vous avez ouvert la page. Relisez-le, puis cochez à nouveau la déclaration : le "
    "reste est gardé.",
    "This text has changed since you opened the page. Read it again, then tick the declaration anew: the rest is kept.",
)
AGREE = Words("Donner mon accord", "Agree")
CHANGE = Words("Enregistrer", "Save")
DECLINE = Words("Refuser", "Decline")
REFUSAL = Words("« Refuser » veut dire :", "“Decline” means:")
END_TITLE = Words("Ne plus être d’accord du tout", "No longer agree at all")
END_LEAD = Words(
    "Après, ce lien ne servira plus. Pour dire oui plus tard, il faudra que {of} vous le redemande.",
    "Afterwards this link will not work again. To say yes later, {of} must ask you anew.",
)
END = Words("Retirer tout mon accord", "Take all of my agreement back")
EFFECT = Words(
    "Ce à quoi vous ne dites plus oui est repris aussitôt : stories retirées, accès fermés, communautés quittées. Le "
    "journal, lui, n’est pas touché.",
    "What you no longer agree to is taken back at once: stories withdrawn, access closed, communities left. The "
    "journal itself is not touched.",
)
YEAR = Words("Son année de naissance n’est pas exacte ?", "Is their year of birth wrong?")
NEVER = Words(
    "Ce que vous ne verrez jamais ici : le journal. Il reste à {of}, comme tout ce qui n’est pas publié.",
    "What you never see here: the journal. It stays with {of}, like all that is not published.",
)
RESULT_MESSAGES = {
    "agree": Words(
        "C’est enregistré. Gardez ce lien : il permet de changer d’avis.",
        "Saved. Keep this link: it lets you change your mind.",
    ),
    "decline": Words(
        "C’est noté : vous avez refusé. Rien ne sera montré hors de son école. Pour dire oui plus tard, {of} peut vous "
        "le redemander depuis l’application.",
        "Noted: you declined. Nothing will be shown outside their school. To say yes later, {of} can ask you again "
        "from the app.",
    ),
    "end": Words(
        "Votre accord est retiré. Ce qu’il permettait est repris. Pour dire oui plus tard, {of} peut vous le "
        "redemander depuis l’application.",
        "Your agreement ended. What it allowed is taken back. To say yes later, {of} can ask you again from the app.",
    ),
}
RESULT_TITLES = {
    "decline": Words("Vous avez refusé", "You declined"),
    "end": Words("Votre accord est retiré", "Your agreement ended"),
}
TOO_YOUNG_PAGE = (
    Words("L’accord d’un adulte est nécessaire", "An adult must agree"),
    Words(
        "Un compte qui a cette adresse demande lui-même l’accord d’un parent ou tuteur. Rien n’a été enregistré.",
        "An account with this address needs a guardian’s agreement, too. Nothing was saved.",
    ),
)
GONE_PAGE = (
    Words("Cette demande n’attend plus de réponse", "This request awaits no answer any more"),
    Words(
        "Vous y avez répondu non, votre accord a pris fin, ou la demande a été retirée. Pour dire oui plus tard, il "
        "suffit que la personne vous le redemande depuis l’application : un nouveau lien vous parviendra.",
        "You said no, your agreement ended, or the request was taken back. To say yes later, the person only has to "
        "ask you again from the app: a new link will reach you.",
    ),
)


def say_boxes(acts: Collection[GuardedAct]) -> Words:
    """Return the agreement in the words of the ticked boxes."""
    boxes = [BOX.fill(label=label, what=detail) for act, (label, detail) in ACTS.items() if act in acts]
    return TICKED_BOXES.fill(boxes=Words.each(lambda locale: ", ".join(box.in_(locale) for box in boxes)))
