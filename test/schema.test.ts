import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';
import type { GraphQLField, GraphQLInputField } from 'graphql';
import { createSchema, typeDefs } from '../src/graphql/createSchema';
import { operations } from '../src/generated/operations';
import { mutationResolvers } from '../src/graphql/mutationResolvers';

interface Described {
  description?: string | null | undefined;
}

/** Every element of the schema that could have a description, by its coordinate. */
function elementsOf(sdl: string): [string, Described][] {
  const schema = buildSchema(sdl);
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  return [
    ...types.flatMap((type): [string, Described][] => {
      const inside: [string, Described][] = [[type.name, type]];
      if (isEnumType(type)) for (const value of type.getValues()) inside.push([`${type.name}.${value.name}`, value]);
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return inside;
      for (const field of Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields())) {
        inside.push([`${type.name}.${field.name}`, field]);
        if ('args' in field) for (const argument of field.args) inside.push([`${type.name}.${field.name}(${argument.name}:)`, argument]);
      }
      return inside;
    }),
    ...directives.map((directive): [string, Described] => [`@${directive.name}`, directive]),
  ];
}

describe('schema.graphql', () => {
  it('describes every element', () => {
    const elements = elementsOf(typeDefs);
    expect(elements.length).toBeGreaterThan(300);
    expect(elements.filter(([, { description }]) => !description?.trim()).map(([name]) => name)).toEqual([]);
  });

  it('gives every mutation one input, with clientMutationId, and a payload that echoes it', () => {
    const schema = buildSchema(typeDefs);
    const mutations = Object.values(schema.getMutationType()!.getFields());
    const echoed = (type: string) => {
      const named = schema.getType(type);
      return isObjectType(named) || isInputObjectType(named) ? named.getFields()['clientMutationId']?.type.toString() : undefined;
    };
    expect(
      mutations.map(({ name, args, type }) => [
        name,
        type.toString(),
        echoed(type.toString()),
        ...args.map((one) => [one.name, one.type.toString(), echoed(one.type.toString().slice(0, -1))]),
      ]),
    ).toEqual(
      mutations.map(({ name }) => {
        const pascal = name.charAt(0).toUpperCase() + name.slice(1);
        return [name, `${pascal}Payload`, 'String', ['input', `${pascal}Input!`, 'String']];
      }),
    );
  });

  it('gives every connection its pages both ways', () => {
    const schema = buildSchema(typeDefs);
    const fields = Object.values(schema.getTypeMap()).flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()) : []));
    const connections = fields.filter(({ type }) => type.toString().endsWith('Connection!'));
    expect(connections.length).toBeGreaterThan(5);
    expect(connections.filter(({ args }) => ['first', 'after', 'last', 'before'].some((name, n) => args[n]?.name !== name))).toEqual([]);
  });
});

describe('createSchema', () => {
  it.each([
    [
      'a mutation has no operation',
      typeDefs.replace('type Mutation {', 'type Mutation {\n  "New." flyToMoon(input: DeleteGroupInput!): DeleteGroupPayload!'),
      operations,
      /flyToMoon/,
    ],
    [
      'a mutation without arguments has none either',
      typeDefs.replace('type Mutation {', 'type Mutation {\n  "New." flyToMoon: DeleteGroupPayload!'),
      operations,
      /flyToMoon/,
    ],
    ['an operation has no mutation', typeDefs, { ...operations, flyToMoon: { run: () => Promise.resolve({}) } }, /flyToMoon/],
    [
      'an operation of the administration is not audited',
      typeDefs,
      { ...operations, createUser: { ...operations.createUser, audited: undefined } },
      /createUser is not audited under its own name/,
    ],
  ])('does not start when %s', (_, sdl, all, message) => {
    expect(() => createSchema(sdl, all as never)).toThrow(message);
  });

  it('starts with all operations that there are', () => {
    expect(Object.keys(mutationResolvers(operations)).sort()).toEqual(Object.keys(createSchema().getMutationType()!.getFields()).sort());
  });
});
