/** What `npm run demo` prints beneath the listening line: where to look, how to log in, and a curl line that works when pasted. */
export function demoGreeting(
  url: string,
  { userName, password, token }: { userName: string; password: string | null; token: string },
): string {
  const body = '{"operation": "createRequest", "args": {"input": {"processName": "2_LEVELS_APPROVAL"}}}';
  return `
GraphiQL  ${url}/graphql
Log in    ${userName}, ${password === null ? 'with the password of ADMIN_PASSWORD' : `password ${password}`}
Hook      ${url}/hooks/${token}

Start a request:

curl -X POST -H 'Content-Type: application/json' -d '${body}' ${url}/hooks/${token}
`;
}
