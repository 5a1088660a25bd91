import { assert, assertEquals } from "@std/assert";
import { configInvalid } from "../../src/config_invalid.ts";

Deno.test("configInvalid() counts the problems that it does not tell", () => {
  const one = { path: "a", message: "is wrong" };
  const line = (count: number) => {
    const { code, message } = configInvalid("/c", Array(count).fill(one));
    assertEquals(code, "CONFIG_INVALID");
    return message;
  };
  assertEquals(line(0), "the config file /c: is not valid");
  assertEquals(line(1), "the config file /c: a: is wrong");
  assert(line(3).includes("(and 2 more: run"));
});
