import { assertEquals } from "@std/assert";
import { valuesOf } from "../../src/kubelet/flag_values.ts";

Deno.test("valuesOf() finds both forms of a flag, and no flag that only begins so", () => {
  const words = ["k", "--a=1", "--a", "2", "--ab=3", "--a=", "x--a=4", "--a"];
  assertEquals(valuesOf(words, "--a"), ["1", "2", "", ""]);
});

Deno.test("valuesOf() takes an underscore in the name of a flag for a dash, as the kubelet does", () => {
  const words = ["k", "--a_b-c=1_2", "--a-b_c", "3", "--a_b=4", "--a-b-c=5"];
  assertEquals(valuesOf(words, "--a-b-c"), ["1_2", "3", "5"]);
});
