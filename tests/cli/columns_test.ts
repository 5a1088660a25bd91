import { assertEquals } from "@std/assert";
import { columns } from "../../src/cli/columns.ts";

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
