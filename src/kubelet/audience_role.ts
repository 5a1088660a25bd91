/**
 * The right of nodes to ask for service-account tokens of certain audiences.
 *
 * The API server demands it since 1.33, unless a volume of the pod has a token
 * of that audience (`ServiceAccountNodeAudienceRestriction`; KEP-4412). The
 * audience is the resource.
 * @module
 */

/** The verb that nodes need. */
export const AUDIENCE_VERB = "request-serviceaccounts-token-audience";

/** The group that every node is in. */
export const NODES = "system:nodes";

const API_GROUP = "rbac.authorization.k8s.io";
const NAME = "registry-credential-provider-token-audiences";

/** A ClusterRole with the right, and a ClusterRoleBinding that gives it to every node. */
export function audienceRole(
  audiences: readonly string[],
): readonly { readonly [key: string]: unknown }[] {
  return [
    {
      apiVersion: `${API_GROUP}/v1`,
      kind: "ClusterRole",
      metadata: { name: NAME },
      rules: [{
        apiGroups: [""],
        resources: audiences,
        verbs: [AUDIENCE_VERB],
      }],
    },
    {
      apiVersion: `${API_GROUP}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: NAME },
      roleRef: { apiGroup: API_GROUP, kind: "ClusterRole", name: NAME },
      subjects: [{ apiGroup: API_GROUP, kind: "Group", name: NODES }],
    },
  ];
}
