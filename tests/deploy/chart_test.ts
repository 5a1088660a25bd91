/**
 * What the Helm chart says of itself, without Helm: its version, its values and
 * their schema. `make e2e SUITES=helm` renders it.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { Ajv } from "ajv";
import { PROJECT } from "../../tools/paths.ts";
import { manifestsOf, oneOfKind } from "./kubernetes.ts";

const CHART = "deploy/helm/registry-credential-provider";
// deno-lint-ignore no-explicit-any -- the tests say what has to be in it
type Values = any;

const values: Values = await yamlOf("values.yaml");
const schema = JSON.parse(await read(`${CHART}/values.schema.json`));
const validate = new Ajv({ strict: false }).compile(schema);
const daemonset = oneOfKind(
  await manifestsOf(`${CHART}/base/daemonset.yaml`),
  "DaemonSet",
);

Deno.test("deploy/helm: the chart has the version of the program", async () => {
  const { version } = JSON.parse(await read("deno.json"));
  const chart = await yamlOf("Chart.yaml");
  assertEquals([chart.version, chart.appVersion], [version, version]);
  assertEquals(chart.name, CHART.replace(/^.*\//, ""));
});

Deno.test("deploy/helm: the manifests are those of the kustomize base, not a copy", async () => {
  assertEquals(
    await Deno.realPath(`${PROJECT}/${CHART}/base`),
    await Deno.realPath(`${PROJECT}/deploy/daemonset/base`),
  );
});

Deno.test("deploy/helm: the default values are what stands in the base", () => {
  const pod = daemonset.spec.template.spec;
  const [container] = pod.containers;
  const [config, secrets] = pod.volumes;
  assertEquals(
    `${values.image.repository}@${values.image.digest}`,
    container.image,
  );
  assertEquals(values.image.pullPolicy, container.imagePullPolicy);
  assertEquals([values.mode], container.args);
  assertEquals(values.config.existing, config.configMap.name);
  assertEquals(values.secrets.existing, secrets.secret.secretName);
  assertEquals(values.namespace.name, daemonset.metadata.namespace);
  const { maxUnavailable } = daemonset.spec.updateStrategy.rollingUpdate;
  assertEquals(values.maxUnavailable, maxUnavailable);
});

Deno.test("deploy/helm: the default of spread is that of entrypoint.sh", async () => {
  const entrypoint = await read("deploy/daemonset/entrypoint.sh");
  assert(entrypoint.includes(`\${SPREAD:-${values.spread}}`));
  const template = await read(`${CHART}/templates/daemonset.yaml`);
  assert(template.includes(`ne (int .Values.spread) ${values.spread}`));
});

Deno.test("deploy/helm: the schema takes the defaults, and knows each of them", () => {
  assertEquals([validate(values), validate.errors], [true, null]);
  assertEquals(Object.keys(values).toSorted(), schema.required.toSorted());
});

Deno.test("deploy/helm: the schema refuses what would fail on a node, or is misspelt", () => {
  const mistakes: ((values: Values) => void)[] = [
    (it) => it.Mode = "install",
    (it) => it.mode = "remove",
    (it) => it.option = "--binary",
    (it) => Object.assign(it, { mode: "uninstall", option: "--files-only" }),
    (it) => it.image.tag = "1.2.3",
    (it) => it.image.digest = "sha256:1",
    (it) => it.image.repository = "a@sha256:1",
    (it) => it.config.registries = {},
    (it) => it.config.existing = "",
    (it) => it.secrets.files["a/b"] = "x",
    (it) => it.secrets.files.number = 1,
    (it) => it.audiences = [""],
    (it) => it.maxUnavailable = 0,
    (it) => it.maxUnavailable = "0%",
    (it) => it.spread = -1,
    (it) => it.nodeSelector.pool = true,
  ];
  for (const mistake of mistakes) {
    const copy = structuredClone(values);
    mistake(copy);
    assert(!validate(copy), mistake.toString());
  }
});

Deno.test("deploy/helm: every value is used by a template", async () => {
  let templates = "";
  for await (const { name } of Deno.readDir(`${PROJECT}/${CHART}/templates`)) {
    templates += await read(`${CHART}/templates/${name}`);
  }
  for (const key of Object.keys(values)) {
    assertMatch(templates, new RegExp(`\\.Values\\.${key}\\b|"${key}"`), key);
  }
});

async function yamlOf(file: string): Promise<Values> {
  return parse(await read(`${CHART}/${file}`)) as Values;
}

function read(path: string): Promise<string> {
  return Deno.readTextFile(`${PROJECT}/${path}`);
}
