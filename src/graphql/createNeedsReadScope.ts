import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';

/** What an object is called. A mutation returns it without `read`, so that a program can go on with what it made. */
const names: ReadonlySet<string> = new Set(['__typename', 'id', 'uuid', 'name', 'userName', 'version']);

/**
 * Returns a function that tells whether a mutation's payload is asked for more than the mutation itself returns: for a field, other than
 * the names above, of an object that queries can reach. It reads the selection, so it is known before anything is written.
 */
export function createNeedsReadScope(schema: GraphQLSchema): (info: GraphQLResolveInfo) => boolean {
  const readable = typesReachedFrom(schema, [schema.getQueryType(), schema.getSubscriptionType()]);

  function needsReadScope(info: GraphQLResolveInfo, type: GraphQLNamedType, nodes: GraphQLResolveInfo['fieldNodes']): boolean {
    if (isLeafType(type)) return false;
    // Interfaces and unions lead to objects of queries.
    if (!isObjectType(type)) return true;
    const selected = collectSubfields(info.schema, info.fragments, info.variableValues, type, nodes);
    const fields = [...selected.values()];
    if (readable.has(type)) return fields.some(([node]) => !names.has(node?.name.value ?? ''));
    return fields.some((subnodes) => {
      const field = type.getFields()[subnodes[0]?.name.value ?? ''];
      return field !== undefined && needsReadScope(info, getNamedType(field.type), subnodes);
    });
  }

  return (info) => needsReadScope(info, getNamedType(info.returnType), info.fieldNodes);
}

/** All types that these lead to, with those themselves. */
function typesReachedFrom(schema: GraphQLSchema, roots: readonly (GraphQLNamedType | null | undefined)[]): ReadonlySet<GraphQLNamedType> {
  const reached = new Set<GraphQLNamedType>();
  const open = [...roots];
  while (open.length > 0) {
    const type = open.pop();
    if (!type || isLeafType(type) || reached.has(type)) continue;
    reached.add(type);
    if (isObjectType(type)) open.push(...Object.values(type.getFields()).map((field) => getNamedType(field.type)));
    else if (isAbstractType(type)) open.push(...schema.getPossibleTypes(type));
  }
  return reached;
}
