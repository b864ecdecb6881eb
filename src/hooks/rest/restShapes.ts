import { z } from 'zod';
import { refusal } from '../../errors';
import { isObject } from '../../modules/guards';

const uuid = z.guid();
/** Any JSON: what says so exactly refers to itself, which does not go into another document. */
const anything = z.unknown();
const moment = z.iso.datetime();
const text = (maxLength: number, description: string) => z.string().max(maxLength).nullish().describe(description);

const caseFields = {
  firstName: text(255, 'First name'),
  lastName: text(255, 'Last name'),
  personalNumber: text(255, 'Personal identification number, as issued by the authorities'),
  email: text(255, 'Email address'),
  phone: text(255, 'Telephone number'),
  companyName: text(255, 'Name of the company'),
  companyNumber: text(255, 'Registration number of the company'),
  companyAddress: text(1_000, 'Address of the company'),
  data: anything.optional().describe('Anything else about the person: any JSON value of at most 64,000 bytes'),
};
const phoneIn = z
  .union([
    z.string().max(255),
    z.strictObject({
      countryCode: z.union([z.string(), z.int()]).describe('The country code, with or without +'),
      number: z.union([z.string(), z.int()]).describe('The number without the country code'),
    }),
  ])
  .nullish()
  .describe('The telephone number: a string, or its parts, which are joined as `+48 123456789`');
const caseId = uuid.describe('The case');
const definitionIn = z.string().describe('The UUID or name of the process; its active version is used');
const definitionOut = uuid.describe('The UUID of the process');
const values = z.record(z.string(), anything);
const parameters = values.describe('Values, keyed by data field of the process; null empties the field');
const createdDate = moment.describe('When it was created');
const runId = uuid.describe('The UUID of the request that runs the process');
const status = z
  .enum(['RUNNING', 'AWAITING', 'COMPLETED', 'CANCELLED', 'FAILED'])
  .describe('The status; AWAITING: waiting for people, with nothing else running except delays');

/** What goes in and out of the Workflows API, for its OpenAPI document. What goes in is checked by the schema of GraphQL and the operations. */
export const restShapes = {
  CaseInput: z.strictObject({ ...caseFields, phone: phoneIn }),
  Case: z.strictObject({ caseId, createdDate, ...caseFields }).required(),
  ParametersInput: z.strictObject({ workflowDefinitionId: definitionIn, parameters }),
  Parameters: z.strictObject({
    parametersId: uuid.describe('The parameters; any number of runs can use them'),
    workflowDefinitionId: definitionOut,
    createdDate,
  }),
  RunInput: z.strictObject({
    workflowDefinitionId: definitionIn,
    caseId,
    parametersId: uuid.nullish().describe('Parameters of this process'),
    parameters: parameters.nullish().describe('The parameters themselves, instead of parametersId'),
  }),
  Run: z.strictObject({
    id: runId,
    caseId,
    workflowDefinitionId: definitionOut,
    status,
    number: z.int().describe('The number people use for it'),
  }),
  Workflow: z.strictObject({
    id: runId,
    caseId: caseId.nullable().describe('The case; null if the request was not started for one, or if the case is not visible to you'),
    status,
    createdDate,
    completedDate: moment.nullable().describe('When it ended, null while it runs'),
  }),
  Result: anything.describe('The output of the process as its definition says, often an object; null if it defines none'),
  Error: z.object({
    error: z.string().describe('What is wrong and what to do'),
    code: z.string().describe('The error code, for programs'),
    status: status.optional().describe('The status of the run, if its result is not available'),
  }),
} as const;

/** The name of one of them. */
export type RestShape = keyof typeof restShapes;

const country = /^\+?(\d{1,4})$/;
const local = /^[\d ()./-]{1,40}$/;

/** The input of a case whose `phone` is a text: `{countryCode, number}` becomes `+48 123456789`. Throws INPUT_INVALID. */
export function withPhone(input: Record<string, unknown>): Record<string, unknown> {
  const { phone } = input;
  if (!isObject(phone)) return input;
  const { countryCode, number, ...others } = phone;
  const [, code] = country.exec(textOf(countryCode)) ?? [];
  const isRight = code !== undefined && local.test(textOf(number)) && Object.keys(others).length === 0;
  if (!isRight)
    throw refusal('INPUT_INVALID', {
      path: 'phone',
      reason: 'must be a string, or an object with countryCode ("+48") and number ("123456789")',
    });
  return { ...input, phone: `+${code} ${textOf(number).trim()}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
