/**
 * Amazon ECR: tokens that AWS gives out, valid for twelve hours.
 * @module
 */
import type { Provider } from "../../src/provider.ts";
import { transform } from "../../src/schema/schema.ts";
import { toSource } from "./provider_without_subject.ts";
import { ecrSection } from "./section.ts";

/** Answers with a token of ECR. The AWS SDK is loaded only where one has to be fetched. */
export const provider: Provider = {
  section: transform(ecrSection, toSource),
};
