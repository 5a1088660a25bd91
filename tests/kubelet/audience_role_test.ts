import { assertEquals } from "@std/assert";
import { audienceRole } from "../../src/kubelet/audience_role.ts";

Deno.test("audienceRole() lets every node ask for tokens of the audiences, and nothing else", () => {
  const [role, binding, ...more] = audienceRole(["a.io", "https://b.io"]);
  assertEquals(more, []);
  const { metadata, ...rights } = role ?? {};
  assertEquals(rights, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    rules: [{
      apiGroups: [""],
      resources: ["a.io", "https://b.io"],
      verbs: ["request-serviceaccounts-token-audience"],
    }],
  });
  const { name } = metadata as { name: string };
  assertEquals(binding, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
      name,
    },
    subjects: [{
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Group",
      name: "system:nodes",
    }],
  });
});
