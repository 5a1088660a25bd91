/**
 * What a suite asks of a container runtime: to run the image of the installer as a
 * pod of the DaemonSet.
 * @module
 */
import { type Running, watch } from "../deploy/pod.ts";
import type { Result } from "../kit/program.ts";

/** How a container starts. */
export interface Start {
  /** All of its words; those of the image where nothing is given. */
  readonly words?: readonly string[];
  /** Folders of this machine by their places in the container, which only reads them. */
  readonly folders?: Readonly<Record<string, string>>;
  /** A process of the node: the container is privileged, and sees the node's processes. */
  readonly node?: number;
}

/** A container that runs. */
export interface Container extends Running {
  /** Runs a command in it, as a probe does. */
  exec(...words: readonly string[]): Promise<Result>;
}

/** A runtime that has the image. */
export interface Runtime {
  /** Its name and version. */
  readonly name: string;
  start(how: Start): Container;
}

/** What the DaemonSet sets, with short waits. */
export const VARIABLES = ["NODE_NAME=worker-1", "SPREAD=0", "INTERVAL=1"];

/** Where the entrypoint keeps what the probe asks for. */
export const STATE = "/run/installer";

let count = 0;

/** A name that no other container has. */
export function newName(): string {
  return `installer-${++count}`;
}

/** Runs the command of a container in the foreground. */
export function running(command: string, args: readonly string[]): Running {
  return watch(
    new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}
