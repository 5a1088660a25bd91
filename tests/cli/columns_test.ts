import { assertEquals } from "@std/assert";
import { columns } from "../../src/cli/columns.ts";
import { linesText } from "../../src/cli/line.ts";

Deno.test("columns() makes every column but the last as wide as its widest cell", () => {
  assertEquals(
    columns([["a", "bbb", "c"], ["aaa", "b", "cccccc"]]),
    ["a    bbb  c", "aaa  b    cccccc"],
  );
});

Deno.test("columns() leaves no space at the end of a line", () => {
  assertEquals(columns([["a", ""], ["aa", "b"]]), ["a", "aa  b"]);
});

Deno.test("columns() takes rows of different lengths", () => {
  // The last cell of a short row is not padded, and widens nothing.
  assertEquals(
    columns([["long heading"], ["a", "b"], ["aa", "b", "c"]]),
    ["long heading", "a   b", "aa  b  c"],
  );
});

Deno.test("columns() of nothing is no line", () => {
  assertEquals(columns([]), []);
});

Deno.test("columns() gives a cell its colour, without moving others", () => {
  const colored = columns(
    [["a", "b"], ["aaa", "b"]],
    ([first], at) => at === 0 && first === "a" ? "bad" : undefined,
  );
  assertEquals(linesText(colored, true), "\x1b[31ma\x1b[0m    b\naaa  b\n");
  assertEquals(linesText(colored, false), "a    b\naaa  b\n");
});

Deno.test("linesText() lets no text forge a line or a colour", () => {
  const text = "a\nb\x1b[31mc";
  for (const line of [text, [{ text, color: "good" }]] as const) {
    assertEquals(linesText([line], false), "a b [31mc\n");
  }
});
