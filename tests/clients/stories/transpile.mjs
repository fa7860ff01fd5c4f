// node transpile.mjs <file.ts>…: makes JavaScript of each, without looking at its types.

import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
for (const file of process.argv.slice(2)) {
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions });
  writeFileSync(file.replace(/\.ts$/, ".js"), outputText);
}
