/**
 * The `ecr` section of a registry.
 * @module
 */
import {
  mapping,
  optional,
  type Schema,
  transform,
} from "../../src/schema/schema.ts";
import type { Place } from "../../src/schema/place.ts";
import {
  type AnnotationChoice,
  annotationChoice,
  chosenValue,
  withAnnotation,
} from "../../src/subject/annotation.ts";
import { subject } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";
import {
  checked,
  DEFAULT_AUDIENCE,
  ecrFields,
  type EcrSection,
  role,
} from "./fields.ts";

interface Written extends Omit<EcrSection, "web"> {
  readonly subject: Subject | undefined;
  readonly roleAnnotation: AnnotationChoice | undefined;
}

/** The definition of the section. */
export const ecrSection: Schema<EcrSection> = transform(
  mapping({
    ...ecrFields,
    subject: optional(
      subject({ allowsNode: true, defaultAudience: DEFAULT_AUDIENCE }),
      "assume the role with this token (web identity)",
    ),
    roleAnnotation: optional(
      annotationChoice(role, "eks.amazonaws.com/role-arn"),
      'with "subject": the annotation of the pod\'s service account that chooses the role; without it "roleArn" counts',
    ),
  }),
  (written: Written, at): EcrSection | undefined => {
    const { subject, roleAnnotation, ...section } = written;
    const web = subject && "subject";
    if (!goesTogether(written, at) || !checked(section, web, at)) {
      return undefined;
    }
    return subject === undefined ? section : {
      ...section,
      web: {
        subject,
        account: withAnnotation(subject.account, roleAnnotation),
        role: (request, roleArn) =>
          roleAnnotation === undefined
            ? roleArn
            : chosenValue(roleAnnotation, request, roleArn),
      },
    };
  },
);

function goesTogether(
  { roleArn, serviceAccount, subject, roleAnnotation }: Written,
  at: Place,
): boolean {
  if (serviceAccount !== undefined && subject !== undefined) {
    at.at("subject").report('cannot be used with "serviceAccount"');
    return false;
  }
  if (roleAnnotation !== undefined && subject?.account === undefined) {
    at.at("roleAnnotation").report('needs "subject" with a service account');
    return false;
  }
  if (
    subject !== undefined && roleArn === undefined &&
    roleAnnotation === undefined
  ) {
    at.at("subject").report(
      'needs a role: give "roleArn" or "roleAnnotation" beside it',
    );
    return false;
  }
  return true;
}
