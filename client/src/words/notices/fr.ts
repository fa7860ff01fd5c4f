/** Words of the notifications. */
export const fr = {
  allRead: "Tout est lu.",
  nothingYet: "On te prévient ici d’une mission, d’un commentaire, d’une demande.",
  isNew: "Nouveau",
  settled: (count: number) => `Déjà réglé (${count})`,
  gone: "Cela ne s’ouvre plus.",
};

export type Notices = typeof fr;
