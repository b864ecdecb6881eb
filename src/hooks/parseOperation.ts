import { refusal } from '../errors';
import type { OperationDocument } from './operationDocuments';

/** What the body of a hook of kind OPERATIONS asks for. */
export interface OperationCall {
  operation: OperationDocument;
  input: object;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads `{operation, args: {input}}`; the operation may be named by the path instead. Throws BODY_NOT_JSON,
 * BODY_NOT_OBJECT, OPERATION_UNKNOWN, ARGS_MISSING.
 */
export function parseOperation(body: Buffer, named: string | null, documents: ReadonlyMap<string, OperationDocument>): OperationCall {
  const operations = [...documents.keys()].join(', ');
  const parsed = parseJson(body);
  if (!isObject(parsed)) throw refusal('BODY_NOT_OBJECT', { operations });
  const name = named ?? parsed.operation;
  const operation = typeof name === 'string' ? documents.get(name) : undefined;
  if (!operation)
    throw refusal('OPERATION_UNKNOWN', { operation: name === undefined ? 'without a name' : JSON.stringify(name), operations });
  const input = isObject(parsed.args) ? parsed.args.input : undefined;
  if (!isObject(input)) throw refusal('ARGS_MISSING', {});
  return { operation, input };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw refusal('BODY_NOT_JSON', { reason: (error as Error).message });
  }
}
