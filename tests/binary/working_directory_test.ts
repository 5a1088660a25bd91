/**
 * What the README says of a working directory that was deleted.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { shell, staticConfig, withFiles } from "../kit/program.ts";

Deno.test("in a deleted working directory the runtime ends first; from another one the program answers", () =>
  withFiles({ "registries.yaml": staticConfig() }, async (folder) => {
    const gone = `mkdir ${folder}/gone && cd ${folder}/gone && rmdir ../gone`;
    const args = [
      "get",
      "r.example.com/a",
      `--config=${folder}/registries.yaml`,
    ];
    const ended = await shell(`${gone} && exec "$0" "$@"`, args);
    assertEquals([ended.code, ended.stdout], [1, ""]);
    assertStringIncludes(
      ended.stderr,
      "No such file or directory (os error 2)",
    );
    const answered = await shell(`${gone} && cd / && exec "$0" "$@"`, args);
    assertEquals([answered.code, answered.stderr], [0, ""]);
  }));
