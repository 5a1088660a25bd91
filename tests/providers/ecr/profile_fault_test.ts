import { assertEquals } from "@std/assert";
import { profileFault } from "../../../providers/ecr/profile_fault.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const KEYS = "aws_access_key_id = AKIA\naws_secret_access_key = word\n";
const INDENTED = KEYS.replaceAll(/^/gm, "  ").trimEnd();
const NO_KEYS = "it has neither keys nor a role";
const MISSING = "it is not in the shared AWS files";

// As the AWS SDK reads them (`parseIni` of @smithy/core): what it takes, is no
// fault, and what it passes over, gives nothing.
const CREDENTIALS: readonly (readonly [
  what: string,
  text: string,
  fault: string | undefined,
])[] = [
  ["keys", `[pull]\n${KEYS}`, undefined],
  ["indented keys", `[pull]\n${INDENTED}`, undefined],
  ["keys with line ends of Windows", `[pull]\r\n${INDENTED}\r\n`, undefined],
  ["keys below a key without a value", `[pull]\ns3 =\n${INDENTED}`, NO_KEYS],
  ["keys after such a key", `[pull]\ns3 =\n  a = b\n${KEYS}`, undefined],
  [
    "keys in the profile after such a key",
    `[a]\ns3 =\n[pull]\n${INDENTED}`,
    undefined,
  ],
  ["keys in capitals", `[pull]\n${KEYS.toUpperCase()}`, NO_KEYS],
  ["a name with spaces around it", `[ pull ]\n${KEYS}`, MISSING],
  ["another profile", `[other]\n${KEYS}`, MISSING],
];

for (const [what, text, fault] of CREDENTIALS) {
  Deno.test(`profileFault() of ${what}: ${fault ?? "none"}`, async () => {
    const runtime = memoryRuntime({
      env: { HOME: "/h" },
      files: { "/h/.aws/credentials": text },
    });
    assertEquals(await profileFault("pull", runtime), fault);
  });
}

Deno.test("profileFault() finds a profile of the config file by that word before its name", async () => {
  const faultOf = (text: string) =>
    profileFault(
      "pull",
      memoryRuntime({
        env: { AWS_CONFIG_FILE: "/c" },
        files: { "/c": text },
      }),
    );
  assertEquals(await faultOf(`[profile pull]\n${INDENTED}`), undefined);
  assertEquals(await faultOf(`[pull]\n${KEYS}`), MISSING);
});
