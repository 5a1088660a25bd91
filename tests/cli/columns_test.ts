import { assertEquals } from "@std/assert";
import { columns } from "../../src/cli/columns.ts";

Deno.test("columns() makes every column but the last as wide as its widest cell", () => {
  assertEquals(
    columns([["a", "bbb", "c"], ["aaa", "b", "cccccc"]]),
    "a    bbb  c\naaa  b    cccccc\n",
  );
});

Deno.test("columns() leaves no space at the end of a line", () => {
  assertEquals(columns([["a", ""], ["aa", "b"]]), "a\naa  b\n");
});

Deno.test("columns() takes rows of different lengths", () => {
  // The last cell of a short row is not padded, and widens nothing.
  assertEquals(
    columns([["long heading"], ["a", "b"], ["aa", "b", "c"]]),
    "long heading\na   b\naa  b  c\n",
  );
});

Deno.test("columns() of nothing is nothing", () => {
  assertEquals(columns([]), "");
});

Deno.test("columns() paints cells without moving others", () => {
  const painted = columns(
    [["a", "b"], ["aaa", "b"]],
    (text, [first], at) => at === 0 && first === "a" ? `<${text}>` : text,
  );
  assertEquals(painted, "<a>    b\naaa  b\n");
});
