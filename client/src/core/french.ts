/** French as it is set: what stands before « : ; ! ? » and inside quotation marks begins no line. */
export function tied<Said>(said: Said): Said {
  if (typeof said === "string") return said.replace(/ (?=[:;!?»])/g, "\u00a0").replace(/« /g, "«\u00a0") as Said;
  if (typeof said === "function") return ((...blanks: unknown[]) => tied(said(...blanks))) as Said;
  if (Array.isArray(said)) return said.map(tied) as Said;
  if (typeof said !== "object" || said === null) return said;
  return Object.fromEntries(Object.entries(said).map(([name, one]) => [name, tied(one)])) as Said;
}
