/**
 * The `jwt` section of a registry.
 * @module
 */
import {
  mapping,
  required,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";
import {
  type Minting,
  mintingFields,
  toMinting,
} from "../../src/jwt/section.ts";

/** How tokens of one rule are minted. */
export interface JwtSection extends Minting {
  readonly username: string;
}

/** The definition of the section. */
export const jwtSection: Schema<JwtSection> = transform(
  mapping({
    username: required(
      text((name) => name === "" ? "is empty" : undefined, { minLength: 1 }),
      "the user name that goes with the token",
    ),
    ...mintingFields,
  }),
  ({ username, ...minting }) => ({ username, ...toMinting(minting) }),
);
