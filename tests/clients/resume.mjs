// A résumé, held against the schema that its users validate with, and shown in a theme that they use.
import schema from "@jsonresume/schema";
import { render } from "jsonresume-theme-even";
import { readFileSync } from "node:fs";

const seen = [];
for (const resume of JSON.parse(readFileSync(0, "utf8"))) {
  let faults = [];
  schema.validate(resume, (errors) => (faults = (errors ?? []).map((error) => error.stack)));
  seen.push({ faults, page: await render(resume) });
}
console.log(JSON.stringify(seen));
