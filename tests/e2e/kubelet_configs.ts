/**
 * Files that somebody could give a kubelet as its CredentialProviderConfig, good
 * and bad.
 * @module
 */

const NAME = "registry-credential-provider";
const API = "credentialprovider.kubelet.k8s.io";

const TOKENS = {
  serviceAccountTokenAudience: "registry.example.com",
  cacheType: "ServiceAccount",
  requireServiceAccount: true,
};
const PROVIDER = {
  name: NAME,
  apiVersion: `${API}/v1`,
  matchImages: ["registry.example.com"],
  defaultCacheDuration: "10m",
};

type Fields = Readonly<Record<string, unknown>>;

function file(providers: unknown, more: Fields = {}): string {
  return JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1",
    kind: "CredentialProviderConfig",
    providers,
    ...more,
  });
}
const one = (fields: Fields) => file([{ ...PROVIDER, ...fields }]);
const tokens = (fields: Fields, more: Fields = {}) =>
  file([{ ...PROVIDER, tokenAttributes: { ...TOKENS, ...fields } }], more);
const beta = { apiVersion: "kubelet.config.k8s.io/v1beta1" };

/** By what is in them. Nobody says here which are right: the kubelet does. */
export const FILES: Readonly<Record<string, string>> = {
  "a good one": one({}),
  "args and env": one({
    args: ["--timeout=5s"],
    env: [{ name: "A", value: "b" }],
  }),
  "an unnamed variable": one({ env: [{ value: "b" }] }),
  "no providers": file([]),
  "providers that are null": file(null),
  "no duration": one({ defaultCacheDuration: undefined }),
  "a duration of null": one({ defaultCacheDuration: null }),
  "a duration of 0": one({ defaultCacheDuration: "0" }),
  "a duration of 0s": one({ defaultCacheDuration: "0s" }),
  "a negative duration": one({ defaultCacheDuration: "-1m" }),
  "a duration without a unit": one({ defaultCacheDuration: "10" }),
  "a duration in days": one({ defaultCacheDuration: "1d" }),
  "a duration that is a number": one({ defaultCacheDuration: 10 }),
  "a fraction of an hour": one({ defaultCacheDuration: "1.5h" }),
  "an empty duration": one({ defaultCacheDuration: "" }),
  "a duration beyond int64": one({ defaultCacheDuration: "9999999h" }),
  "no patterns": one({ matchImages: [] }),
  "an empty pattern": one({ matchImages: [""] }),
  "a pattern with a scheme": one({
    matchImages: ["https://registry.example.com"],
  }),
  "a pattern with a wildcard in its path": one({ matchImages: ["a.io/*"] }),
  "a pattern with a wildcard as its port": one({ matchImages: ["a.io:*"] }),
  "a pattern with two ports": one({ matchImages: ["a.io:1:2"] }),
  "a pattern with a port that is no number": one({ matchImages: ["a.io:x"] }),
  "a pattern with a port that is too large": one({
    matchImages: ["a.io:99999"],
  }),
  "a pattern with a space": one({ matchImages: ["a b.io"] }),
  "a pattern with a space at its end": one({ matchImages: ["a.io "] }),
  "a pattern with a space in its path": one({ matchImages: ["a.io/b c"] }),
  "a pattern with a tab": one({ matchImages: ["a\t.io"] }),
  "a pattern with a percent sign": one({ matchImages: ["a.io/%zz"] }),
  "a pattern with a percent sign in its host": one({
    matchImages: ["a%zz.io"],
  }),
  "a pattern with a bracket": one({ matchImages: ["[a.io"] }),
  "a pattern with brackets": one({ matchImages: ["[ab].io"] }),
  "an IPv6 address": one({ matchImages: ["[::1]:5000"] }),
  "a pattern with an at sign": one({ matchImages: ["a@b.io"] }),
  "a pattern with a question mark": one({ matchImages: ["a.io?b"] }),
  "a pattern with a hash": one({ matchImages: ["a.io#b"] }),
  "a pattern of one slash": one({ matchImages: ["/"] }),
  "a pattern that begins with a slash": one({ matchImages: ["/a"] }),
  "a pattern beyond ASCII": one({ matchImages: ["ä.io"] }),
  "a pattern with a backslash": one({ matchImages: ["a\\.io"] }),
  "a pattern with a caret": one({ matchImages: ["a^.io"] }),
  "the same pattern twice": one({ matchImages: ["a.io", "a.io"] }),
  "no name": one({ name: "" }),
  "a name with a slash": one({ name: `plugins/${NAME}` }),
  "a name with a space": one({ name: `${NAME} ` }),
  "a name of one dot": one({ name: "." }),
  "a name of two dots": one({ name: ".." }),
  "an unknown version of the exchange": one({ apiVersion: `${API}/v2` }),
  "no version of the exchange": one({ apiVersion: "" }),
  "an older exchange in a new file": one({ apiVersion: `${API}/v1alpha1` }),
  "two of the same name": file([PROVIDER, PROVIDER]),
  "an unknown field": one({ matchImage: ["a.io"] }),
  "an unknown field of the file": file([PROVIDER], { provider: [] }),
  "a field in other letters": one({ MatchImages: ["a.io"] }),
  "metadata": file([PROVIDER], { metadata: { name: "a" } }),
  "an unknown kind": file([PROVIDER], { kind: "CredentialProvider" }),
  "no kind": file([PROVIDER], { kind: undefined }),
  "an unknown version": file([PROVIDER], {
    apiVersion: "kubelet.config.k8s.io/v2",
  }),
  "the older version": file([PROVIDER], beta),
  "args of numbers": one({ args: [1] }),
  "args that are a text": one({ args: "--timeout=5s" }),
  "a service account's token": tokens({}),
  "a token of cache type Token": tokens({ cacheType: "Token" }),
  "a token of an unknown cache type": tokens({ cacheType: "Pod" }),
  "a token without a cache type": tokens({ cacheType: undefined }),
  "a token without an audience": tokens({
    serviceAccountTokenAudience: undefined,
  }),
  "a token of an empty audience": tokens({ serviceAccountTokenAudience: "" }),
  "a token that does not say whether": tokens({
    requireServiceAccount: undefined,
  }),
  "a token without service accounts": tokens({ requireServiceAccount: false }),
  "a token of a file in v1beta1": tokens({}, beta),
  "a token for an exchange in v1beta1": file([{
    ...PROVIDER,
    apiVersion: `${API}/v1beta1`,
    tokenAttributes: TOKENS,
  }]),
  "tokens of null": one({ tokenAttributes: null }),
  "tokens of nothing": one({ tokenAttributes: {} }),
  "required annotations": tokens({
    requiredServiceAccountAnnotationKeys: ["a/b"],
  }),
  "required annotations without service accounts": tokens({
    requireServiceAccount: false,
    requiredServiceAccountAnnotationKeys: ["a/b"],
  }),
  "optional annotations without service accounts": tokens({
    requireServiceAccount: false,
    optionalServiceAccountAnnotationKeys: ["a/b"],
  }),
  "an annotation that is both": tokens({
    requiredServiceAccountAnnotationKeys: ["a/b"],
    optionalServiceAccountAnnotationKeys: ["a/b"],
  }),
  "an annotation twice": tokens({
    optionalServiceAccountAnnotationKeys: ["a", "a"],
  }),
  "an annotation in other letters": tokens({
    optionalServiceAccountAnnotationKeys: ["A.io/B", "a.io/b"],
  }),
  "an annotation that is none": tokens({
    optionalServiceAccountAnnotationKeys: ["a/b/c"],
  }),
  "an empty annotation": tokens({ optionalServiceAccountAnnotationKeys: [""] }),
  "an empty file": "",
  "a file that is null": "null",
  "a list": "[]",
  "no YAML": "{",
  "two documents": `${one({})}\n---\n${one({})}`,
  "a key twice": one({}).replace("{", '{"kind":"CredentialProviderConfig",'),
  "a key twice in a provider": one({}).replace(`"name"`, `"name":"a","name"`),
};
