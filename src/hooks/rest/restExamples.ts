const caseId = '0b8a1f0e-3f1c-4c38-9a5e-1f2b7d9a6c11';
const workflowDefinitionId = '3b2d8a4f-579f-4e2e-a51c-f859e532fe8c';
const parametersId = '4b6ffcb6-ab6d-44b9-b5ab-4b5147b0b302';
const id = '7c0c2f5a-66d1-4a53-8f0f-5f4e0a1d9b27';
const createdDate = '2026-11-24T08:30:00.000Z';
const nothing = { personalNumber: null, email: null, phone: null, companyNumber: null, companyAddress: null, data: null };
const person = { caseId, createdDate, firstName: 'Jane', lastName: 'Doe', companyName: 'ACME', ...nothing };
const parameters = { param0: 0, param1: 1.2222, param2: true, param3: 'text' };

interface Example {
  /** What stands in the path. */
  id?: string;
  input?: object;
  output: unknown;
}

/** What the OpenAPI document shows: a call of each row by its name, and an error of each status. */
export const restExamples: { calls: Record<string, Example>; errors: Record<string, object> } = {
  calls: {
    createCase: { input: { firstName: 'Jane', lastName: 'Doe', companyName: 'ACME' }, output: person },
    getCase: { id: caseId, output: person },
    createParameters: { input: { workflowDefinitionId, parameters }, output: { parametersId, workflowDefinitionId, createdDate } },
    runWorkflow: {
      input: { caseId, workflowDefinitionId, parametersId },
      output: { id, caseId, workflowDefinitionId, status: 'COMPLETED', number: 5000 },
    },
    getWorkflow: { id, output: { id, caseId, status: 'COMPLETED', createdDate, completedDate: createdDate } },
    getResult: { id, output: { greeting: 'Hello Jane' } },
  },
  errors: {
    400: { error: 'parameters.param0: not a number: "a"', code: 'BAD_USER_INPUT' },
    401: {
      error: 'The token is unknown, expired, revoked or not meant for this server, or its user cannot log in',
      code: 'UNAUTHENTICATED',
    },
    403: { error: 'This needs a token with the scope workflows:run; this token has read', code: 'FORBIDDEN' },
    404: { error: `Case "${caseId}" does not exist or is not visible to you`, code: 'NOT_FOUND' },
    409: { error: 'Request 5000 is RUNNING: its result is available when it has ended', code: 'CONFLICT', status: 'RUNNING' },
    413: { error: 'The body is larger than 30000000 bytes', code: 'PAYLOAD_TOO_LARGE' },
    415: { error: 'The Content-Type is text/plain: send application/json', code: 'UNSUPPORTED_MEDIA_TYPE' },
    422: {
      error:
        'This Idempotency-Key (or webhook-id) was used for a call with a different body. To repeat that call, send it unchanged: under a new key it would take effect a second time. Use a new key only for a new call',
      code: 'UNPROCESSABLE',
    },
    429: { error: 'Too many log-ins at once, or too many that failed: try again in 1 s', code: 'TOO_MANY_REQUESTS' },
    500: { error: 'An internal error occurred; the log has details under 5f0c…', code: 'INTERNAL_SERVER_ERROR' },
    503: { error: 'Too many calls are in progress: try again in a moment', code: 'UNAVAILABLE' },
  },
};
