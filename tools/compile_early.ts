/**
 * Has V8 compile functions when it parses them.
 *
 * V8 parses a function twice: first only to find its end, and again when it is
 * called. A function in brackets looks as if it were called at once, and is
 * compiled when it is seen. For a module of which nearly everything is called,
 * that is one pass less.
 * @module
 */
import { parseAst } from "rollup/parseAst";

/** What is used of a statement of Rollup's parser (ESTree, with positions). */
interface Statement {
  readonly type: string;
  readonly id?: { readonly name: string } | null;
  readonly start: number;
  readonly end: number;
}

function statementsOf(code: string): readonly Statement[] {
  return parseAst(code).body as unknown as readonly Statement[];
}

/**
 * Puts the functions that a module declares into brackets, behind its imports.
 *
 * They were there from the start of the module, and still are before anything
 * of it runs.
 */
export function compileEarly(code: string): string {
  let functions = "";
  let imports = "";
  let rest = "";
  let at = 0;
  for (const node of statementsOf(code)) {
    const { type, id, start, end } = node;
    const text = code.slice(start, end);
    if (type === "FunctionDeclaration") {
      functions += `var ${id?.name}=(${text});`;
    } else if (type === "ImportDeclaration") imports += text;
    else continue;
    rest += code.slice(at, start);
    at = end;
  }
  return imports + functions + rest + code.slice(at);
}
