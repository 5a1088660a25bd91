import { assertEquals } from "@std/assert";
import { patternWarnings } from "../../../providers/ecr/pattern.ts";
import { ecrSection } from "../../../providers/ecr/section.ts";
import { decoded, patternOf } from "../../kit/decoding.ts";

/** Which of these patterns fit no host name of ECR. */
function unfit(
  match: readonly string[],
  keys: Record<string, unknown> = {},
): readonly string[] {
  const { value } = decoded(ecrSection, keys);
  if (value === undefined) throw new Error("the section is not valid");
  return patternWarnings(value, match.map(patternOf)).map(({ pattern = -1 }) =>
    match[pattern] ?? ""
  );
}

Deno.test("patternWarnings() is content with every form that ECR has", () => {
  assertEquals(
    unfit([
      "*.dkr.ecr.*.amazonaws.com",
      "*.dkr.ecr-fips.*.amazonaws.com",
      "*.dkr.ecr.*.amazonaws.com.cn",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com:443",
      "123456789012.dkr.ecr.eu-*.amazonaws.com/team/",
      "1234*.dkr.ecr.*.amazonaws.com",
      "*.dkr.ecr*.*.amazonaws.com",
      "*.dkr.*.*.*.*",
      "*.dkr-ecr.*.on.aws",
      "*.dkr-ecr-fips.*.on.aws",
      "*.dkr-ecr.*.on.amazonwebservices.com.cn",
      "*.dkr.ecr.*.amazonaws.eu",
      "*.dkr.ecr.*.c2s.ic.gov",
      "public.ecr.aws",
      "public.ecr.aws/team/",
      "*.ecr.aws",
      "ecr-public.aws.com",
    ]),
    [],
  );
});

Deno.test("patternWarnings() reports what no host of ECR can match", () => {
  const never = [
    // Hosts of dual stack have a hyphen where the others have a dot.
    "*.dkr.ecr.*.on.aws",
    "*.dkr-ecr.*.amazonaws.com",
    "*.amazonaws.com",
    "*.ecr.*.amazonaws.com",
    "12345678901.dkr.ecr.eu-west-1.amazonaws.com",
    "1234567890123*.dkr.ecr.*.amazonaws.com",
    "team.dkr.ecr.*.amazonaws.com",
    "*.dkr.ecr.*.amazonaws.com:5000",
    "*.dkr.ecr.amazonaws.com",
    "docker.io",
    "public.ecr.amazonaws.com",
  ];
  assertEquals(unfit(never), never);
});

Deno.test("patternWarnings() trusts a rule that names region and account", () => {
  const keys = { region: "eu-west-1", registryId: "123456789012" };
  assertEquals(unfit(["mirror.example.com"], keys), []);
  assertEquals(unfit(["mirror.example.com"], { region: "eu-west-1" }), [
    "mirror.example.com",
  ]);
});
