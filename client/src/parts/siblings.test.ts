/** Preact finds a child again by its type. Where a place holds one type now and another later, and a sibling after it has
 * that type too, Preact takes the sibling, and draws what stands after it again: a field there loses its letters. */
import ts from "typescript";
import { expect, it } from "vitest";

const SOURCES = import.meta.glob<string>("../**/*.tsx", { query: "?raw", import: "default", eager: true });

/** The types of what may stand at a place. */
function typesAt(node: ts.Node): string[] {
  if (ts.isParenthesizedExpression(node)) return typesAt(node.expression);
  if (ts.isJsxExpression(node)) return node.expression ? typesAt(node.expression) : [];
  if (ts.isConditionalExpression(node)) return [...typesAt(node.whenTrue), ...typesAt(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return [...typesAt(node.left), ...typesAt(node.right)];
  if (ts.isJsxElement(node)) return [node.openingElement.tagName.getText()];
  if (ts.isJsxSelfClosingElement(node)) return [node.tagName.getText()];
  const isList = ts.isCallExpression(node) && node.expression.getText().endsWith(".map");
  return isList || ts.isJsxFragment(node) ? ["<>"] : [];
}

/** The places of a source that may take a sibling. */
function mixedPlaces(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxElement(node) || ts.isJsxFragment(node)) {
      const places = node.children.map(typesAt);
      for (const [place, types] of places.entries()) {
        const later = new Set(places.slice(place + 1).flat());
        if (new Set(types).size < 2 || !types.some((type) => later.has(type))) continue;
        const { line } = source.getLineAndCharacterOfPosition(node.children[place]!.getStart());
        found.push(`${path}:${line + 1} ${types.join(" or ")}`);
      }
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

it("puts two types at two places where a sibling after them has the same type", () => {
  const bad = "const Screen = () => <>{a ? <div /> : <p />}<p /><Field /></>;";
  expect(mixedPlaces("bad.tsx", bad)).toEqual(["bad.tsx:1 div or p"]);
  expect(Object.keys(SOURCES).length).toBeGreaterThan(100);
  expect(Object.entries(SOURCES).flatMap(([path, text]) => mixedPlaces(path, text))).toEqual([]);
}, 60_000);
