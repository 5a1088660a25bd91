import { assert, assertEquals } from "@std/assert";
import { parseAst } from "rollup/parseAst";
import { compileEarly } from "../tools/compile_early.ts";
import { PROJECT } from "../tools/paths.ts";

/** What a module exports; `log` tells in which order its parts ran. */
async function exportsOf(code: string): Promise<Record<string, unknown>> {
  return {
    ...await import(`data:text/javascript,${encodeURIComponent(code)}`),
  };
}

/** The names of the functions that a module still declares itself. */
function declaredIn(code: string): readonly string[] {
  return parseAst(code).body.flatMap((node) =>
    node.type === "FunctionDeclaration" ? [node.id.name] : []
  );
}

/** Modules as Rollup writes them, and what they export. */
const MODULES: readonly [string, string, unknown][] = [
  [
    "a function that is used before its place",
    "const log=[early()];function early(){return late()}function late(){return 1}export{log};",
    [1],
  ],
  [
    "functions that call each other",
    "function even(n){return n===0||odd(n-1)}const log=[even(4),odd(4)];function odd(n){return n!==0&&even(n-1)}export{log};",
    [true, false],
  ],
  [
    "a function that calls itself",
    "function sum(n){return n===0?0:n+sum(n-1)}const log=[sum(4)];export{log};",
    [10],
  ],
  [
    "another name for an export",
    "function first(){return 'a'}const log=first();export{log,first as second};",
    "a",
  ],
  [
    "default values, patterns and rest",
    "const log=[f(),f({a:5},6,7,8)];function f({a=g()}={},b=a+1,...c){return [a,b,c]}function g(){return 3}export{log};",
    [[3, 4, []], [5, 6, [7, 8]]],
  ],
  [
    "async functions",
    "const log=[await f(1)];async function f(a){return await g(a)}async function g(a){return a+1}export{log};",
    [2],
  ],
  [
    "generators, of both kinds",
    "const log=[...f()];for await(const one of g())log.push(one);function*f(){yield 1;yield*[2,3]}async function*g(){yield 4}export{log};",
    [1, 2, 3, 4],
  ],
  [
    "the order of what runs",
    "const log=[];add(1);function add(a){log.push(a)}add(2);function more(){add(3)}more();export{log};",
    [1, 2, 3],
  ],
  [
    "classes and variables between functions",
    "function make(){return new Thing(base)}class Thing{constructor(a){this.a=a}}const base=7;function read(t){return t.a}const log=read(make());export{log};",
    7,
  ],
  [
    "a function inside a function",
    "const log=outer();function outer(){return inner();function inner(){return 9}}export{log};",
    9,
  ],
  [
    "names and lengths",
    "function f(a,b){}async function g(a){}function*h(){}const log=[f.name,f.length,g.name,g.length,h.name,h.length];export{log};",
    ["f", 2, "g", 1, "h", 0],
  ],
  [
    "no this",
    "const log=[f()];function f(){return this===undefined}export{log};",
    [true],
  ],
  [
    "text that looks like code",
    "const log=[f(),'function a(){}',`function b(){${f()}}`];/* function c(){} */function f(){return ')};//'}export{log};",
    [")};//", "function a(){}", "function b(){)};//}"],
  ],
  [
    "imports, also behind a function",
    'function f(p){return basename(p)}import{basename}from"node:path";import*as all from"node:path";const log=[f("/a/b"),all.dirname("/a/b")];export{log};',
    ["b", "/a"],
  ],
  [
    "a function that is given another value later",
    "function f(){return 1}const log=[f()];f=()=>2;log.push(f());export{log,f};",
    [1, 2],
  ],
];
for (const [label, code, expected] of MODULES) {
  Deno.test(`compileEarly() changes nothing: ${label}`, async () => {
    const early = compileEarly(code);
    assert(declaredIn(code).length > 0);
    assertEquals(declaredIn(early), []);
    const before = await exportsOf(code);
    const after = await exportsOf(early);
    assertEquals(before["log"], expected);
    assertEquals(after["log"], expected);
    assertEquals(Object.keys(after), Object.keys(before));
  });
}

Deno.test("compileEarly() puts every function in brackets, before anything runs", () => {
  assertEquals(
    compileEarly('import"./a.js";run();function run(){}async function go(){}'),
    'import"./a.js";var run=(function run(){});var go=(async function go(){});run();',
  );
});

// Rollup writes exports as one list at the end; what stands otherwise is left as it is.
Deno.test("compileEarly() leaves a function that is exported where it is declared", async () => {
  const code =
    "const log=f();export function f(){return g()}export default function h(){return 2}function g(){return 1}export{log};";
  const after = await exportsOf(compileEarly(code));
  assertEquals(after["log"], 1);
  assertEquals(Object.keys(after).sort(), ["default", "f", "log"]);
});

const MAIN = await mainOfTheBuild();

// A function in brackets cannot assign to its own name; `no-func-assign` of
// `deno lint` keeps that out of the sources, and no package is in main.js.
Deno.test("main.js of the build declares no function outside brackets, and exports none where it is declared", () => {
  const { body } = parseAst(MAIN);
  assertEquals(declaredIn(MAIN), []);
  const exported = body.filter((node) =>
    node.type === "ExportDefaultDeclaration" ||
    (node.type === "ExportNamedDeclaration" && node.declaration !== null)
  );
  assertEquals(exported, []);
  assert(MAIN.match(/\bvar \w+=\((?:async )?function\b/g) !== null);
});

function mainOfTheBuild(): Promise<string> {
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
  const folder = `.build/registry-credential-provider-linux-${arch}`;
  return Deno.readTextFile(`${PROJECT}/${folder}/main.js`);
}
