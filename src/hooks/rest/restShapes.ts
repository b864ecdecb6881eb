import { z } from 'zod';

const uuid = z.guid();
/** Any JSON: what says so exactly refers to itself, which does not go into another document. */
const anything = z.unknown();
const moment = z.iso.datetime();
const text = (longest: number, description: string) => z.string().max(longest).nullish().describe(description);

const caseFields = {
  firstName: text(255, 'His first name'),
  lastName: text(255, 'His last name'),
  personalNumber: text(255, 'The number that the authorities know him by'),
  email: text(255, 'His address for e-mail'),
  phone: text(255, 'His telephone number'),
  companyName: text(255, 'The company that he is from'),
  companyNumber: text(255, 'The number that the authorities know it by'),
  companyAddress: text(1_000, 'Where it is'),
  data: anything.optional().describe('Anything else that is known of the person: any value, 64,000 bytes of JSON at most'),
};
const phoneIn = z
  .union([
    z.string().max(255),
    z.strictObject({
      countryCode: z.union([z.string(), z.int()]).describe('The code of the country, with or without +'),
      number: z.union([z.string(), z.int()]).describe('The number in it'),
    }),
  ])
  .nullish()
  .describe('The telephone number: a text, or its parts, which are joined as `+48 123456789`');
const caseId = uuid.describe('The case');
const definitionIn = z.string().describe('The UUID of the process, or its name: its active version');
const definitionOut = uuid.describe('The UUID of the process');
const values = z.record(z.string(), anything);
const parameters = values.describe('Values by the name of the data of the process that they set; null empties it');
const createdDate = moment.describe('When it was created');
const runId = uuid.describe('The run: the UUID of its request');
const status = z
  .enum(['RUNNING', 'AWAITING', 'COMPLETED', 'CANCELLED', 'FAILED'])
  .describe('How it stands; AWAITING: people are waited for, and nothing else runs but delays');

/** What goes in and out of the Workflows API, for its OpenAPI document. What goes in is checked by the schema of GraphQL and the operations. */
export const restShapes = {
  CaseInput: z.strictObject({ ...caseFields, phone: phoneIn }),
  Case: z.strictObject({ caseId, createdDate, ...caseFields }).required(),
  ParametersInput: z.strictObject({ workflowDefinitionId: definitionIn, parameters }),
  Parameters: z.strictObject({
    parametersId: uuid.describe('The parameters: any number of runs may use them'),
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
    number: z.int().describe('Its number, as people say it'),
  }),
  Workflow: z.strictObject({
    id: runId,
    caseId: caseId.nullable().describe('The case; null for a request that was started otherwise, and for a case that you may not see'),
    status,
    createdDate,
    completedDate: moment.nullable().describe('When it ended, null while it runs'),
  }),
  Result: anything.describe('The output of the process, as its definition says: often an object; null where it says nothing'),
  Error: z.object({
    error: z.string().describe('What is wrong, and what to do'),
    code: z.string().describe('The kind of error, for programs'),
    status: status.optional().describe('Of a result that there is not: how the run stands'),
  }),
} as const;

/** The name of one of them. */
export type RestShape = keyof typeof restShapes;
