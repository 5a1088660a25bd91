import { assertEquals, assertThrows } from "@std/assert";
import {
  parseMetrics,
  renderMetrics,
  seriesOf,
} from "../../../src/audit/metrics/text.ts";
import { readMetrics } from "../../kit/prometheus_text.ts";

// "label_value can be any sequence of UTF-8 characters, but the backslash (\),
// double-quote ("), and line feed (\n) characters have to be escaped as \\, \",
// and \n, respectively."
Deno.test("seriesOf() escapes what the text format has escaped, and nothing else", () => {
  assertEquals(seriesOf("a", {}), "a");
  assertEquals(seriesOf("a", { b: "c", d: "" }), 'a{b="c",d=""}');
  assertEquals(seriesOf("a", { b: 'x\\y"z\nä{}' }), 'a{b="x\\\\y\\"z\\nä{}"}');
});

const FAMILIES = [
  { name: "one_total", type: "counter", help: "A \\ and a\nline." },
  { name: "two_seconds", type: "histogram", help: "Two." },
  { name: "three", type: "gauge", help: "Three." },
] as const;

Deno.test("renderMetrics() groups series by family, with HELP and TYPE before them, and drops others", () => {
  const text = renderMetrics(
    new Map([
      ['two_seconds_bucket{le="+Inf"}', 1],
      ['one_total{a="b"}', 2],
      ["other", 3],
      ["two_seconds_sum", 0.5],
      ["one_total_count", 9],
      ['one_total{a="c"}', 4],
      ["two_seconds_count", 1],
    ]),
    FAMILIES,
  );
  assertEquals(text.split("\n").slice(1), [
    "# HELP one_total A \\\\ and a\\nline.",
    "# TYPE one_total counter",
    'one_total{a="b"} 2',
    'one_total{a="c"} 4',
    "# HELP two_seconds Two.",
    "# TYPE two_seconds histogram",
    'two_seconds_bucket{le="+Inf"} 1',
    "two_seconds_sum 0.5",
    "two_seconds_count 1",
    "",
  ]);
  readMetrics(text);
});

Deno.test("parseMetrics() reads back what renderMetrics() wrote", () => {
  const samples = new Map([['one_total{a="x y"}', 1e21], ["three", 0.001]]);
  assertEquals(parseMetrics(renderMetrics(samples, FAMILIES)), samples);
});

Deno.test("readMetrics() of the tests takes the example of the specification, and no text that breaks a rule", () => {
  const example = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027
http_requests_total{method="post",code="400"}    3

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="0.1"} 33444
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
`.replace("    3", " 3");
  const families = readMetrics(example);
  assertEquals(families.get("msdos_file_access_time_seconds")?.samples, [{
    name: "msdos_file_access_time_seconds",
    labels: {
      path: "C:\\DIR\\FILE.TXT",
      error: 'Cannot find file:\n"FILE.TXT"',
    },
    value: 1458255915,
  }]);
  const histogram = example.slice(example.indexOf("# TYPE http_request_d"));
  for (
    const text of [
      "a 1",
      "a one\n",
      "a 1 1395066363000\n",
      "1a 1\n",
      'a{b="c} 1\n',
      'a{b="c\\x"} 1\n',
      'a{b="c",b="d"} 1\n',
      "a 1\na 2\n",
      'a{b="c"} 1\nd 1\na{b="e"} 1\n',
      "a 1\n# TYPE a counter\n",
      "# TYPE a count\na 1\n",
      "# TYPE a counter\n# TYPE a counter\na 1\n",
      histogram.replace(/^.*Inf.*\n/m, ""),
      histogram.replace("_count 144320", "_count 1"),
      histogram.replace('"0.05"', '"0.5"'),
      histogram.replace("24054", "33445"),
      histogram.replace(/^.*_sum.*\n/m, ""),
    ]
  ) {
    assertThrows(() => readMetrics(text), Error, undefined, text);
  }
});
