import { triggerUserName } from './createDemoData';
import type { DemoSecrets } from './demoFile';

type Greeted = Pick<DemoSecrets, 'password' | 'token' | 'triggers' | 'apiToken'> & Required<Pick<DemoSecrets, 'workflows'>>;

const create = '{"operation": "createRequest", "args": {"input": {"processName": "2_LEVELS_APPROVAL"}}}';
const run = '{"workflow": "workflow name", "stateValues": {"statename": "value"}, "uid": "my first", "extra_stuff": {"lots": "of it"}}';

/**
 * Returns what `npm run demo` prints beneath the listening line, of a height that fits a small terminal: where the rest is (`file`, a path that can be
 * pasted), where to look, how to log in, and a curl line that works when pasted.
 */
export function demoGreeting(
  url: string,
  { userName, password, token }: Pick<Greeted, 'password' | 'token'> & { userName: string },
  file: string,
): string {
  return `
The variables that docs/ uses for the demo's hooks, with an example call for each:

source ${file}

GraphiQL  ${url}/graphql
Log in    ${userName}, ${password === null ? 'with the password of ADMIN_PASSWORD' : `password ${password}`}
Hook      ${url}/hooks/${token}

Start a request:

${curl(`${url}/hooks/${token}`, create)}
`;
}

/** The file for a shell that sets the variables of the pages in docs and, in comments, has a curl line for each way to start something. */
export function demoScript(url: string, { token, workflows, triggers, apiToken }: Greeted): string {
  return `# The variables that the pages in docs use for the demo's hooks: source this file. npm run demo writes it at each start.
HOOK='${url}/hooks/${token}'
WORKFLOWS='${url}/hooks/${workflows.token}' SECRET='${workflows.secret}'
${triggers ? triggerNames(url, triggers) : ''}${apiToken ? `TOKEN='${apiToken}'\n` : ''}
# The ways to start something, each with its page. To run a line that begins with "# curl", paste it without the "# ".

# Run an operation (docs/webhook-operations.md)
# ${curl(`${url}/hooks/${token}`, create)}

# Name a process, and it runs once for each uid (docs/webhook-workflows.md)
# ${curl(`${url}/hooks/${workflows.token}`, run, `-H 'Inbound-Webhook-Secret: ${workflows.secret}' `)}
${triggers ? triggerLines(url, triggers) : ''}${apiToken ? workflowsLines(url, apiToken) : ''}`;
}

type Triggers = NonNullable<DemoSecrets['triggers']>;

const withLogIn = (url: string, password: string) => url.replace('://', `://${triggerUserName}:${password}@`);

function triggerLines(url: string, { async, sync, password }: Triggers): string {
  return `
# Send any JSON, and the process decides the answer (docs/webhook-trigger.md)
# ${curl(`'${url}/hooks/${sync}?order[0].id=A-17'`, '{"amount": 250}', '-g ')}

# Send any JSON, with a login: the call is answered at once, and the run continues in the background (the same page)
# ${curl(`${withLogIn(url, password)}/hooks/${async}`, '{"item": "chair", "amount": 2}')}
`;
}

function triggerNames(url: string, { async, sync, password }: Triggers): string {
  return `SYNC='${url}/hooks/${sync}'\nASYNC='${withLogIn(url, password)}/hooks/${async}'\n`;
}

function workflowsLines(url: string, apiToken: string): string {
  return `
# Create a case: the person for whom the Workflows API runs processes (docs/workflows-api.md)
# ${curl(`${url}/cases`, '{"firstName": "Jane", "lastName": "Doe"}', `-H 'Authorization: Bearer ${apiToken}' `)}
`;
}

function curl(url: string, body: string, more = ''): string {
  return `curl -X POST -H 'Content-Type: application/json' ${more}-d '${body}' ${url}`;
}
