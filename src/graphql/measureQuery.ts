import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { getArgumentValues, getVariableValues } from 'graphql/execution/values';
import { refusal } from '../errors';
import { limits } from '../limits';
import { defaultPageSize } from '../relay/readPageArgs';

const maxSelections = limits.graphqlSelections.value;

/** What one operation may ask for. */
export interface QueryLimits {
  maxDepth: number;
  maxCost: number;
  maxAliases: number;
}

type Fields = ReturnType<typeof collectFields>;

interface Size {
  cost: number;
  aliases: number;
}

/** How many items a list without pages counts for, such as the fields of a form. */
const defaultListSize = 10;

/**
 * Throws DEPTH_EXCEEDED, COST_EXCEEDED, ALIASES_EXCEEDED or SELECTIONS_EXCEEDED where an operation asks for more. It counts what would be executed:
 * fragments written out, equal fields once, without what `@skip` and `@include` leave out, and full pages of the size that is given as a
 * literal, a variable, its default, or not at all. Cost is the number of fields in the answer, and of items in its lists. Of the schema itself (`__schema`) only
 * aliases count. Values of variables that do not fit are left to the execution.
 */
export function measureQuery(
  args: Pick<ExecutionArgs, 'schema' | 'document' | 'variableValues'>,
  operation: OperationDefinitionNode,
  { maxDepth, maxCost, maxAliases }: QueryLimits,
): void {
  const { schema, document } = args;
  const root = schema.getRootType(operation.operation);
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {}, { maxErrors: 1 });
  if (!root || !coerced) return;
  const variables = coerced;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  let selections = 0;

  /** The size of one object with these fields; `pageSize` is that of the connection that it is, null for anything else. */
  function sizeOf(type: GraphQLObjectType, fields: Fields, level: number, pageSize: number | null): Size {
    const size = { cost: 0, aliases: 0 };
    for (const nodes of fields.values()) {
      const [node] = nodes;
      if (!node) continue;
      if (level > maxDepth) throw refusal('DEPTH_EXCEEDED', { limit: maxDepth });
      // However often fragments multiply, this ends.
      selections += 1;
      if (selections > maxSelections) throw refusal('SELECTIONS_EXCEEDED', { limit: maxSelections });
      const { cost, aliases } = sizeOfField(type, node, nodes, level, pageSize);
      size.cost += cost;
      size.aliases += aliases + (node.alias && node.alias.value !== node.name.value ? 1 : 0);
    }
    return size;
  }

  function sizeOfField(
    type: GraphQLObjectType,
    node: FieldNode,
    nodes: readonly FieldNode[],
    level: number,
    pageSize: number | null,
  ): Size {
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find(({ name }) => name === node.name.value);
    const field = meta ?? type.getFields()[node.name.value];
    const below = field && getNamedType(field.type);
    if (!below || isLeafType(below)) return { cost: 1, aliases: 0 };
    if (meta) return { ...sizeBelow(below, nodes, -Infinity, null), cost: 0 };
    const [count, ownPageSize] = countsOf(field, node, pageSize);
    const { cost, aliases } = sizeBelow(below, nodes, level + 1, ownPageSize);
    return { cost: 1 + (count === null ? cost : count * (1 + cost)), aliases };
  }

  /** The size of what a field leads to; of the type for which it is largest, where it can be of several. */
  function sizeBelow(type: GraphQLNamedType, nodes: readonly FieldNode[], level: number, pageSize: number | null): Size {
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    const sizes = types.map((one) => sizeOf(one, collectSubfields(schema, fragments, variables, one, nodes), level, pageSize));
    return { cost: Math.max(0, ...sizes.map(({ cost }) => cost)), aliases: Math.max(0, ...sizes.map(({ aliases }) => aliases)) };
  }

  /** Returns how many objects a field gives in a list, null for one alone; and the size of the page where it is a connection. */
  function countsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, pageSize: number | null): [number | null, number | null] {
    const given = argumentsOf(field, node);
    if (field.args.some(({ name }) => name === 'first')) {
      const size = Number(given.first ?? given.last ?? defaultPageSize);
      return [null, Math.min(Math.max(size, 1), limits.pageSize.value)];
    }
    if (!isListType(getNullableType(field.type))) return [null, null];
    return [pageSize ?? (Array.isArray(given.ids) ? given.ids.length : defaultListSize), null];
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Record<string, unknown> {
    try {
      return getArgumentValues(field, node, variables);
    } catch {
      return {};
    }
  }

  const { cost, aliases } = sizeOf(root, collectFields(schema, fragments, variables, root, operation.selectionSet), 1, null);
  if (aliases > maxAliases) throw refusal('ALIASES_EXCEEDED', { limit: maxAliases });
  if (cost > maxCost) throw refusal('COST_EXCEEDED', { limit: maxCost });
}
