// Reads what is on its standard input, {name of a schema: an answer}, by the generated client; prints what it read.

import { readFileSync } from "node:fs";
import * as sdk from "./sdk/index.js";

const answers = JSON.parse(readFileSync(0, "utf8")) as Record<string, unknown>;
const readers = sdk as unknown as Record<string, (answer: unknown) => unknown>;
const read = Object.entries(answers).filter(([name, answer]) =>
  JSON.stringify(readers[`${name}FromJSON`]?.(answer) ?? null).includes("unheard_of"),
);
console.log(JSON.stringify(read.map(([name]) => name)));
