/**
 * How often everything is measured.
 * @module
 */

/** The number in the variable ROUNDS, 40 by default. Ends the run where it is none. */
export function roundsGiven(): number {
  const rounds = Number(Deno.env.get("ROUNDS") || 40);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  console.error("bench: ROUNDS is a number from 1");
  Deno.exit(2);
}
