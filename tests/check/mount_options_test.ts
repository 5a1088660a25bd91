import { assertEquals } from "@std/assert";
import { mountOf } from "../../src/check/mount_options.ts";

const MOUNTINFO = `27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/a rw,errors=x
30 27 8:2 / /var rw,noexec - ext4 /dev/b rw
31 30 8:3 / /var/lib rw - ext4 /dev/c ro
32 27 8:4 / /a\\040b rw,noexec master:2 shared:3 - tmpfs tmpfs rw
33 27 8:5 / /over rw - ext4 /dev/d rw
34 33 8:6 / /over rw,noexec - ext4 /dev/e rw`;

Deno.test("mountOf() finds the innermost and latest mount, with its options and those of the file system", () => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ["/etc/x", "/", ["rw", "relatime", "rw", "errors=x"]],
    ["/variant", "/", ["rw", "relatime", "rw", "errors=x"]],
    ["/var", "/var", ["rw", "noexec", "rw"]],
    ["/var/lib2/x", "/var", ["rw", "noexec", "rw"]],
    ["/var/lib/x", "/var/lib", ["rw", "ro"]],
    ["/a b/c", "/a b", ["rw", "noexec", "rw"]],
    ["/over/x", "/over", ["rw", "noexec", "rw"]],
  ];
  for (const [path, point, options] of table) {
    assertEquals(mountOf(MOUNTINFO, path), { point, options });
  }
});

Deno.test("mountOf() gives nothing where nothing is mounted", () => {
  assertEquals(mountOf("", "/x"), undefined);
});
