import {
  getNamedType,
  isInputObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type ObjectFieldNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Makes literals of input types what variables become when they are checked (`findInputFault`): without `__typename`, which clients send along with what they
 * have read. JSON stays as it is.
 */
export function cleanLiterals(schema: GraphQLSchema): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((...given: Parameters<typeof parseFn>) => {
        const document = parseFn(...given) as DocumentNode;
        return document.loc?.source.body.includes('__typename') ? clean(schema, document) : document;
      });
    },
  };
}

function clean(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  const enter = {
    ObjectField: ({ name }: ObjectFieldNode) =>
      name.value === '__typename' && isInputObjectType(getNamedType(types.getParentInputType())) ? null : undefined,
  };
  return visit(document, visitWithTypeInfo(types, enter));
}
