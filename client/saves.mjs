// Refuses a write to the phone that is left to itself: it is awaited, returned or watched, so that the person learns that it
// failed. `node saves.mjs some.tsx` judges that file with the others.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const WRITES = new Set(["put", "add", "delete", "clear"]); // of the library of the database
const SETTLE = new Set(["watch", "maybe", "keeperOf", "act"]); // they say how it went
const LEAST = 100; // functions that write

const config = ts.getParsedCommandLineOfConfigFile(`${ROOT}tsconfig.json`, {}, ts.sys);
const more = process.argv.slice(2).map((name) => resolve(name));
const program = ts.createProgram([...config.fileNames, ...more], config.options);
const checker = program.getTypeChecker();
const sources = program
  .getSourceFiles()
  .filter(
    ({ fileName: name }) => more.includes(name) || /^src\/(?!faults\/)(?!.*\.test\.ts$)/.test(name.slice(ROOT.length)),
  );
const writers = new Set(); // functions whose promise ends when something is written
const faults = new Set();

function complain(node) {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  faults.add(`${source.fileName.replace(ROOT, "")}:${line + 1}: ${node.getText().split("\n")[0].slice(0, 90)}`);
}

/** The function that an expression names. */
function named(expression) {
  let symbol = checker.getSymbolAtLocation(expression);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.valueDeclaration;
  return declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
}

function isWrite(call) {
  const { expression } = call;
  if (ts.isPropertyAccessExpression(expression) && WRITES.has(expression.name.text)) {
    const declaration = checker.getResolvedSignature(call)?.declaration;
    if (declaration?.getSourceFile().fileName.includes("/node_modules/idb/")) return true;
  }
  return writers.has(named(expression));
}

const givesPromise = (type) =>
  type.isUnion()
    ? type.types.some(givesPromise)
    : /^(Promise|PromiseLike|unknown|any)\b/.test(checker.typeToString(type));

/** Whether whoever takes this function looks at what it returns. */
function isHeard(node) {
  const type = checker.getContextualType(node);
  const signatures = type ? (type.isUnion() ? type.types : [type]).flatMap((one) => one.getCallSignatures()) : [];
  return !signatures.length || signatures.some((one) => givesPromise(one.getReturnType()));
}

function isCaught(node, within) {
  for (let one = node; one !== within; one = one.parent)
    if (ts.isTryStatement(one.parent) && one.parent.tryBlock === one && one.parent.catchClause) return true;
  return false;
}

const settles = ({ expression }) =>
  SETTLE.has(ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText());

/** `.then(…, (fault) => …)` and `.catch((fault) => …)` look at the fault. */
function isAnswered({ expression, arguments: given }) {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : "";
  const answer = name === "then" ? given[1] : name === "catch" ? given[0] : undefined;
  return Boolean(answer && checker.getTypeAtLocation(answer).getCallSignatures()[0]?.parameters.length);
}

/** Follow a promise that writes to where it ends. */
function follow(node) {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) return;
  if (ts.isConditionalExpression(parent) && parent.condition === node) return;
  if (ts.isArrowFunction(parent)) note(parent);
  else if (ts.isCallExpression(parent)) settles(parent) || isAnswered(parent) || follow(parent);
  else if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || ts.isVariableDeclaration(parent)) {
    const within = ts.findAncestor(parent, ts.isFunctionLike);
    if (within && !isCaught(parent, within)) note(within);
  } else if (ts.isExpression(parent) && !ts.isVoidExpression(parent)) follow(parent);
  else complain(node);
}

/** A function that writes: where it is given away, what it returns has to be heard. */
function note(fn) {
  if (writers.has(fn)) return;
  writers.add(fn);
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return;
  const { parent } = fn;
  if (ts.isCallExpression(parent) && parent.arguments.includes(fn)) {
    if (settles(parent)) return;
    if (!isHeard(fn)) complain(fn);
    else if (givesPromise(checker.getTypeAtLocation(parent))) follow(parent);
  } else if (!ts.isVariableDeclaration(parent) && !isHeard(fn)) complain(fn);
}

function visit(node) {
  if (ts.isCallExpression(node) && isWrite(node)) follow(node);
  if (ts.isIdentifier(node) && (ts.isJsxExpression(node.parent) || ts.isPropertyAssignment(node.parent)))
    if (writers.has(named(node)) && !isHeard(node)) complain(node);
  ts.forEachChild(node, visit);
}

for (let count = -1; count !== writers.size; ) {
  count = writers.size;
  for (const source of sources) visit(source);
}
if (writers.size < LEAST) throw new Error(`only ${writers.size} functions write`);
if (faults.size) {
  console.error(`Nobody learns whether this is kept; await it, or watch(it):\n${[...faults].sort().join("\n")}`);
  process.exitCode = 1;
}
