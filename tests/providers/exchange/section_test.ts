import { assertEquals } from "@std/assert";
import {
  ACCOUNT,
  ANSWER,
  exchangeOf,
  problemsOf,
  REQUEST,
} from "../../kit/exchanging.ts";

const OAUTH = {
  tokenUrl: "https://idp.example.com/token",
  grant: "token-exchange",
};

const requestWith = (keys: Record<string, unknown>) =>
  problemsOf(exchangeOf({ request: { ...REQUEST, ...keys } }));

const oauthWith = (keys: Record<string, unknown>, more = {}) =>
  problemsOf(
    exchangeOf({
      oauth2: { ...OAUTH, ...keys },
      answer: { username: "token" },
      ...more,
    }),
  );

Deno.test("an exchange has exactly one of request and oauth2", () => {
  const one = 'expected exactly one of "request" and "oauth2"';
  assertEquals(problemsOf({ subject: ACCOUNT, answer: ANSWER }), [one]);
  assertEquals(problemsOf({ ...exchangeOf(), oauth2: OAUTH }), [
    one,
  ]);
  assertEquals(problemsOf(exchangeOf()), []);
  assertEquals(oauthWith({}), []);
  assertEquals(problemsOf("text"), ["expected a mapping, found text"]);
});

Deno.test("the URL is https, or this machine, and has no variable but the node", () => {
  const https =
    "request.url: expected https (http only on this machine itself)";
  const host =
    "request.url: names the host without ${node}: only its path may vary";
  const operator =
    "request.url: may only use ${node}: what a pod's owner can choose must not change it";
  const table: readonly [string, string | undefined][] = [
    ["http://idp.example.com/token", https],
    ["http://169.254.169.254/token", https],
    ["http://127.0.0.1.evil.example/", https],
    ["ftp://idp.example.com/", https],
    ["https://${node}.example.com/", host],
    ["https://${node}/", host],
    ["https://a.example.com${node}/", host],
    [
      "https://a.example.com:1${node}/",
      "request.url: expected a URL without a user name, such as https://idp.example.com/token",
    ],
    ["https://idp.example.com/${image}", operator],
    ["https://idp.example.com/${registry}", operator],
    ["https://idp.example.com/${serviceAccount.name}", operator],
    ["https://${serviceAccountAnnotations.host}/", operator],
    ["https://idp.example.com/?t=${serviceAccountAnnotations.a/b}", operator],
    ["https://idp.example.com/${node}", undefined],
    ["https://idp.example.com/a?node=${node}", undefined],
    ["http://127.0.0.1:8080/", undefined],
    ["http://localhost/", undefined],
    ["http://[::1]:1/", undefined],
  ];
  for (const [url, problem] of table) {
    assertEquals(
      requestWith({ url }),
      problem === undefined ? [] : [problem],
      url,
    );
    const short = problem?.replace("request.url", "oauth2.tokenUrl");
    assertEquals(
      oauthWith({ tokenUrl: url }),
      short === undefined ? [] : [short],
      url,
    );
  }
  const [user = ""] = requestWith({ url: "https://u:p@idp.example.com/" });
  assertEquals(user.includes("without a user name"), true, user);
});

Deno.test("the subject never stands in a URL or a user name for the registry", () => {
  const [url = ""] = requestWith({ url: "https://idp.example.com/${subject}" });
  assertEquals(
    url.startsWith("request.url: never holds ${subject}"),
    true,
    url,
  );
  assertEquals(
    problemsOf(exchangeOf({ answer: { ...ANSWER, username: "a${subject}" } })),
    ["answer.username: never holds ${subject}: a token is not a name"],
  );
});

Deno.test("the subject stands in exactly one place", () => {
  const twice =
    "sends ${subject} more than once: a token stands in exactly one place";
  const requests = [
    { ...REQUEST, form: { a: "${subject}" } },
    { ...REQUEST, bearer: "${subject}${subject}" },
    { ...REQUEST, json: { a: ["${subject}"] } },
    {
      url: REQUEST.url,
      basic: { username: "${subject}", password: "${subject}" },
    },
    { url: REQUEST.url, json: { a: "${subject}", b: { c: "${subject}" } } },
  ];
  for (const request of requests) {
    assertEquals(problemsOf(exchangeOf({ request })), [twice]);
  }
  assertEquals(oauthWith({ scope: "${subject}" }), [twice]);
  assertEquals(requestWith({ bearer: "fixed" }), [
    "subject: is sent nowhere: write ${subject} where the request has its token, or take it out",
  ]);
  assertEquals(problemsOf({ request: REQUEST, answer: ANSWER }), [
    '"subject" is missing: the token to exchange',
  ]);
});

