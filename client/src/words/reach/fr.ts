/** The words of what the application asks of the phone: to tell of missions, to stay on it. */
export const fr = {
  pushTitle: "Te prévenir quand une mission arrive ?",
  pushLead: "Même quand l’application est fermée. Jamais la nuit, et jamais ce que tu écris.",
  pushYes: "Oui, préviens-moi",
  pushNo: "Non merci",
  pushOn: "C’est noté. Tu peux changer d’avis dans les réglages du téléphone.",
  pushRefused: "Ton téléphone ne le permet pas. Tu peux le changer dans ses réglages.",
  installTitle: "Garder Day Tripper sur ton téléphone ?",
  installLead: "Elle s’ouvre d’un geste, même sans réseau, et le téléphone n’efface pas ce que tu y écris.",
  installYes: "L’installer",
  installByHand: "Touche « Partager » en bas de l’écran, puis « Sur l’écran d’accueil ».",
};
