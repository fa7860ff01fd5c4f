/** Text of somebody that may be missing. */
import { Prose } from "./prose";

export const Paragraphs = ({ text }: { text: string | null | undefined }) => (text ? <Prose text={text} /> : null);
