/** The path of an address of this server, which names its base address: this page may have been opened by another. */
export const pathOf = (address: string): string => address.replace(/^https?:\/\/[^/]+/, "");
