import {
  BREAK,
  getNamedType,
  isInputType,
  Kind,
  TypeInfo,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type FloatValueNode,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  type IntValueNode,
  type ObjectFieldNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { refusal, type Refusal } from '../errors';
import { findInputFault } from '../input/findInputFault';
import { describeLoss, losesDigits } from '../input/losesDigits';
import { textLimitOf } from '../input/texts';
import { limits } from '../limits';
import type { CallArgs } from './limitQuery';
import { toGraphqlError } from './toGraphqlError';
import { findVariableUses } from './findVariableUses';

/**
 * Checks values against their types before the library does, which prints them whole: literals when the document is validated, variables
 * before it is executed. Errors have the form of all other refusals: code BAD_USER_INPUT, and the path of the value.
 */
export const explainInput: Plugin = {
  onValidate: ({ params }) => {
    return ({ valid, setResult }) => {
      // envelop has no types for these.
      const { schema, documentAST } = params as { schema: GraphQLSchema; documentAST: DocumentNode };
      const error = valid && !hasLongText(documentAST) && !hasLongNumber(documentAST) ? null : findFaultyLiteral(schema, documentAST);
      if (error) setResult([error]);
    };
  },
  onExecute({ args, setResultAndStopExecution }) {
    const fault = findFaultyVariable(args);
    if (fault) setResultAndStopExecution({ errors: [fault] });
  },
  onSubscribe({ args, setResultAndStopExecution }) {
    const fault = findFaultyVariable(args);
    if (fault) setResultAndStopExecution({ errors: [fault] });
  },
};

/** Texts of fields have a largest length, whether or not the document is valid. */
function hasLongText({ loc }: DocumentNode): boolean {
  return (loc?.source.body.length ?? Infinity) > limits.idCharacters.value;
}

/** Returns whether there may be a number whose digits get lost. */
function hasLongNumber({ loc }: DocumentNode): boolean {
  return /[\d.]{16}/.test(loc?.source.body ?? '');
}

/** Returns what is wrong with a variable of a call; null where nothing is. */
export function findFaultyVariable({ schema, document, operationName, variableValues }: CallArgs): GraphQLError | null {
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION || (operationName && operation.name?.value !== operationName)) continue;
    for (const { variable, type } of operation.variableDefinitions ?? []) {
      const inputType = typeFromAST(schema, type);
      const { value: name } = variable.name;
      if (!variableValues || !isInputType(inputType) || variableValues[name] === undefined) continue;
      const fault = findInputFault(variableValues, name, inputType, findVariableUses(schema, document).get(name));
      if (fault) return toGraphqlError(fault);
    }
  }
  return null;
}

/** The first argument in the document that does not fit, or has a text that is too long. Of one with variables in it, which are not known here, only texts are measured. */
function findFaultyLiteral(schema: GraphQLSchema, document: DocumentNode): GraphQLError | null {
  const types = new TypeInfo(schema);
  let error: GraphQLError | null = null;
  const report = (fault: Refusal | null, node: ASTNode) => {
    if (!fault) return undefined;
    error = toGraphqlError(fault, { nodes: node });
    return BREAK;
  };
  let field = '';
  const checkDigits = (node: IntValueNode | FloatValueNode) => {
    const type = types.getInputType();
    const isKept = (type && getNamedType(type).name === 'ID') || !losesDigits(node.value);
    return isKept
      ? undefined
      : report(refusal('INPUT_INVALID', { path: field, reason: describeLoss(node.value) }, { path: [field] }), node);
  };
  const enter = {
    IntValue: checkDigits,
    FloatValue: checkDigits,
    Argument(node: ArgumentNode) {
      field = node.name.value;
      const type = types.getInputType();
      if (!type) return undefined;
      const values = { [node.name.value]: valueFromASTUntyped(node.value) };
      const fault = hasVariable(node.value) ? null : findInputFault(values, node.name.value, type);
      return report(fault ?? findLongText(node, type), node.value);
    },
    ObjectField(node: ObjectFieldNode) {
      field = node.name.value;
      const type = types.getInputType();
      return type ? report(findLongText(node, type), node.value) : undefined;
    },
  };
  visit(document, visitWithTypeInfo(types, enter));
  return error;
}

function findLongText({ name, value }: ArgumentNode | ObjectFieldNode, type: GraphQLInputType): Refusal | null {
  const maxCharacters = textLimitOf(name.value, getNamedType(type).name);
  const texts = value.kind === Kind.LIST ? value.values : [value];
  const isLong = texts.some((text) => text.kind === Kind.STRING && text.value.length > maxCharacters);
  return isLong
    ? refusal('INPUT_INVALID', { path: name.value, reason: `must be at most ${maxCharacters} characters long` }, { path: [name.value] })
    : null;
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
