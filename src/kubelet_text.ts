/**
 * The text of one of the kubelet's files, JSON or YAML.
 *
 * The kubelet's decoder (k8s.io/apimachinery, `serializer/recognizer`) asks for
 * nothing but the first character.
 * @module
 */
import { isJson, parseKubeletJson } from "./kubelet_json.ts";
import { parseKubeletYaml } from "./kubelet_yaml.ts";
import { lineOf, type YamlNode } from "./kubelet_yaml_tree.ts";
import { TreeProblem, valueOf } from "./kubelet_yaml_value.ts";
import { YamlProblem } from "./yaml_problem.ts";

/** What is in a text. */
export interface KubeletText {
  readonly isJson: boolean;
  /** As `JSON.parse` gives it. */
  readonly value: unknown;
  readonly root: YamlNode;
}

/**
 * Reads a text as the kubelet does.
 *
 * @param text With its byte order mark, where there is one.
 * @throws {YamlProblem} With the line, for what the kubelet refuses.
 */
export function readKubeletText(text: string): KubeletText {
  try {
    if (isJson(text)) return { isJson: true, ...parseKubeletJson(text) };
    const root = parseKubeletYaml(text);
    return { isJson: false, value: valueOf(root), root };
  } catch (error) {
    if (!(error instanceof TreeProblem)) throw error;
    throw new YamlProblem(error.message, lineOf(text, error.offset));
  }
}