Deno.test("a request has one way to log in, one body, and none with GET", () => {
  const basic = { username: "u", password: "p" };
  assertEquals(requestWith({ basic }), [
    'request: has "basic" beside "bearer": keep one',
  ]);
  assertEquals(requestWith({ form: {}, json: {} }), [
    'request: has "form" beside "json": a request has one body',
  ]);
  assertEquals(requestWith({ form: { a: "b" }, method: "GET" }), [
    'request.method: a GET has no body: write POST, or take out "form" and "json"',
  ]);
  assertEquals(requestWith({ method: "DELETE" }), [
    "request.method: expected GET or POST",
  ]);
});

Deno.test("an annotation is sent only from a list of values, and every list is used", () => {
  const json = { robot: "${serviceAccountAnnotations.example.com/robot}" };
  const open =
    'sends the annotation example.com/robot, into which a pod\'s owner may write anything: list the values under "allow"';
  const allow = { "example.com/robot": ["acme+*"] };
  assertEquals(requestWith({ json }), [open]);
  assertEquals(
    problemsOf(exchangeOf({ request: { ...REQUEST, json }, allow })),
    [],
  );
  const username = "${serviceAccountAnnotations.example.com/robot}";
  assertEquals(problemsOf(exchangeOf({ answer: { ...ANSWER, username } })), [
    open,
  ]);
  assertEquals(oauthWith({ clientId: username }), [open]);
  assertEquals(oauthWith({ clientId: username }, { allow }), []);
  assertEquals(problemsOf(exchangeOf({ allow })), [
    "allow[0]: does nothing: the rule uses no such annotation",
  ]);
  assertEquals(problemsOf(exchangeOf({ allow: { a: [] } })), [
    "allow[0]: expected at least 1 item, found none",
  ]);
  assertEquals(problemsOf(exchangeOf({ allow: ["a"] })), [
    "allow: expected a mapping of annotations to lists of values",
  ]);
});

Deno.test("an answer says where user name and password are, and when they end", () => {
  const answerWith = (keys: Record<string, unknown>) =>
    problemsOf(exchangeOf({ answer: { ...ANSWER, ...keys } }));
  assertEquals(answerWith({ password: "a.b-c.d_e" }), []);
  assertEquals(answerWith({ username: { field: "user.name" } }), []);
  for (const password of ["", ".", "a.", ".a", "a..b", "a b", "$.a", "a[0]"]) {
    assertEquals(answerWith({ password }).length, 1, password);
  }
  const ends = ["expires_in", "expires_at", "jwt", { in: "a.b" }, { at: "a" }];
  for (const expires of ends) assertEquals(answerWith({ expires }), []);
  assertEquals(answerWith({ expires: "never" }), [
    "answer.expires: expected expires_in or expires_at or jwt",
  ]);
  const bounds = "answer.expires.after: has to be from 1s to 12h";
  for (const after of ["0s", "12h1s", "999ms"]) {
    assertEquals(answerWith({ expires: { after } }), [bounds]);
  }
  assertEquals(answerWith({ expires: { in: "a", at: "b" } }), [
    'answer.expires: expected one of "in", "at" and "after"',
  ]);
  const { expires: _, ...endless } = ANSWER;
  const [problem = ""] = problemsOf(exchangeOf({ answer: endless }));
  assertEquals(problem.startsWith('answer: "expires" is missing'), true);
});

Deno.test("oauth2 has what its grant needs, and nothing that does nothing", () => {
  const withoutSubject = { subject: undefined };
  const of = (keys: Record<string, unknown>) => {
    const section = exchangeOf({
      oauth2: { ...OAUTH, ...keys },
      answer: { username: "token" },
      ...withoutSubject,
    });
    delete section["subject"];
    return problemsOf(section);
  };
  const client = { clientId: "nodes", clientSecret: "s" };
  const missing = '"subject" is missing: the token to exchange';
  assertEquals(of({ grant: "client-credentials", ...client }), []);
  assertEquals(of({ grant: "client-credentials" }), [missing]);
  assertEquals(of({ grant: "jwt-bearer", ...client }), [missing]);
  assertEquals(of({ grant: "token-exchange" }), [missing]);
  assertEquals(oauthWith({ grant: "client-credentials" }), []);
  assertEquals(oauthWith({ grant: "client-credentials", ...client }), [
    "subject: is sent nowhere: write ${subject} where the request has its token, or take it out",
  ]);
  assertEquals(oauthWith({ clientSecret: "s" }), [
    'oauth2: "clientId" is missing: whose "clientSecret" it is',
  ]);
  assertEquals(oauthWith({ clientId: "a", clientAuthentication: "post" }), [
    'oauth2.clientAuthentication: does nothing without "clientSecret"',
  ]);
  assertEquals(oauthWith({ grant: "jwt-bearer", subjectTokenType: "jwt" }), [
    'oauth2.subjectTokenType: goes with "grant: token-exchange"',
  ]);
  for (const name of ["scope", "client_id", "subject_token", "grant_type"]) {
    assertEquals(oauthWith({ parameters: { [name]: "a" } }), [
      "oauth2.parameters: has a field that this form sets itself: use its own key",
    ]);
  }
});
