/** Addresses that mails and notifications have (docs/links.md), and where the screens for them are. */

export type Parameters = Record<string, string>;

const ADDRESSES: [string, string][] = [
  ["/experiences/:id", "/moments/:id"],
  ["/people/:id", "/guide/:id"],
  ["/people/:id/experiences", "/guide/:id"],
  ["/people/:id/talents", "/guide/:id"],
  ["/communities/:community/memberships/:id", "/manage/:community"],
  ["/communities/:community/reports/:id", "/manage/:community/reports"],
  ["/communities/:community/flags/:id", "/manage/:community"],
  ["/communities/:community/hidings/:id", "/manage/:community"],
];

export function match(pattern: string, path: string): Parameters | null {
  const [parts, places] = [path.split("/"), pattern.split("/")];
  if (parts.length !== places.length) return null;
  const found: Parameters = {};
  for (const [index, place] of places.entries()) {
    if (place.startsWith(":")) found[place.slice(1)] = parts[index]!;
    else if (place !== parts[index]) return null;
  }
  return found;
}

/** The address of the screen that an address of a mail means. */
export function meant(address: string, me = ""): string {
  if (address === `/people/${me}/talents`) return "/talents";
  if (address === `/people/${me}/experiences`) return "/";
  for (const [pattern, target] of ADDRESSES) {
    const parameters = match(pattern, address);
    if (parameters) return target.replace(/:(\w+)/g, (_, name: string) => parameters[name]!);
  }
  return address;
}

// What stands above a screen where that is not what its address says.
const ABOVE: Record<string, string> = {
  "/moments": "/",
  "/grants": "/shares",
  "/requests": "/shares",
  "/share": "/shares",
  "/code": "/shares",
  "/hidings": "/me/hidings",
  "/portraits": "/portrait",
  "/notifications": "/",
  "/report": "/",
};

interface Place {
  pattern: string;
  parameters: Parameters;
}

/** The address of the screen above that one. */
export function aboveOf({ pattern, parameters }: Place, isScreen: (pattern: string) => boolean): string {
  for (let one = pattern; one; one = one.slice(0, one.lastIndexOf("/"))) {
    const other = ABOVE[one];
    if (other) return other;
    if (one !== pattern && isScreen(one)) return one.replace(/:(\w+)/g, (_, name: string) => parameters[name]!);
  }
  return "/me";
}
