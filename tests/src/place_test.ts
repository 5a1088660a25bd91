import { assertEquals } from "@std/assert";
import { Place, type Problem, problemText } from "../../src/place.ts";

Deno.test("Place.path is the path as people write it", () => {
  const root = Place.root([]);
  assertEquals(root.path, "");
  assertEquals(root.at("registries").path, "registries");
  assertEquals(
    root.at("registries").at(2).at("static").at("username").path,
    "registries[2].static.username",
  );
  assertEquals(root.at("a").at(0).at(1).path, "a[0][1]");
  assertEquals(root.at(3).path, "[3]");
});

Deno.test("Place.report() adds to the problems that the root was given", () => {
  const problems: Problem[] = [];
  const root = Place.root(problems);
  root.at("b").report("second letter");
  root.at("a").at(1).report("first letter");
  root.report("everything");
  assertEquals(problems, [
    { path: "b", message: "second letter" },
    { path: "a[1]", message: "first letter" },
    { path: "", message: "everything" },
  ]);
});

Deno.test("Place.report() gives nothing back, so that a decoder may return it", () => {
  assertEquals(Place.root([]).report("anything"), undefined);
});

Deno.test("problemText() leaves out an empty path", () => {
  assertEquals(problemText({ path: "", message: "is empty" }), "is empty");
  assertEquals(
    problemText({ path: "a[0]", message: "is empty" }),
    "a[0]: is empty",
  );
});
