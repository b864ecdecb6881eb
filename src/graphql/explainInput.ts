import {
  BREAK,
  GraphQLError,
  isInputType,
  Kind,
  TypeInfo,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Refusal } from '../errors';
import { findInputFault } from '../relay/findInputFault';

/** Gives errors of values that do not fit their types the form of all other refusals: code BAD_USER_INPUT, and the path of the value. */
export const explainInput: Plugin = {
  onValidate: ({ params }) => {
    return ({ valid, setResult }) => {
      // envelop has no types for these.
      const { schema, documentAST } = params as { schema: GraphQLSchema; documentAST: DocumentNode };
      const error = valid ? null : findFaultyLiteral(schema, documentAST);
      if (error) setResult([error]);
    };
  },
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      // Without data nothing was executed: the variables did not fit.
      if (Symbol.asyncIterator in result || result.data !== undefined || !result.errors) return;
      const fault = findFaultyVariable(args);
      if (fault) setResult({ errors: [fault] });
    },
  }),
};

function findFaultyVariable({ schema, document, operationName, variableValues }: ExecutionArgs): GraphQLError | null {
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION || (operationName && operation.name?.value !== operationName)) continue;
    for (const { variable, type } of operation.variableDefinitions ?? []) {
      const inputType = typeFromAST(schema, type);
      const value = variableValues?.[variable.name.value];
      if (value === undefined || !isInputType(inputType)) continue;
      const fault = findInputFault(variable.name.value, value, inputType);
      if (fault) return toError(fault);
    }
  }
  return null;
}

/** The first argument in the document that does not fit. One with variables in it is left out: they are not known here. */
function findFaultyLiteral(schema: GraphQLSchema, document: DocumentNode): GraphQLError | null {
  const types = new TypeInfo(schema);
  let error: GraphQLError | null = null;
  const enter = {
    Argument(node: ASTNode & { kind: Kind.ARGUMENT }) {
      const type = types.getInputType();
      if (!type || hasVariable(node.value)) return undefined;
      const fault = findInputFault(node.name.value, valueFromASTUntyped(node.value), type);
      if (!fault) return undefined;
      error = toError(fault, node.value);
      return BREAK;
    },
  };
  visit(document, visitWithTypeInfo(types, enter));
  return error;
}

function hasVariable(value: ASTNode): boolean {
  let found = false;
  visit(value, {
    Variable() {
      found = true;
      return BREAK;
    },
  });
  return found;
}

function toError({ message, code, details }: Refusal, node?: ASTNode): GraphQLError {
  return new GraphQLError(message, { ...(node && { nodes: node }), extensions: { ...details, code } });
}
