import {
  getDirectiveValues,
  getNamedType,
  isInputType,
  isObjectType,
  parse,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Hook } from '../store/load/loadHook';

/** A mutation that hooks may call, ready to be run. */
export interface OperationDocument {
  name: string;
  document: DocumentNode;
  inputType: GraphQLInputType;
  payloadType: GraphQLObjectType;
}

/**
 * The mutations that the schema marks with `@webhook` for hooks of this kind, each with a document that asks for every field of its
 * payload that hooks answer. Throws where one has another form. That the documents are valid is held by a test.
 */
export function operationDocuments(schema: GraphQLSchema, kind: Hook['kind']): ReadonlyMap<string, OperationDocument> {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  const directive = schema.getDirective('webhook');
  const callable = fields.filter(({ astNode }) => directive && astNode && getDirectiveValues(directive, astNode)?.kind === kind);
  return new Map(
    callable.map(({ name, type, args }) => {
      const inputType = args.find((arg) => arg.name === 'input')?.type;
      const payloadType = getNamedType(type);
      if (!isInputType(inputType) || !isObjectType(payloadType)) throw new Error(`${name} takes no input, or gives no object`);
      const document = parse(`mutation ${name}($input: ${inputType.toString()}) { ${name}(input: $input) ${selection(payloadType)} }`);
      return [name, { name, document, inputType, payloadType }];
    }),
  );
}

/** The mutation of that name for hooks of this kind. Throws where the schema has none. */
export function operationOf(schema: GraphQLSchema, kind: Hook['kind'], name: string): OperationDocument {
  const operation = operationDocuments(schema, kind).get(name);
  if (!operation) throw new Error(`The schema has no ${name} for hooks of kind ${kind}`);
  return operation;
}

/** All fields of the type, and of the types below it, but for `@notInHooks`. Payloads that callers get whole do not nest in circles. */
function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const answered = Object.values(named.getFields()).filter(
    ({ astNode }) => !astNode?.directives?.some(({ name }) => name.value === 'notInHooks'),
  );
  const fields = answered.map((field) => `${field.name} ${selection(field.type)}`);
  return `{ ${fields.join(' ')} }`;
}
