import {
  getNamedType,
  isInputObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type DocumentNode,
  type GraphQLSchema,
  type ObjectFieldNode,
  type StringValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Use } from '../input/findInputFault';
import { isName } from '../input/texts';
import { parentOf, findVariableUses } from './findVariableUses';

/** What may have to be cleaned: `__typename`, and characters beyond ASCII, written as they are or as escapes. */
const suspicious = /__typename|\P{ASCII}|\\u/u;

/**
 * Makes literals of input types what variables become when they are checked (`findInputFault`): without `__typename`, which clients send along with what they
 * have read, and with names in NFC. JSON stays as it is.
 */
export function cleanLiterals(schema: GraphQLSchema): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((...given: Parameters<typeof parseFn>) => {
        const document = parseFn(...given) as DocumentNode;
        return suspicious.test(document.loc?.source.body ?? '') ? clean(schema, document) : document;
      });
    },
  };
}

function clean(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  let use: Use = { field: '', parent: null };
  const enter = {
    VariableDefinition({ variable: { name } }: VariableDefinitionNode) {
      use = findVariableUses(schema, document).get(name.value) ?? { field: name.value, parent: null };
    },
    Argument({ name }: ArgumentNode) {
      use = { field: name.value, parent: null };
    },
    ObjectField({ name }: ObjectFieldNode) {
      use = { field: name.value, parent: parentOf(types) };
      return name.value === '__typename' && isInputObjectType(getNamedType(types.getParentInputType())) ? null : undefined;
    },
    StringValue(node: StringValueNode) {
      const type = types.getInputType();
      const isNamed = type && getNamedType(type).name === 'String' && isName(use.field, use.parent);
      return isNamed ? { ...node, value: node.value.normalize('NFC') } : undefined;
    },
  };
  return visit(document, visitWithTypeInfo(types, enter));
}
