/**
 * Copies of programs that a test runs.
 * @module
 */

/**
 * Copies a program. Another process writes the file: a child that another test
 * starts at that time would hold this one's file open for writing for a moment,
 * in which Linux does not run it ("Text file busy").
 */
export async function copyProgram(from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", { args: ["--", from, to] })
    .output();
  if (!success) throw new Error(`${from} could not be copied to ${to}`);
}
