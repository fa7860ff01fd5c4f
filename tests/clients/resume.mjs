// A résumé, held against the schema that its users validate with, and read by a program that they use, with its theme.
import schema from "@jsonresume/schema";
import * as theme from "jsonresume-theme-even";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { render, validate } from "resumed";

const folder = mkdtempSync(join(tmpdir(), "resume-"));
const file = join(folder, "resume.json");
const seen = [];
for (const resume of JSON.parse(readFileSync(0, "utf8"))) {
  let faults = [];
  schema.validate(resume, (errors) => (faults = (errors ?? []).map((error) => error.stack)));
  writeFileSync(file, JSON.stringify(resume));
  await validate(file);
  seen.push({ faults, page: await render(JSON.parse(readFileSync(file, "utf8")), theme) });
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify(seen));
