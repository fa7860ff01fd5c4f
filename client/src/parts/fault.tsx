/** What the server said of a refusal, beside what it concerns. */
export function Fault({ text }: { text: string }) {
  if (!text) return null;
  return (
    <p class="fault" role="alert" dir="auto">
      {text}
    </p>
  );
}
