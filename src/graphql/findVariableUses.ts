import {
  getNamedType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type DocumentNode,
  type GraphQLSchema,
  type ObjectFieldNode,
} from 'graphql';
import type { Use } from '../input/findInputFault';

const known = new WeakMap<DocumentNode, ReadonlyMap<string, Use>>();

/** Returns what the variables of a document are used for, by their names: the first use of each, where it stands for a whole argument or field. */
export function findVariableUses(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, Use> {
  const uses = known.get(document) ?? collectUses(schema, document);
  known.set(document, uses);
  return uses;
}

function collectUses(schema: GraphQLSchema, document: DocumentNode): Map<string, Use> {
  const uses = new Map<string, Use>();
  const types = new TypeInfo(schema);
  const note = ({ name, value }: ArgumentNode | ObjectFieldNode, parent: string | null) => {
    if (value.kind === Kind.VARIABLE && !uses.has(value.name.value)) uses.set(value.name.value, { field: name.value, parent });
  };
  const enter = {
    Argument: (node: ArgumentNode) => note(node, null),
    ObjectField: (node: ObjectFieldNode) => note(node, parentOf(types)),
  };
  visit(document, visitWithTypeInfo(types, enter));
  return uses;
}

/** The name of the input type that has the field at which a visitor is: `JSON` for a field of an object in JSON. */
export function parentOf(types: TypeInfo): string {
  const type = types.getParentInputType();
  return type ? getNamedType(type).name : 'JSON';
}
