/**
 * A pod of the DaemonSet that takes the provider away from its node.
 * @module
 */
import { assertEquals } from "@std/assert";
import { STAGE, withPod } from "./pod.ts";
import { namesIn } from "../kit/temporary_folder.ts";

const ROOT = "--root NODE";

Deno.test("entrypoint.sh uninstall: needs no config, and leaves no folder of its own", () =>
  withPod(async (pod) => {
    const running = pod.start("uninstall");
    await running.says(/uninstall: done/);
    assertEquals(await pod.calls(), [`uninstall ${ROOT}`]);
    assertEquals(await namesIn(`${pod.node}/var/lib`), []);
    await pod.nodeScript("exit 4");
    assertEquals((await pod.ready()).code, 0);
    assertEquals(await running.end(), 0);
  }));

Deno.test("entrypoint.sh uninstall: keeps node.sh where it failed, and what else is in the folder above", () =>
  withPod(async (pod) => {
    const above = `${pod.node}${STAGE.replace(/\/[^/]+$/, "")}`;
    await Deno.mkdir(`${above}/keys`, { recursive: true });
    await pod.nodeScript("exit 1");
    const running = pod.start("uninstall");
    await running.says(/uninstall: node\.sh failed/);
    assertEquals(await pod.staged(), ["node.sh"]);
    assertEquals((await pod.ready()).code, 1);
    await running.end();
    await pod.nodeScript("exit 0");
    await pod.start("uninstall").says(/uninstall: done/);
    assertEquals(await namesIn(above), ["keys"]);
  }));
