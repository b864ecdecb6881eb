import { refusal } from '../errors';
import type { OperationDocument } from './operationDocuments';

/** What the body of a hook of kind OPERATIONS asks for. */
export interface OperationCall {
  operation: OperationDocument;
  input: object;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

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
  if (typeof name !== 'string') throw refusal('OPERATION_UNKNOWN', { operation: 'without a name', operations });
  const operation = documents.get(name);
  if (!operation) throw refusal('OPERATION_UNKNOWN', { operation: JSON.stringify(name.slice(0, 100)), operations });
  const input = isObject(parsed.args) ? parsed.args.input : undefined;
  if (!isObject(input)) throw refusal('ARGS_MISSING', {});
  return { operation, input };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    throw refusal('BODY_NOT_JSON', { reason: (error as Error).message });
  }
}
