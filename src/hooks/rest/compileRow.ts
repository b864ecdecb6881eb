import { getNamedType, isInputType, isObjectType, Kind, parse, type FieldNode, type GraphQLSchema } from 'graphql';
import type { OperationDocument } from '../operationDocuments';
import type { RestRow } from './restRows';

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
