/** Addresses that mails and notifications have (docs/links.md), and where the screens for them are. */

export const ADDRESSES: [string, string][] = [
  ["/grants", "/shares"],
  ["/experiences/:id", "/moments/:id"],
  ["/people/:id", "/guide/:id"],
  ["/people/:id/experiences", "/guide/:id"],
  ["/people/:id/talents", "/guide/:id"],
  ["/communities/:community/memberships/:id", "/manage/:community"],
  ["/communities/:community/flags/:id", "/manage/:community"],
  ["/communities/:community/hidings/:id", "/manage/:community"],
  ["/hidings/:id", "/me/hidings"],
  ["/exports/:id", "/me/leave"],
  ["/me/erasure", "/me/leave"],
];
