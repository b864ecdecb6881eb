import { isInputObjectType, getNullableType, type GraphQLSchema } from 'graphql';
import { suggestionList } from 'graphql/jsutils/suggestionList';
import { isObject } from '../modules/guards';
import { refusal } from '../errors';
import type { HookKind, KindDeps } from './hookKind';
import { operationDocuments, type OperationDocument } from './operationDocuments';

type Body = Record<string, unknown>;

/**
 * Hooks of kind OPERATIONS: `{operation, args: {input}}` runs the mutation of that name, and its payload is the answer, unchanged. The path
 * can name the operation too, but not instead of a body that is signed. Refuses by BODY_NOT_OBJECT, OPERATION_UNKNOWN,
 * OPERATION_UNSIGNED, REFERENCES_DISAGREE, ARGS_MISSING, DELEGATION_UNSUPPORTED, INPUT_INVALID.
 */
export function operationsKind(_: KindDeps, schema: GraphQLSchema): HookKind {
  const documents = operationDocuments(schema, 'OPERATIONS');
  const operations = [...documents.keys()].join(', ');

  /** The operation of that name, whose first letter can be a capital as well. */
  function getOperation(name: string): OperationDocument {
    const spelled = name.charAt(0).toLowerCase() + name.slice(1);
    const operation = documents.get(spelled);
    if (operation) return operation;
    const [suggestion] = name.length <= 100 ? suggestionList(spelled, [...documents.keys()]) : [];
    const quoted = JSON.stringify(name.slice(0, 100));
    throw refusal('OPERATION_UNKNOWN', { operation: suggestion ? `${quoted} (did you mean ${suggestion}?)` : quoted, operations });
  }

  function readOperation(body: Body, inPath: string | null, isSigned: boolean): OperationDocument {
    const { operation: inBody = null } = body;
    const name = inBody ?? inPath;
    if (typeof name !== 'string') throw refusal('BODY_NOT_OBJECT', { operations });
    const operation = getOperation(name);
    if (inPath === null) return operation;
    if (inBody === null && isSigned) throw refusal('OPERATION_UNSIGNED', { operation: operation.name });
    if (getOperation(inPath) !== operation) throw refusal('REFERENCES_DISAGREE', { first: 'The path', second: '"operation" in the body' });
    return operation;
  }

  return {
    authenticate: () => undefined,
    parse({ signature }, request, { body: parsed }) {
      if (!isObject(parsed)) throw refusal('BODY_NOT_OBJECT', { operations });
      const operation = readOperation(parsed, request.operation, signature !== null);
      const input = isObject(parsed.args) ? parsed.args.input : undefined;
      if (!isObject(parsed.args) || !isObject(input)) throw refusal('ARGS_MISSING', {});
      refuseExtraFields(operation, parsed.args, parsed);
      return { operation, input: withoutDelegation(operation, input) };
    },
    toAnswer: (payload) => ({ status: 200, headers: {}, body: payload }),
  };
}

function fieldsOf({ inputType }: OperationDocument): object {
  const type = getNullableType(inputType);
  return isInputObjectType(type) ? type.getFields() : {};
}

/** The input of an operation that cannot be delegated without a delegator that is null. One that is named is refused in our words. */
function withoutDelegation(operation: OperationDocument, input: Body): Body {
  const fields = fieldsOf(operation);
  const unsupported = ['onBehalfOf', 'onBehalfOfUserName'].filter((name) => Object.hasOwn(input, name) && !Object.hasOwn(fields, name));
  if (unsupported.length === 0) return input;
  const given = unsupported.find((name) => input[name] !== null);
  if (given !== undefined) throw refusal('DELEGATION_UNSUPPORTED', { operation: operation.name, field: given });
  return Object.fromEntries(Object.entries(input).filter(([name]) => !unsupported.includes(name)));
}

/** Refuses what would be lost: anything beside `input`, and a field of the input that stands beside `args`. */
function refuseExtraFields(operation: OperationDocument, args: Body, body: Body): void {
  const fields = fieldsOf(operation);
  const inArgs = Object.keys(args).find((name) => name !== 'input');
  const inBody = Object.keys(body).find((name) => Object.hasOwn(fields, name));
  const [path, name] = inArgs === undefined ? ['body', inBody] : ['args', inArgs];
  if (name === undefined) return;
  const reason = `${JSON.stringify(name.slice(0, 100))} is not allowed here: move it to "args": {"input": {…}}, or remove it`;
  throw refusal('INPUT_INVALID', { path, reason });
}
