import { assert, assertEquals } from "@std/assert";
import { dockerCredentials, toDockerConfig } from "../../src/docker/config.ts";
import { imageOf } from "../kit/decoding.ts";
import { fuzz } from "../kit/fuzz/fuzzing.ts";
import { dockerConfigText } from "../kit/fuzz/inputs.ts";
import { resultOrRefusal } from "../kit/fuzz/refusal.ts";

const IMAGE = imageOf("r.example.com/app");

fuzz("docker config files", dockerConfigText, async (text) => {
  const found = await resultOrRefusal(
    ["SECRET_INVALID"],
    () => dockerCredentials({ path: "/d", text, mode: 0o600 }, IMAGE),
  );
  if (found === undefined) return;
  const { username, password } = found;
  assert(typeof username === "string" && typeof password === "string");
  // Docker separates at the first colon, and pads with NUL.
  if (username === "" || username.includes(":") || password.endsWith("\0")) {
    return;
  }
  const again = { path: "/d", text: toDockerConfig(IMAGE, found), mode: 0o600 };
  if (!`${username}${password}`.isWellFormed()) return;
  assertEquals(dockerCredentials(again, IMAGE), found);
});
