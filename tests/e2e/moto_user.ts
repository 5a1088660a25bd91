/**
 * A user of moto with an access key and a policy. The three calls are those
 * that moto takes without a signature, where it is told so.
 * @module
 */

/** The variables of the user's access key. */
export interface UserKey {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

/** Makes the user. */
export async function makeUser(
  url: string,
  statement: object,
): Promise<UserKey> {
  const UserName = "node";
  await iam(url, { Action: "CreateUser", UserName });
  const answer = await iam(url, { Action: "CreateAccessKey", UserName });
  await iam(url, {
    Action: "PutUserPolicy",
    UserName,
    PolicyName: "pull",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [statement],
    }),
  });
  return {
    AWS_ACCESS_KEY_ID: valueIn(answer, "AccessKeyId"),
    AWS_SECRET_ACCESS_KEY: valueIn(answer, "SecretAccessKey"),
  };
}

async function iam(
  url: string,
  parameters: Record<string, string>,
): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ ...parameters, Version: "2010-05-08" }),
    // moto finds the service by the scope of the signature.
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=none/20261123/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none",
    },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`moto: ${parameters["Action"]}: ${text}`);
  return text;
}

function valueIn(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`moto's answer has no ${name}`);
  return value;
}
