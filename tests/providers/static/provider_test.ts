import { assert, assertEquals, assertRejects } from "@std/assert";
import { provider } from "../../../providers/static/provider.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { decoded, imageOf } from "../../kit/decoding.ts";
import { memoryRuntime, type World } from "../../kit/memory_runtime.ts";

const SECTION = provider.section;

function sourceOf(section: unknown) {
  const { value, problems } = decoded(SECTION, section);
  if (value === undefined) throw new Error(problems.join("\n"));
  return value;
}

function ask(section: unknown, world: World = {}, image = "a.io/team/img") {
  const request = { image: imageOf(image) };
  return sourceOf(section).getCredentials(request, memoryRuntime(world));
}

Deno.test("static gives credentials from the config, files and variables", async () => {
  const world = { files: { "/p": "word\n" }, env: { USER_NAME: "user" } };
  const expected = { username: "user", password: "word" };
  const users = ["user", { env: "USER_NAME" }];
  const passwords = ["word", { file: "/p" }];
  for (const username of users) {
    for (const password of passwords) {
      assertEquals(await ask({ username, password }, world), expected);
    }
  }
});

Deno.test("static reads a file anew for every answer", async () => {
  const section = { username: "user", password: { file: "/p" } };
  const source = sourceOf(section);
  const request = { image: imageOf("a.io/img") };
  for (const password of ["old", "new"]) {
    const runtime = memoryRuntime({ files: { "/p": password } });
    const found = await source.getCredentials(request, runtime);
    assertEquals(found.password, password);
  }
});

Deno.test("static gives a user name and a password that belong together, however they are replaced", async () => {
  const section = { username: { file: "/u" }, password: { file: "/p" } };
  const worlds = ["old", "new"].map((text) =>
    memoryRuntime({ files: { "/u": text, "/p": text } })
  );
  // Both files are replaced at once, before the read of this number.
  for (const at of [0, 1, 2, 3, 4]) {
    let reads = 0;
    const runtime = {
      ...memoryRuntime({}),
      readFile: (path: string, most: number) => {
        const world = reads++ < at ? worlds[0] : worlds[1];
        return world?.readFile(path, most) ?? Promise.reject("no world");
      },
    };
    const request = { image: imageOf("a.io/img") };
    const { username, password } = await sourceOf(section)
      .getCredentials(request, runtime);
    assertEquals(username, password, `read ${at}`);
  }
});

Deno.test("static fails where the user name is another one at every read", async () => {
  let reads = 0;
  const runtime = {
    ...memoryRuntime({}),
    readFile: () => {
      const bytes = new TextEncoder().encode(`text ${reads++}`);
      return Promise.resolve({ bytes, mode: 0o600 });
    },
  };
  const section = { username: { file: "/u" }, password: { file: "/p" } };
  const request = { image: imageOf("a.io/img") };
  const error = await assertRejects(
    () => sourceOf(section).getCredentials(request, runtime),
    ProviderError,
    "the user name in /u changes while it is read",
  );
  assertEquals(error.code, "SECRET_UNREADABLE");
});

Deno.test("static gives the entry of a Docker config for the image", async () => {
  // base64 of "user:word" and "team:word".
  const auths = {
    "a.io": { auth: "dXNlcjp3b3Jk" },
    "a.io/team": { auth: "dGVhbTp3b3Jk" },
  };
  const world = { files: { "/d": JSON.stringify({ auths }) } };
  const section = { dockerConfigFile: "/d" };
  const userOf = async (image: string) =>
    (await ask(section, world, image)).username;
  assertEquals(await userOf("a.io/team/img"), "team");
  assertEquals(await userOf("a.io/img"), "user");
});

Deno.test("static says of a Docker config only that it depends on the image", () => {
  assertEquals(sourceOf({ dockerConfigFile: "/d" }).perImage, true);
  assertEquals(sourceOf({ username: "u", password: "p" }).perImage, false);
});

