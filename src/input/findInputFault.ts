import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLScalarType,
} from 'graphql';
import { refusal, type Refusal } from '../errors';
import { cut, isName, textLimitOf } from './texts';
import { describeLoss, losesDigits } from './losesDigits';

type Path = readonly (string | number)[];

/** What a value is used for: the name of its field or argument, and the input type that has the field (null for an argument). */
export interface Use {
  field: string;
  parent: string | null;
}

/** Where a value stands. */
interface Location extends Use {
  path: Path;
}

/** A value that messages quote has at most so many characters. */
const maxQuotedCharacters = 100;
const maxReasonCharacters = 300;
/** Parameters that are told to be faulty at most. */
const maxFields = 100;

/**
 * Returns what is wrong with `values[name]`, the value of an argument or variable, with its path (`parameters[0].dateTimeValue`); null when nothing is. It
 * stands before the library's own check, which prints the whole value for each of its faults: this one walks once, ends at the first
 * fault, quotes nothing long, and measures texts before any pattern meets them. JSON is not walked; in `values`, base64 is replaced by its bytes
 * and names by their NFC. `use` says where a variable is used, if not under its own name.
 */
export function findInputFault(
  values: Record<string, unknown>,
  name: string,
  type: GraphQLInputType,
  use: Use = { field: name, parent: null },
): Refusal | null {
  try {
    checkAt(values, name, type, { path: [], ...use });
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { path, message, fields } = error;
    const location = toText(typeof path[0] === 'string' ? path : [name, ...path]);
    return refusal(
      'INPUT_INVALID',
      { path: location, reason: cut(message, maxReasonCharacters) },
      { path, ...(fields.length > 0 && { fields }) },
    );
  }
}

/** What is wrong with one parameter: its name, and why. */
interface FieldFault {
  name: string;
  message: string;
}

class Fault extends Error {
  constructor(
    readonly path: Path,
    message: string,
    /** Of a fault of parameters: what is wrong with each. */
    readonly fields: readonly FieldFault[] = [],
  ) {
    super(message);
  }
}

/** Checks one value of an object or list, and puts there what is to be used of it. */
function checkAt<Key extends string | number>(values: Record<Key, unknown>, key: Key, type: GraphQLInputType, location: Location): void {
  const checked = check(values[key], type, location);
  if (checked !== values[key]) values[key] = checked;
}

/** The value, or what takes its place: the bytes of base64, a name in NFC. */
function check(value: unknown, type: GraphQLInputType, location: Location): unknown {
  if (value === null || value === undefined) {
    if (isNonNullType(type)) throw new Fault(location.path, `Expected non-nullable type "${type.toString()}" not to be null.`);
    return value;
  }
  const nullable = getNullableType(type);
  if (isInputObjectType(nullable)) return checkObject(value, nullable, location.path);
  if (!isListType(nullable)) return checkLeaf(value, nullable, location);
  const itemType = nullable.ofType;
  // A value alone is a list of one.
  if (!Array.isArray(value)) return check(value, itemType, location);
  const checkItem = (n: number) => checkAt(value as unknown[], n, itemType, { ...location, path: [...location.path, n] });
  if (getNamedType(itemType).name === 'ParameterInput') checkParameters(value, checkItem);
  else for (const n of value.keys()) checkItem(n);
  return value;
}

/** Checks all parameters, so that a form can show what is wrong with each; the message is that of the first. */
function checkParameters(parameters: readonly unknown[], checkItem: (n: number) => void): void {
  let first: Fault | undefined;
  const fields: FieldFault[] = [];
  for (const [n, item] of parameters.entries()) {
    try {
      checkItem(n);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      first ??= error;
      const name = typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string' ? item.name : null;
      if (name !== null && fields.length < maxFields) fields.push({ name: cut(name), message: cut(error.message, maxReasonCharacters) });
    }
  }
  if (first) throw new Fault(first.path, first.message, fields);
}

function checkObject(value: unknown, type: GraphQLInputObjectType, path: Path): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Fault(path, `Expected type "${type.name}" to be an object.`);
  const items = value as Record<string, unknown>;
  // Clients send it along with what they have read; no type has such a field.
  delete items.__typename;
  const fields = type.getFields();
  for (const { name, type: fieldType, defaultValue } of Object.values(fields)) {
    const item = items[name];
    if (item === undefined) {
      if (defaultValue !== undefined || !isNonNullType(fieldType)) continue;
      throw new Fault(path, `Field "${name}" of required type "${fieldType.toString()}" was not provided.`);
    }
    checkAt(items, name, fieldType, { path: [...path, name], field: name, parent: type.name });
  }
  const unknown = Object.keys(items).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) throw new Fault(path, describeUnknown(cut(unknown), type));
  return value;
}

/** Returns what the library says of an unknown field, with the names that were perhaps meant. */
function describeUnknown(field: string, type: GraphQLInputObjectType): string {
  const start = `Field "${field}" is not defined by type "${type.name}".`;
  const faults: string[] = [];
  coerceInputValue({ [field]: null }, type, (_, __, { message }) => faults.push(message));
  return faults.find((message) => message.startsWith(start)) ?? start;
}

function checkLeaf(value: unknown, type: GraphQLScalarType | GraphQLEnumType, { path, field, parent }: Location): unknown {
  const maxCharacters = textLimitOf(field, type.name);
  if (typeof value === 'string' && value.length > maxCharacters) throw new Fault(path, `must be at most ${maxCharacters} characters long`);
  const parsed = parse(value, type, path);
  // A text of base64 is a third larger than its bytes, and need not be kept until the call is answered. The scalar takes both.
  if (type.name === 'Base64') return parsed;
  return type.name === 'String' && isName(field, parent) ? (parsed as string).normalize('NFC') : value;
}

function parse(value: unknown, type: GraphQLScalarType | GraphQLEnumType, path: Path): unknown {
  if (typeof value === 'string' && (type.name === 'Float' || type.name === 'Int') && losesDigits(value))
    throw new Fault(path, type.name === 'Float' ? describeLoss(value) : `not a whole number of 32 bits: ${cut(value, 50)}`);
  // Texts are not quoted: String and ID take each of them.
  const isText = type.name === 'String' || type.name === 'ID';
  const isQuoted = (isSpecifiedScalarType(type) || isEnumType(type)) && !(isText && typeof value === 'string');
  if (isQuoted && (typeof value === 'object' || (typeof value === 'string' && value.length > maxQuotedCharacters)))
    throw new Fault(path, `Expected type "${type.name}".`);
  let parsed: unknown;
  try {
    parsed = type.parseValue(value);
  } catch (error) {
    throw new Fault(path, (error as Error).message);
  }
  if (parsed === undefined) throw new Fault(path, `Expected type "${type.name}".`);
  return parsed;
}

function toText(path: Path): string {
  return path.map((part, n) => (typeof part === 'number' ? `[${part}]` : n === 0 ? part : `.${part}`)).join('');
}
