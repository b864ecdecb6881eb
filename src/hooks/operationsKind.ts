import { isObject } from '../modules/isObject';
import { refusal } from '../errors';
import type { HookKind } from './hookKind';
import type { OperationDocument } from './operationDocuments';
import { parseJson } from './parseJson';

/**
 * Hooks of kind OPERATIONS: `{operation, args: {input}}` runs the mutation of that name, which the path may name instead, and its
 * payload is the answer, unchanged. The token is the only credential. Refuses by BODY_NOT_JSON, BODY_NOT_OBJECT, OPERATION_UNKNOWN,
 * ARGS_MISSING.
 */
export function operationsKind(documents: ReadonlyMap<string, OperationDocument>): HookKind {
  const operations = [...documents.keys()].join(', ');
  return {
    authenticate: () => undefined,
    parse(_, request, body) {
      const parsed = parseJson(body);
      const name = isObject(parsed) ? (request.operation ?? parsed.operation) : undefined;
      if (!isObject(parsed) || typeof name !== 'string') throw refusal('BODY_NOT_OBJECT', { operations });
      const operation = documents.get(name);
      if (!operation) throw refusal('OPERATION_UNKNOWN', { operation: JSON.stringify(name.slice(0, 100)), operations });
      const input = isObject(parsed.args) ? parsed.args.input : undefined;
      if (!isObject(input)) throw refusal('ARGS_MISSING', {});
      return { operation, input };
    },
    toAnswer: (payload) => ({ status: 200, headers: {}, body: payload }),
  };
}
