/**
 * Tries everything that the program has no right to, and prints what became
 * of it. Compiled with the flags of the program.
 * @module
 */
import process from "node:process";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { hostname } from "node:os";

const folder = Deno.env.get("PROBE_FOLDER") ?? "/nowhere";
const port = Number(Deno.env.get("PROBE_PORT"));
const file = `${folder}/there.txt`;
const ran = `${folder}/ran.txt`;

const ATTEMPTS: { readonly [name: string]: () => unknown } = {
  // The rights that there are, as a control.
  "read a file": () => Deno.readTextFile(file),
  "read a variable": () => Deno.env.get("PROBE_FOLDER"),
  "set a variable of its own": () => Deno.env.set("PROBE_FOLDER", folder),

  "write a new file": () => Deno.writeTextFile(`${folder}/new.txt`, "x"),
  "write over a file": () => Deno.writeTextFile(file, "x"),
  "open a file to append": () => Deno.open(file, { append: true }),
  "truncate a file": () => Deno.truncate(file),
  "remove a file": () => Deno.remove(file),
  "rename a file": () => Deno.rename(file, `${file}.old`),
  "copy a file": () => Deno.copyFile(file, `${file}.copy`),
  "link a file": () => Deno.link(file, `${file}.link`),
  "link a file by name": () => Deno.symlink(file, `${file}.symlink`),
  "make a directory": () => Deno.mkdir(`${folder}/new`),
  "make a temporary file": () => Deno.makeTempFile(),
  "change a mode": () => Deno.chmod(file, 0o777),
  "change a time": () => Deno.utime(file, 0, 0),
  "write as Node does": () => writeFileSync(`${folder}/node.txt`, "x"),

  "run a program": () =>
    new Deno.Command("/usr/bin/touch", { args: [ran] }).output(),
  "run a program as Node does": () => nodeSpawn(),
  "run itself": () => new Deno.Command(Deno.execPath()).output(),
  "kill another process": () => Deno.kill(Deno.ppid, "SIGWINCH"),
  "load a library": () => Deno.dlopen("/lib/x86_64-linux-gnu/libc.so.6", {}),
  "load a library as Node does": () => process.dlopen({}, `${folder}/x.node`),

  "import from an allowed host": () =>
    import(anything("https://jsr.io/@std/yaml/1.0.10/mod.ts")),
  "import from another host": () =>
    import(anything(`http://127.0.0.1:${port}/`)),

  "connect to a port": () => Deno.connect({ hostname: "127.0.0.1", port }),
  "connect as Node does": () => nodeConnect(),
  "fetch": () => fetch(`http://127.0.0.1:${port}/`),
  "listen": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  "resolve a name": () => Deno.resolveDns("localhost", "A"),
  "open a socket of the machine": () =>
    Deno.connect({ transport: "unix", path: `${folder}/socket` }),

  "ask for the host name": () => Deno.hostname(),
  "ask for the host name as Node does": () => hostname(),
  "ask for the user": () => Deno.uid(),
  "ask for the uptime": () => Deno.osUptime(),
  "ask for the interfaces": () => Deno.networkInterfaces(),
  "ask for more rights": async () => {
    const { state } = await Deno.permissions.request({ name: "write" });
    if (state !== "granted") throw new Deno.errors.NotCapable("denied");
  },
};

/** Code from elsewhere, which tries to write and tells what became of that. */
const CODE =
  `Deno.writeTextFile("${folder}/code.txt", "x").then(() => "done", ({ name }) => name)`;

const LOADED: { readonly [name: string]: () => Promise<string> } = {
  "code in a file": () => outcomeOf(`file://${folder}/module.js`),
  "code in a data URL": () =>
    outcomeOf(`data:text/javascript,export const outcome = await ${CODE}`),
  "code in a text": () => new Function(`return ${CODE}`)(),
  "code in a worker": () => worker(`file://${folder}/worker.js`),
};

/** What the compiler cannot see through, and so does not bundle. */
function anything(specifier: string): string {
  return specifier;
}

async function outcomeOf(specifier: string): Promise<string> {
  return (await import(anything(specifier))).outcome;
}

function worker(specifier: string): Promise<string> {
  const started = new Worker(specifier, { type: "module" });
  return new Promise((resolve, reject) => {
    started.onmessage = ({ data }) => resolve(data);
    started.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
  });
}

function nodeSpawn(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("/usr/bin/touch", [ran]);
    child.on("exit", () => resolve());
    child.on("error", reject);
  });
}

function nodeConnect(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve());
    socket.on("error", reject);
  });
}

async function tried(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "done";
  } catch (error) {
    return (error as Error).name;
  }
}

const outcomes: Record<string, string> = {};
for (const [name, attempt] of Object.entries(ATTEMPTS)) {
  outcomes[name] = await tried(attempt);
}
for (const [name, load] of Object.entries(LOADED)) {
  outcomes[name] = await load().catch(({ name }: Error) => `not run: ${name}`);
}
console.log(JSON.stringify(outcomes));
Deno.exit(0);
