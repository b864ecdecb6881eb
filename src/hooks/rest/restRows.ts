import { getNamedType, isInputType, isObjectType, Kind, parse, type FieldNode, type GraphQLSchema } from 'graphql';
import { refusal, type Refusal } from '../../errors';
import type { Json } from '../../engine/state';
import type { RunStatus } from '../../engine/runStatus';
import type { OperationDocument } from '../operationDocuments';
import type { RestRoute } from './restPaths';
import { withPhone, type RestShape } from './restShapes';

/** One call of the Workflows API. */
export interface RestRow {
  /** Its name in the OpenAPI document, and in what is logged. */
  name: string;
  route: RestRoute;
  method: 'GET' | 'POST';
  summary: string;
  description?: string;
  /** The mutation of `$input`, which is the body, or the query by `$uuid`, which is in the path. Its one field has the fields of the answer. */
  document: string;
  /** What comes in. */
  input?: RestShape;
  /** A call may come without a body, which is an empty object. */
  isBodyOptional?: true;
  /** The input of the mutation, made of the body: that itself where it is not said. Throws refusals. */
  toInput?: (body: Record<string, unknown>) => Record<string, unknown>;
  /** The status of the answer, and what it is. */
  status: number;
  output: RestShape;
  /** What else may be answered. */
  refused: number[];
  /** `?wait` is waited for. */
  waits?: true;
  /** What is answered when the query finds nothing. */
  missing?: (uuid: string) => Refusal;
  /** The answer, made of what was found: that itself where it is not said. Throws refusals. */
  toBody?: (found: never) => Json;
}

const caseFields = `caseId: uuid createdDate: createdAt firstName lastName personalNumber email phone companyName companyNumber companyAddress data`;
const requestMissing = (request: string) => refusal('REQUEST_NOT_FOUND', { request });

/** What `workflow` finds. */
export interface FoundRun {
  number: number;
  id: string;
  case: { caseId: string } | null;
  status: RunStatus;
  createdDate: string;
  completedDate: string | null;
}

interface FoundResult {
  number: number;
  status: RunStatus;
  output: Json;
}

/** The calls of the Workflows API: each is one mutation or query. */
export const restRows: readonly RestRow[] = [
  {
    name: 'createCase',
    route: 'cases',
    method: 'POST',
    summary: 'Create a case: a person for whom processes run',
    description: 'Once per new end user. Visible to its creator and to administrators. Processes read it as `{{case.firstName}}`.',
    document: `mutation ($input: CreateCaseInput!) { createCase(input: $input) { case { ${caseFields} } } }`,
    input: 'CaseInput',
    isBodyOptional: true,
    toInput: withPhone,
    status: 201,
    output: 'Case',
    refused: [],
    toBody: ({ case: made }: { case: Json }) => made,
  },
  {
    name: 'getCase',
    route: 'case',
    method: 'GET',
    summary: 'A case',
    document: `query ($uuid: String!) { case(uuid: $uuid) { ${caseFields} } }`,
    status: 200,
    output: 'Case',
    refused: [404],
    missing: (uuid) => refusal('CASE_NOT_FOUND', { case: uuid }),
  },
  {
    name: 'createParameters',
    route: 'parameters',
    method: 'POST',
    summary: 'Store initial values for runs of a process',
    description: 'Their names and types are checked against the data fields of the process.',
    document: `mutation ($input: CreateParametersInput!) {
      createParameters(input: $input) { parametersId workflowDefinitionId createdDate: createdAt }
    }`,
    input: 'ParametersInput',
    status: 201,
    output: 'Parameters',
    refused: [404],
  },
  {
    name: 'runWorkflow',
    route: 'run',
    method: 'POST',
    summary: 'Run a process for a case',
    description:
      'With stored parameters, or with parameters in the call. A process that has an activity for a person is refused, unless its definition has `allowUserActions`.',
    document: `mutation ($input: RunCaseInput!) { runCase(input: $input) { id: uuid caseId workflowDefinitionId status number requestId } }`,
    input: 'RunInput',
    status: 200,
    output: 'Run',
    refused: [404, 409],
    toBody: ({ requestId: _, ...run }: Record<string, Json>) => run,
  },
  {
    name: 'getWorkflow',
    route: 'workflow',
    method: 'GET',
    summary: 'Get the status of a run',
    description: 'With `?wait=30`, the answer is sent when the run ends or after that many seconds (at most 60).',
    document: `query ($uuid: String!) {
      request(uuid: $uuid) { number id: uuid case { caseId: uuid } status: runStatus createdDate: openedAt completedDate: closedAt }
    }`,
    status: 200,
    output: 'Workflow',
    refused: [400, 404],
    waits: true,
    missing: requestMissing,
    toBody: ({ number: _, case: person, id, ...run }: FoundRun) => ({ id, caseId: person?.caseId ?? null, ...run }),
  },
  {
    name: 'getResult',
    route: 'result',
    method: 'GET',
    summary: 'Get the result of a run',
    description:
      '409 while it is running: try again. After a cancellation or failure, the output so far; `GET /workflows/{id}` says how it ended.',
    document: `query ($uuid: String!) { request(uuid: $uuid) { number status: runStatus output } }`,
    status: 200,
    output: 'Result',
    refused: [404, 409],
    missing: requestMissing,
    toBody: toResult,
  },
];

function toResult({ number: request, status, output }: FoundResult): Json {
  if (status === 'RUNNING' || status === 'AWAITING') throw refusal('RESULT_PENDING', { request, status }, { status });
  return output;
}

/** A row with its document ready to be run. */
export interface CompiledRow extends RestRow {
  operation: OperationDocument;
}

/** Prepares a row. Throws where its document is not the query or mutation of one field of the schema; a test holds that it is valid. */
export function compileRow(schema: GraphQLSchema, row: RestRow): CompiledRow {
  const document = parse(row.document);
  const [definition] = document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${row.name} is no operation`);
  const [selected] = definition.selectionSet.selections as FieldNode[];
  const field = schema.getRootType(definition.operation)?.getFields()[selected?.name.value ?? ''];
  const inputType = field?.args.find(({ name }) => name === 'input' || name === 'uuid')?.type;
  if (!field || !isInputType(inputType)) throw new Error(`${row.name} takes neither input nor uuid`);
  const payloadType = getNamedType(field.type);
  if (!isObjectType(payloadType)) throw new Error(`${row.name} gives no object`);
  return { ...row, operation: { name: field.name, document, inputType, payloadType } };
}
