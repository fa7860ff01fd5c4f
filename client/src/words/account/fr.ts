/** Everything under « Moi ». */

export const fr = {
  profile: "Mon profil",
  profileLead: "Ton nom et ta photo sont vus de ceux à qui tu montres quelque chose, et de tes communautés.",
  name: "Mon nom",
  nameHint: "Un prénom suffit.",
  photo: "Ma photo",
  changePhoto: "Choisir une photo",
  noPhoto: "Ne plus montrer de photo",
  year: "Mon année de naissance",
  yearHint: "Elle dit ce que tu décides seul. Personne d’autre ne la voit.",
  yearClaimed: (year: number) =>
    `Tu as dit ${year} : un parent ou ton école doit le confirmer. Jusque-là, l’année d’avant compte.`,
  yearWithdraws: (count: number) =>
    `Avec cette année, il faut l’accord d’un parent : ${count} chose(s) montrée(s) ou rejointe(s) seront reprises. Est-ce la bonne année ?`,
  yearConfirm: "Oui, c’est mon année",

  reading: "Lecture et données",
  readingLead: (phone: string) => `Ces réglages valent pour ${phone.toLowerCase()}.`,
  letters: "Taille des lettres",
  sizes: { usual: "Normale", large: "Grande", larger: "Plus grande", largest: "Très grande" },
  spaced: "Lettres espacées",
  spacedHint: "Plus d’air entre les lettres, les mots et les lignes. Utile avec une dyslexie.",
  cream: "Papier crème",
  creamHint: "Un fond plus doux, quand le téléphone est en clair.",
  saver: "Économiser les données",
  saverHint: "Les photos arrivent en petit. Le son et les films ne se chargent que si tu les lances.",
  example: "Voici comment se lit une page de ton journal : « Ce matin, j’ai monté mon premier mur. Il est droit. »",
};

export type AccountWords = typeof fr;
