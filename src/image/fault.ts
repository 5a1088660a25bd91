/**
 * What is wrong with an image reference, as messages.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import {
  type ImageFault,
  type ImageName,
  LONGEST_PATH,
  LONGEST_REFERENCE,
  readImageName,
} from "./name.ts";

const FORM = "write registry/path:tag";

const MESSAGES: Readonly<
  Record<Exclude<ImageFault, number | "length">, string>
> = {
  "empty": "is empty: give a name such as nginx:1.27",
  "scheme": "has a scheme such as https:// or docker://: write it without",
  "characters":
    `holds a space, a control character or a letter outside ASCII: ${FORM}`,
  "image ID":
    `is 64 hexadecimal digits, which is an image ID and no name: ${FORM}`,
  "digest": "has a digest of the wrong form: write @sha256:<64 digits>",
  "tag":
    "has a tag of the wrong form: a tag has 1 to 128 letters, digits, dots, dashes and underscores",
  "capitals":
    "has capital letters in its repository: write the repository in lower case",
  "form": `has a form that no registry knows: ${FORM}`,
};

/**
 * Normalises an image reference; see {@linkcode readImageName}.
 *
 * @throws {ProviderError} `IMAGE_INVALID` where the kubelet would refuse it.
 */
export function parseImageName(reference: string): ImageName {
  const name = readImageName(reference);
  if (typeof name === "object") return name;
  throw imageRefused(name, reference);
}

/**
 * The failure that belongs to a fault. The reference itself is not repeated: it
 * may be a mistyped command line.
 */
export function imageRefused(
  fault: ImageFault,
  reference: string,
): ProviderError {
  return new ProviderError(
    "IMAGE_INVALID",
    `the image reference ${messageOf(fault, reference)}`,
  );
}

function messageOf(fault: ImageFault, reference: string): string {
  if (fault === "length") {
    return `is ${reference.length} characters long: the most is ${LONGEST_REFERENCE}`;
  }
  return typeof fault === "number"
    ? `has a path of ${fault} characters: the most is ${LONGEST_PATH}`
    : MESSAGES[fault];
}
