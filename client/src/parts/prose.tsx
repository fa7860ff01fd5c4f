/** Words of somebody else, in paragraphs and lists. Of Markdown, only what a charter needs. */

const plain = (line: string) =>
  line
    .replace(/^#+\s*/, "")
    .replace(/\*\*|__/g, "")
    .replace(/\[([^\]]+)\]\([^)]+\)/g, "$1");

export function Prose({ text }: { text: string }) {
  return (
    <>
      {text.split(/\n\s*\n/).map((part, place) => {
        const lines = part.trim().split("\n");
        const isList = lines.every((line) => /^\s*[-*•]\s/.test(line));
        const key = `${place}`;
        if (!isList)
          return (
            <p key={key} dir="auto">
              {plain(lines.join(" "))}
            </p>
          );
        return (
          <ul key={key} class="points">
            {lines.map((line) => (
              <li key={line} dir="auto">
                {plain(line.replace(/^\s*[-*•]\s+/, ""))}
              </li>
            ))}
          </ul>
        );
      })}
    </>
  );
}
