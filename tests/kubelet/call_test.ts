import { assertEquals } from "@std/assert";
import { kubeletCall } from "../../src/kubelet/call.ts";

Deno.test("kubeletCall() reads what an entry of the kubelet may hold, in any order", () => {
  const table: readonly (readonly [
    readonly string[],
    Record<string, string>,
  ])[] = [
    [[], {}],
    [["--config=/c"], { config: "/c" }],
    [["--config", "/c"], { config: "/c" }],
    [["--config=/a=b"], { config: "/a=b" }],
    [["--config=/c", "--no-audience"], { config: "/c", "no-audience": "true" }],
    [["--no-audience", "--config=/c"], { config: "/c", "no-audience": "true" }],
    [["--config=/c", "--audience=https://a.io/?b=c"], {
      config: "/c",
      audience: "https://a.io/?b=c",
    }],
    [["--audience", "a.io", "--cache-type=Token"], {
      audience: "a.io",
      "cache-type": "Token",
    }],
    [["--audience=a", "--service-account-audience=b"], {
      audience: "a",
      "service-account-audience": "b",
    }],
  ];
  for (const [args, expected] of table) {
    assertEquals(kubeletCall(args), expected, args.join(" "));
  }
});

Deno.test("kubeletCall() leaves everything else to the parser of the command line", () => {
  const lines = [
    "get",
    "--help",
    "--config",
    "--config=",
    "--config -",
    "--config=/c get",
    "--config=/c --config=/d",
    "--audience=",
    "--audience --config=/c",
    "--no-audience=true",
    "--no-audience --no-audience",
    "--timeout=20s",
    "--audience=a --no-audience",
    "--cache-type=Token",
    "--no-audience --cache-type=Token",
    "--audience=a --cache-type=token",
    "-config=/c",
    "config=/c",
    "--",
  ];
  for (const line of lines) {
    assertEquals(kubeletCall(line.split(" ")), undefined, line);
  }
});
