/** A drawing that the server made, such as a QR code: as a picture, never as markup. */
import { useEffect, useMemo } from "preact/hooks";

export function Picture({ svg, alt, size }: { svg: string | Blob; alt: string; size: number }) {
  const address = useMemo(
    () => URL.createObjectURL(typeof svg === "string" ? new Blob([svg], { type: "image/svg+xml" }) : svg),
    [svg],
  );
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <img class="qr" src={address} alt={alt} width={size} height={size} />;
}
