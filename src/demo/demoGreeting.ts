import { triggerUserName } from './createDemoData';
import type { DemoSecrets } from './demoFile';

type Greeted = Pick<DemoSecrets, 'password' | 'token' | 'triggers' | 'apiToken'> & Required<Pick<DemoSecrets, 'workflows'>>;

/** What `npm run demo` prints beneath the listening line: where to look, how to log in, and curl lines that work when pasted. */
export function demoGreeting(
  url: string,
  { userName, password, token, workflows, triggers, apiToken }: Greeted & { userName: string },
): string {
  const create = '{"operation": "createRequest", "args": {"input": {"processName": "2_LEVELS_APPROVAL"}}}';
  const run = '{"workflow": "workflow name", "stateValues": {"statename": "value"}, "uid": "my first", "extra_stuff": {"lots": "of it"}}';
  return `
GraphiQL  ${url}/graphql
Log in    ${userName}, ${password === null ? 'with the password of ADMIN_PASSWORD' : `password ${password}`}
Hook      ${url}/hooks/${token}

Start a request:

${curl(`${url}/hooks/${token}`, create)}

Start one by its name, once for each uid, through the hook of kind WORKFLOWS:

${curl(`${url}/hooks/${workflows.token}`, run, `-H 'Inbound-Webhook-Secret: ${workflows.secret}' `)}
${triggers ? triggerLines(url, triggers) : ''}${apiToken ? workflowsLines(url, apiToken) : ''}`;
}

function triggerLines(url: string, { async, sync, password }: NonNullable<DemoSecrets['triggers']>): string {
  const withLogIn = url.replace('://', `://${triggerUserName}:${password}@`);
  return `
Have an order checked, and the answer decided by the process, through a hook of kind TRIGGER:

${curl(`'${url}/hooks/${sync}?order[0].id=A-17'`, '{"amount": 250}', '-g ')}

Have one taken, which goes on by itself, through one that asks for a log-in:

${curl(`${withLogIn}/hooks/${async}`, '{"item": "chair", "amount": 2}')}
`;
}

function workflowsLines(url: string, apiToken: string): string {
  return `
Make a case for the Workflows API, which runs processes for it (docs/workflows-api.md), by an API token:

${curl(`${url}/cases`, '{"firstName": "Jane", "lastName": "Doe"}', `-H 'Authorization: Bearer ${apiToken}' `)}
`;
}

function curl(url: string, body: string, more = ''): string {
  return `curl -X POST -H 'Content-Type: application/json' ${more}-d '${body}' ${url}`;
}
