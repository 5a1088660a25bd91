/**
 * Rules that answer in different entries of the kubelet: without a token, and with
 * one for each of two audiences. `FOLDER` stands for the folder of `key.pem`.
 * @module
 */
import { config } from "./program.ts";

/** A rule that signs a token with this subject, and these further keys of `jwt`. */
export function workloads(subject: string, more = ""): string {
  return `- name: workloads
  match: [registry.example.com]
  jwt:
    username: node
    key: { file: FOLDER/key.pem }
    algorithm: ES256
    issuer: https://nodes.example.com
    audience: registry
    subject: "${subject}"
    lifetime: 1h
${more}`;
}

/** Rules for public images, for those of an account, for ECR, and for the rest. */
export const ENTRY_RULES = config(`- name: public
  match: [registry.example.com/public/]
  static: { username: public, password: p }
${workloads("${serviceAccount.name}")}- name: ecr
  match: [ecr.example.com]
  ecr:
    region: eu-west-1
    registryId: "123456789012"
    roleArn: arn:aws:iam::123456789012:role/pull
    serviceAccount: { audience: aws.example.com }
- name: all
  match: ["*.example.com"]
  static: { username: all, password: p }
`);
