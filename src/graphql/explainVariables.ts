import { GraphQLError, isInputType, Kind, typeFromAST, type ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { findInputFault } from '../relay/findInputFault';

/** Gives errors of variables the form of all other refusals: code BAD_USER_INPUT, and the path within the variable. */
export const explainVariables: Plugin = {
  onExecute: ({ args }) => ({
    onExecuteDone({ result, setResult }) {
      // Without data nothing was executed: the variables did not fit.
      if (Symbol.asyncIterator in result || result.data !== undefined || !result.errors) return;
      const fault = findFault(args);
      const errors = fault
        ? [fault]
        : result.errors.map(({ message }: GraphQLError) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } }));
      setResult({ errors });
    },
  }),
};

function findFault({ schema, document, operationName, variableValues }: ExecutionArgs): GraphQLError | null {
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION || (operationName && operation.name?.value !== operationName)) continue;
    for (const { variable, type } of operation.variableDefinitions ?? []) {
      const inputType = typeFromAST(schema, type);
      const value = variableValues?.[variable.name.value];
      if (value === undefined || !isInputType(inputType)) continue;
      const fault = findInputFault(variable.name.value, value, inputType);
      if (fault) return new GraphQLError(fault.message, { extensions: { ...fault.details, code: fault.code } });
    }
  }
  return null;
}
