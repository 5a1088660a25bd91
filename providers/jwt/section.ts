/**
 * The `jwt` section of a registry.
 * @module
 */
import { notEmpty } from "../../src/schema/not_empty.ts";
import {
  mapping,
  required,
  type Schema,
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
      notEmpty,
      "the user name that goes with the token",
    ),
    ...mintingFields,
  }),
  ({ username, ...minting }) => ({ username, ...toMinting(minting) }),
);
