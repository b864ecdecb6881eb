import {
  BREAK,
  defaultFieldResolver,
  execute,
  getOperationAST,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  locatedError,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { getArgumentValues, getVariableValues } from 'graphql/execution/values';

/** A field of an answer. It is worked out once for all calls of a document. */
interface Field {
  /** Its name in the answer. */
  key: string;
  nodes: readonly FieldNode[];
  parent: GraphQLObjectType;
  definition: GraphQLField<unknown, unknown>;
  isNullable: boolean;
  /** What is selected of the object to which it leads, by the type of that. */
  below?: Map<GraphQLObjectType, Selection>;
}

/** The fields of an object, and an object that has their names, to be copied: that costs less than to add them one by one. */
interface Selection {
  fields: Field[];
  empty: Record<string, unknown>;
}

/** A query whose calls all execute the same fields. */
interface Plan {
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  selection: Selection;
  /** How many fields it has, as far as they are worked out. */
  size: number;
}

/** Where a value stands in the answer. */
interface Place {
  into: Record<string | number, unknown>;
  key: string | number;
  isNullable: boolean;
  /** Whether a null that was not allowed below has replaced it: what comes later for it is left out. */
  isReplaced: boolean;
  above: Place | null;
}

/** Null for an operation that graphql-js executes. */
const plans = new WeakMap<OperationDefinitionNode, Plan | null>();

/**
 * Gives the same answers as `execute` of graphql-js, which works out the fields of each object in each call again, and makes some ten
 * promises for each value that it waits for. A query without directives is executed by a plan that all calls of its document share, anything else
 * by graphql-js.
 */
export function executeQuery(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
  const operation = getOperationAST(args.document, args.operationName);
  let plan = operation ? plans.get(operation) : null;
  if (operation && plan === undefined) plans.set(operation, (plan = toPlan(args, operation)));
  if (!plan) return execute(args);
  const { coerced, errors } = getVariableValues(args.schema, plan.operation.variableDefinitions ?? [], args.variableValues ?? {}, {
    maxErrors: 50,
  });
  return coerced ? executePlan(args, plan, coerced) : { errors };
}

function toPlan({ schema, document }: ExecutionArgs, operation: OperationDefinitionNode): Plan | null {
  const root = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !root || isSpecial(document)) return null;
  const fragments: Plan['fragments'] = {};
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  const selection = toSelection(root, collectFields(schema, fragments, {}, root, operation.selectionSet));
  return { operation, fragments, selection, size: selection.fields.length };
}

/** Returns whether variables may leave out fields, or a field has a name that objects give a meaning. */
function isSpecial(document: DocumentNode): boolean {
  let found = false;
  const stop = () => {
    found = true;
    return BREAK;
  };
  visit(document, { Directive: stop, Name: ({ value }) => (value === '__proto__' ? stop() : undefined) });
  return found;
}

function toSelection(parent: GraphQLObjectType, selected: ReadonlyMap<string, readonly FieldNode[]>): Selection {
  const fields = [...selected].flatMap(([key, nodes]): Field[] => {
    const name = nodes[0]?.name.value ?? '';
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].find((one) => one.name === name);
    const definition = meta ?? parent.getFields()[name];
    return definition ? [{ key, nodes, parent, definition, isNullable: !isNonNullType(definition.type) }] : [];
  });
  return { fields, empty: Object.fromEntries(fields.map(({ key }) => [key, undefined])) };
}

