/** Text of somebody, in its paragraphs and in its own direction. */
export function Paragraphs({ text }: { text: string | null | undefined }) {
  return (
    <>
      {(text ?? "")
        .split(/\n{2,}/)
        .filter(Boolean)
        .map((part, place) => (
          <p key={place} dir="auto">
            {part}
          </p>
        ))}
    </>
  );
}
