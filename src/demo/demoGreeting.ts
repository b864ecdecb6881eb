/** What `npm run demo` prints beneath the listening line: where to look, how to log in, and a curl line that works when pasted. */
export function demoGreeting(
  url: string,
  {
    userName,
    password,
    token,
    workflows,
  }: { userName: string; password: string | null; token: string; workflows: { token: string; secret: string } },
): string {
  const body = '{"operation": "createRequest", "args": {"input": {"processName": "2_LEVELS_APPROVAL"}}}';
  const run = '{"workflow": "workflow name", "stateValues": {"statename": "value"}, "uid": "my first", "extra_stuff": {"lots": "of it"}}';
  return `
GraphiQL  ${url}/graphql
Log in    ${userName}, ${password === null ? 'with the password of ADMIN_PASSWORD' : `password ${password}`}
Hook      ${url}/hooks/${token}

Start a request:

curl -X POST -H 'Content-Type: application/json' -d '${body}' ${url}/hooks/${token}

Start one by its name, once for each uid, through the hook of kind WORKFLOWS:

curl -X POST -H 'Content-Type: application/json' -H 'Inbound-Webhook-Secret: ${workflows.secret}' -d '${run}' ${url}/hooks/${workflows.token}
`;
}
