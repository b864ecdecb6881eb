import { z } from 'zod';
import { restExamples } from './restExamples';
import { restPaths } from './restPaths';
import { restRows, type RestRow } from './restRows';
import { restShapes, type RestShape } from './restShapes';

/** What every call may be refused with, by status. */
const refusals: Record<number, string> = {
  400: 'The input is invalid; the message says what was expected',
  401: 'The token is missing or invalid',
  403: 'The token lacks the scope workflows:run, or its user may not do this',
  404: 'The ID or name does not exist or is not visible to the user',
  409: 'The current state does not allow this, or another call with this Idempotency-Key is still running',
  413: 'The body is too large',
  415: 'The body is not application/json, or has a Content-Encoding other than gzip, deflate and br, or an unknown charset',
  422: 'This Idempotency-Key was used for a different call; the message says what differs',
  429: 'Too many invalid tokens from this address',
  500: 'An internal error; the log has details under the ID in the message',
  503: 'Too many calls at once, or the database is unavailable: try again after Retry-After seconds',
};
const always = [401, 403, 429, 500, 503];
const ofWrites = [400, 409, 413, 415, 422];

const ref = (kind: 'schemas' | 'responses' | 'parameters', name: string) => ({ $ref: `#/components/${kind}/${name}` });
const content = (shape: RestShape, example?: unknown) => ({
  'application/json': { schema: ref('schemas', shape), ...(example !== undefined && { example }) },
});

/** The OpenAPI 3.1 document of the Workflows API, whose routes are found at this URL. */
export function openApi(url: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice: Workflows API',
      version: '1',
      summary: 'Run processes for people, each represented by a case',
      description:
        'Create a case, store parameters if the process needs any, run the process, poll its status (or wait), and fetch its result. Errors are `{error, code}`. Bodies can have the Content-Encoding gzip, deflate or br.',
    },
    servers: [{ url }],
    security: [{ token: [] }],
    paths: Object.fromEntries(
      Object.entries(restPaths).map(([route, path]) => [
        path,
        Object.fromEntries(restRows.filter((row) => row.route === route).map((row) => [row.method.toLowerCase(), toOperation(row, path)])),
      ]),
    ),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token with the scope workflows:run, or without scopes' },
      },
      parameters: {
        idempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'A repeat with the same key and body (compared as JSON) does nothing and gets the same answer, with `Idempotent-Replayed: true`',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
        wait: {
          name: 'wait',
          in: 'query',
          description: 'The number of seconds to wait for the run to end',
          schema: { type: 'integer', minimum: 0, maximum: 60, default: 0 },
        },
      },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, content: content('Error', restExamples.errors[status]) },
        ]),
      ),
      schemas: Object.fromEntries(Object.entries(restShapes).map(([name, shape]) => [name, toSchema(shape)])),
    },
  };
}

function toOperation(row: RestRow, path: string): object {
  const example = restExamples.calls[row.name];
  const [, inPath] = /\{(\w+)\}/.exec(path) ?? [];
  const parameters = [
    ...(inPath ? [{ name: inPath, in: 'path', required: true, schema: { type: 'string', format: 'uuid' }, example: example?.id }] : []),
    ...(row.waits ? [ref('parameters', 'wait')] : []),
    ...(row.method === 'POST' ? [ref('parameters', 'idempotencyKey')] : []),
  ];
  const refused = new Set([...always, ...row.refused, ...(row.method === 'POST' ? ofWrites : [])]);
  return {
    operationId: row.name,
    summary: row.summary,
    ...(row.description && { description: row.description }),
    ...(parameters.length > 0 && { parameters }),
    ...(row.input && { requestBody: { required: !row.isBodyOptional, content: content(row.input, example?.input) } }),
    responses: {
      [row.status]: { description: row.summary, content: content(row.output, example?.output) },
      ...Object.fromEntries([...refused].sort().map((status) => [status, ref('responses', String(status))])),
    },
  };
}

function toSchema(shape: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(shape);
  return schema;
}
