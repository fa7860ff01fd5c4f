"""The words of the page where somebody without an account confirms a talent, or does not. It addresses nobody."""

from app.core.i18n import Words

TITLE = Words("Reconnaître un talent", "Confirm a talent")
KICKER = Words("{asker} demande à {endorser}", "{asker} asks {endorser}")
LEAD = Words(
    "{asker} dit avoir ce talent. Qui l’a vu à l’œuvre peut le confirmer.",
    "{asker} claims this talent. Whoever saw it at work can confirm it.",
)
THINKS_OF = Words("{asker} pense à", "{asker} thinks of")
MESSAGE_OF = Words("{asker} écrit", "{asker} writes")

YES = Words("Oui, j’ai vu ce talent", "Yes, I saw this talent")
NAME = Words("Nom", "Name")
ROLE = Words("Rôle", "Role")
ROLE_HINT = Words(
    "Par exemple : tutrice de stage, voisin, cheffe d’équipe", "For instance: tutor, neighbour, team lead"
)
COMMENT = Words("Quelques mots (facultatif)", "A few words (optional)")
COMMENT_HINT = Words("Ce qui a été vu, où, quand.", "What was seen, where, when.")
CONFIRM = Words("Confirmer", "Confirm")
MISSING = Words("À remplir.", "To be filled in.")
TOO_LONG = {
    "name": Words("200 signes au plus.", "At most 200 characters."),
    "role": Words("200 signes au plus.", "At most 200 characters."),
    "comment": Words("1 000 signes au plus.", "At most 1,000 characters."),
}

BECOMES = Words("Ce que devient la réponse", "What becomes of the answer")
BECOMES_RULES = (
    Words(
        "Un oui est montré avec ce nom, ce rôle et ce mot, là où {asker} montre ce talent, et nulle part ailleurs.",
        "A yes is shown with that name, role and comment, wherever {asker} shows this talent, and nowhere else.",
    ),
    Words(
        "Il se retire à tout moment par ce même lien : garder le mail.",
        "It can be withdrawn at any time by this same link: keep the mail.",
    ),
    Words(
        "Un non n’est montré qu’à la personne qui demande.",
        "A no is shown to whoever asks, and to nobody else.",
    ),
    Words(
        "Sans réponse, la demande prend fin le {day}, et l’adresse est effacée.",
        "Without an answer the request ends on {day}, and the address is forgotten with it.",
    ),
)

NO = Words("Non, ou pas maintenant", "No, or not now")
NO_LEAD = Words("Aucune raison n’est demandée.", "No reason is asked for.")
UNWANTED_LABEL = Words("Ne plus recevoir de demande de cette personne", "No more requests of this person")
DECLINE = Words("Décliner", "Decline")
REPORT_TITLE = Words("Signaler cette demande", "Report this request")
REPORT_LEAD = Words(
    "Propos déplacés, fausse identité, démarchage : l’équipe qui gère ce service en est avertie, et cette personne ne "
    "peut plus écrire à cette adresse. Elle n’apprend pas que c’est un signalement.",
    "Offensive words, a false identity, soliciting: the team that runs this service is told, and this person cannot "
    "write to this address any more. They do not learn that it was a report.",
)
REPORT = Words("Signaler", "Report")

CONFIRMED_TITLE = Words("C’est confirmé. Merci.", "It is confirmed. Thank you.")
CONFIRMED_LEAD = Words("Voici ce que {asker} peut montrer.", "This is what {asker} can show.")
WITHDRAW_TITLE = Words("Changer d’avis", "Change your mind")
WITHDRAW_LEAD = Words(
    "Retirer cette réponse l’efface : elle disparaît de tout ce qui est publié, et les attestations qui en "
    "découlent sont révoquées.",
    "To withdraw this answer erases it: it leaves all that was published, and credentials made of it are revoked.",
)
WITHDRAW = Words("Retirer ma réponse", "Withdraw my answer")
ANSWER_PAGES = {
    "declined": (
        Words("C’est noté", "Noted"),
        Words(
            "La demande est close et l’adresse est effacée. Il n’y a rien d’autre à faire.",
            "The request is closed and the address is forgotten. There is nothing else to do.",
        ),
    ),
    "reported": (
        Words("Merci, c’est signalé", "Thank you, it is reported"),
        Words(
            "La demande est close et l’adresse est effacée. Cette personne ne peut plus y écrire.",
            "The request is closed and the address is forgotten. This person cannot write to it any more.",
        ),
    ),
    "withdrawn": (
        Words("La réponse est retirée", "The answer is withdrawn"),
        Words(
            "Elle n’est plus montrée nulle part, et ce qui avait été écrit est effacé.",
            "It is shown nowhere any more, and what was written is erased.",
        ),
    ),
}

GONE_PAGE = (
    Words("Cette demande n’est plus ouverte", "This request is no longer open"),
    Words(
        "Elle a pris fin, la personne l’a retirée, ou l’adresse a été mal recopiée. Il n’y a rien à faire.",
        "It is over, the person took it back, or the address was not copied whole. There is nothing to do.",
    ),
)