Deno.test("static lists its secrets; a user name in the config is none", () => {
  const file = { kind: "file", path: "/p" } as const;
  const inline = { kind: "inline", value: "p" } as const;
  const table: readonly [unknown, unknown][] = [
    [{ username: "u", password: "p" }, [inline]],
    [{ username: "u", password: { file: "/p" } }, [file]],
    [{ username: { file: "/p" }, password: "p" }, [file, inline]],
    [{ dockerConfigFile: "/p" }, [file]],
  ];
  for (const [section, expected] of table) {
    assertEquals(sourceOf(section).secrets, expected);
  }
});

Deno.test("static refuses every other form of its section", () => {
  const both =
    'has "dockerConfigFile" beside "username" or "password": keep one of the two forms';
  const table: readonly [unknown, string][] = [
    [{}, 'needs "username" and "password", or "dockerConfigFile"'],
    [{ username: "u" }, '"password" is missing'],
    [{ password: "p" }, '"username" is missing'],
    [{ dockerConfigFile: "/d", username: "u" }, both],
    [{ dockerConfigFile: "/d", password: "p" }, both],
    [{ dockerConfigFile: "/d", username: "u", password: "p" }, both],
    [
      { dockerConfigFile: "d" },
      "dockerConfigFile: expected an absolute path, one that begins with /",
    ],
    [
      { username: "u", pasword: "p" },
      'unknown key "pasword": did you mean "password"?',
    ],
    [
      { username: "u", password: 1234 },
      "password: expected text, found a number: put it in quotes",
    ],
    ["hunter2", "expected a mapping, found text"],
  ];
  for (const [section, expected] of table) {
    const { value, problems } = decoded(SECTION, section);
    assertEquals(value, undefined, expected);
    assertEquals(problems, [expected]);
  }
});

Deno.test("static never answers without credentials", async () => {
  const table: readonly [unknown, World, string][] = [
    [{ username: "u", password: { file: "/p" } }, {}, "SECRET_UNREADABLE"],
    [
      { username: "u", password: { file: "/p" } },
      { files: { "/p": "\n" } },
      "SECRET_INVALID",
    ],
    [{ username: { env: "U" }, password: "p" }, {}, "SECRET_UNREADABLE"],
    [{ dockerConfigFile: "/d" }, {}, "SECRET_UNREADABLE"],
    [{ dockerConfigFile: "/d" }, { files: { "/d": "{}" } }, "SECRET_INVALID"],
  ];
  for (const [section, world, code] of table) {
    const error = await assertRejects(() => ask(section, world), ProviderError);
    assertEquals(error.code, code, error.message);
    assert(error.message !== "", code);
  }
});

const FILE = { file: "/p" };

Deno.test("static takes user name and password from the config or from files", async () => {
  const world = { files: { "/p": "word\r\n" } };
  const table: readonly [unknown, string, string][] = [
    [{ username: "user", password: "p" }, "user", "p"],
    [{ username: "user", password: FILE }, "user", "word"],
    [{ username: FILE, password: "p" }, "word", "p"],
    [{ username: FILE, password: FILE }, "word", "word"],
  ];
  for (const [section, username, password] of table) {
    assertEquals(await ask(section, world), { username, password });
    const named = sourceOf(section).username?.(memoryRuntime(world));
    assertEquals(await named, username);
  }
});

Deno.test("static refuses a section with anything else in it", () => {
  const sound = { username: "u", password: "p" };
  const table: readonly unknown[] = [
    null,
    [],
    { ...sound, extra: null },
    { ...sound, dockerConfigFile: null },
    { ...sound, username: null },
    { ...sound, password: true },
    { ...sound, password: ["p"] },
    { ...sound, password: {} },
    { ...sound, password: { file: "/p", env: "P" } },
    { ...sound, password: { file: "/p", env: null } },
    { ...sound, password: { file: "p" } },
    { ...sound, password: { file: "" } },
    { ...sound, password: { file: "/p\0" } },
    { ...sound, password: { file: null } },
    { ...sound, password: { file: ["/p"] } },
    { ...sound, password: { flie: "/p" } },
    JSON.parse('{"username":"u","password":"p","__proto__":{}}'),
  ];
  for (const section of table) {
    const { value, problems } = decoded(SECTION, section);
    assertEquals(value, undefined, JSON.stringify(section));
    assert(problems.length > 0, JSON.stringify(section));
  }
});