function executePlan(
  { schema, document, contextValue, rootValue }: ExecutionArgs,
  plan: Plan,
  variableValues: Record<string, unknown>,
): ExecutionResult | Promise<ExecutionResult> {
  const { operation, fragments } = plan;
  const errors: GraphQLError[] = [];
  /** What a field is asked with: the same for all objects of a call. */
  const calls = new Map<Field, { args: Record<string, unknown>; info: GraphQLResolveInfo }>();
  const answer: Record<string, unknown> = {};
  let waiting = 1;
  let finish = (): void => undefined;

  function toCall({ key, nodes, parent, definition }: Field) {
    const path = { prev: undefined, key, typename: parent.name };
    return {
      args: getArgumentValues(definition, nodes[0] as FieldNode, variableValues),
      info: {
        fieldName: definition.name,
        fieldNodes: nodes,
        returnType: definition.type,
        parentType: parent,
        path,
        schema,
        fragments,
        rootValue,
        operation,
        variableValues,
      },
    };
  }

  function resolve(field: Field, source: unknown): unknown {
    let call = calls.get(field);
    if (!call) calls.set(field, (call = toCall(field)));
    return (field.definition.resolve ?? defaultFieldResolver)(source, call.args, contextValue, call.info);
  }

  function fail(error: unknown, field: Field, place: Place): void {
    for (let one: Place | null = place; one; one = one.above) if (one.isReplaced) return;
    errors.push(locatedError(error, field.nodes, pathOf(place)));
    let lost = place;
    while (!lost.isNullable && lost.above) lost = lost.above;
    lost.into[lost.key] = null;
    lost.isReplaced = true;
  }

  function settle(): void {
    waiting -= 1;
    if (waiting === 0) finish();
  }

  function putFields({ fields, empty }: Selection, source: unknown, above: Place): void {
    const into = { ...empty };
    // Before its fields: the null of one of them may replace it.
    above.into[above.key] = into;
    for (const field of fields) {
      const place = { into, key: field.key, isNullable: field.isNullable, isReplaced: false, above };
      try {
        put(resolve(field, source), field.definition.type, field, place);
      } catch (error) {
        fail(error, field, place);
      }
    }
  }

  /** Puts a value into its place, a promised one once it is there. Throws what is wrong with a value that is there. */
  function put(value: unknown, type: GraphQLOutputType, field: Field, place: Place): void {
    if (!isPromise(value)) {
      complete(value, type, field, place);
      return;
    }
    waiting += 1;
    value.then(
      (known) => {
        try {
          complete(known, type, field, place);
        } catch (error) {
          fail(error, field, place);
        }
        settle();
      },
      (error: unknown) => {
        fail(error, field, place);
        settle();
      },
    );
  }

  function complete(value: unknown, type: GraphQLOutputType, field: Field, place: Place): void {
    if (value instanceof Error) throw value;
    const inner = isNonNullType(type) ? type.ofType : type;
    if (value === null || value === undefined) putLeaf(null, field, place);
    else if (isLeafType(inner)) putLeaf(inner.serialize(value), field, place);
    else if (isListType(inner)) putItems(value, inner.ofType, field, place);
    else {
      const objectType = isObjectType(inner) ? inner : typeOf(value, inner, calls.get(field)?.info as GraphQLResolveInfo);
      putFields(field.below?.get(objectType) ?? extend(field, objectType), value, place);
    }
  }

  function extend(field: Field, type: GraphQLObjectType): Selection {
    const selection = toSelection(type, collectSubfields(schema, fragments, variableValues, type, field.nodes));
    (field.below ??= new Map()).set(type, selection);
    plan.size += selection.fields.length;
    // Fragments in fragments multiply: what takes far more memory than its document is not kept.
    if (plan.size > (document.loc?.end ?? 0)) plans.delete(operation);
    return selection;
  }

  function putLeaf(value: unknown, { parent, definition }: Field, place: Place): void {
    const isMissing = value === null || value === undefined;
    if (isMissing && !place.isNullable) throw new Error(`Cannot return null for non-nullable field ${parent.name}.${definition.name}.`);
    place.into[place.key] = isMissing ? null : value;
  }

  function putItems(values: unknown, type: GraphQLOutputType, field: Field, above: Place): void {
    if (!Array.isArray(values)) throw new Error(`Expected a list for field ${field.parent.name}.${field.definition.name}.`);
    const into: unknown[] = [];
    above.into[above.key] = into;
    const isNullable = !isNonNullType(type);
    values.forEach((value, key) => {
      const place = { into: into as unknown as Place['into'], key, isNullable, isReplaced: false, above };
      try {
        put(value, type, field, place);
      } catch (error) {
        fail(error, field, place);
      }
    });
  }

  function typeOf(value: unknown, type: GraphQLAbstractType, info: GraphQLResolveInfo): GraphQLObjectType {
    const name = type.resolveType?.(value, contextValue, info, type);
    const found = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(found)) throw new Error(`The type ${type.name} was not resolved`);
    return found;
  }

  putFields(plan.selection, rootValue, { into: answer, key: 'data', isNullable: true, isReplaced: false, above: null });
  const toResult = (): ExecutionResult => ({
    ...(errors.length > 0 && { errors }),
    data: (answer.data ?? null) as Record<string, unknown> | null,
  });
  settle();
  if (waiting === 0) return toResult();
  return new Promise((resolve) => {
    finish = () => resolve(toResult());
  });
}

function pathOf({ key, above }: Place): (string | number)[] {
  // The last one above is that of the whole answer.
  return above ? [...pathOf(above), key] : [];
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
