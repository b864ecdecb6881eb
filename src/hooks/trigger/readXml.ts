import { XMLParser } from 'fast-xml-parser';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { betweenPasses } from '../../input/decodeBody';
import { decodeUtf8, toUtf8 } from '../../input/toUtf8';
import { limits } from '../../limits';

const { jsonFields, jsonLevels, xmlBytes, xmlValues } = limits;
const maxName = limits.xmlNameCharacters.value;
const maxSpaces = limits.xmlSpaces.value;

/** An element or a text, as the parser gives it: its name with what is in it, and its attributes under `:@`. */
type Node = { '#text'?: string; ':@'?: { [name: string]: string } } & { [name: string]: Node[] };

/** Entities stay as they are written: the five of XML itself and characters by number are replaced afterwards. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: '#cdata',
  attributeValueProcessor: (_, value) => unescape(value),
});

/**
 * Resolves to what XML says, and to its text: an object by the name of the root. Attributes begin with `@`, repeated elements are a list, an element
 * with nothing but text is that text. Throws BODY_UNREADABLE, also for a DOCTYPE, BODY_TOO_LARGE, and INPUT_EXCESSIVE for too many levels or values.
 */
export async function readXml(body: Buffer): Promise<{ body: Json; text: string }> {
  const bytes = decodeUtf8(body) === null ? await toUtf8(body, `text/xml; charset=${declaredIn(body)}`) : body;
  const text = decodeUtf8(bytes);
  if (text === null) throw unreadable('it is not UTF-8, and declares no other charset');
  if (bytes.length > xmlBytes.value) throw refusal('BODY_TOO_LARGE', { limit: xmlBytes.value });
  const bounded = checkBounds(text);
  await betweenPasses(body);
  try {
    return { body: toValue(parser.parse(bounded, true) as Node[]), text };
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message.slice(0, 200) : 'it is not well formed');
  }
}

/** Returns what is in an element: its children, its text, then its attributes. A name meets no object of ours: it is a field like any other. */
function toValue(nodes: readonly Node[], attributes: { [name: string]: string } = {}): Json {
  const children = new Map<string, Json[]>();
  let text = '';
  for (const { ':@': own, '#text': words, ...node } of nodes) {
    const [name, inner = []] = Object.entries(node)[0] ?? [];
    if (name === undefined) text += unescape(words ?? '');
    // What it contains is not markup, and no entities.
    else if (name === '#cdata') text += inner[0]?.['#text'] ?? '';
    else {
      const values = children.get(nameOf(name)) ?? [];
      values.push(toValue(inner, own));
      children.set(nameOf(name), values);
    }
  }
  const given = Object.entries(attributes);
  if (children.size === 0 && given.length === 0) return text;
  const fields = [...children].map(([name, values]): [string, Json] => [name, values.length === 1 ? (values[0] ?? null) : values]);
  return Object.fromEntries<Json>([...fields, ...(text === '' ? [] : [['#text', text] as const]), ...given]);
}

/** The parser gives this one name another sign, which no name has. */
const nameOf = (name: string) => (name === '#__proto__' ? '__proto__' : name);

/** The encoding of the XML declaration, which is ASCII in all that do not say it otherwise; of UTF-16 the byte order mark says it. */
function declaredIn(body: Buffer): string {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return /^<\?xml[^>]{0,100}?encoding=["']([\w.-]{1,40})["']/.exec(body.toString('latin1', 0, 200))?.[1] ?? 'utf-8';
}

/** What the parser would skip, and what it takes as it is: how each begins and ends. */
const sections = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
] as const;

/**
 * Counts tags, attributes and levels in one pass: the parser takes any number, and calls itself for each level. Gives the text without comments and
 * instructions, since the parser ends some of them elsewhere.
 */
function checkBounds(text: string): string {
  const kept: string[] = [];
  let [values, level, roots, end] = [0, 0, 0, 0];
  const keepText = (from: number, to: number) => {
    const own = text.slice(from, to);
    if (level === 0 && /\S/.test(own)) throw unreadable('it has text outside of its root element');
    kept.push(own);
  };
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', end)) {
    keepText(end, at);
    const section = sections.find(([begin]) => text.startsWith(begin, at));
    if (section) {
      end = endOf(text, at, section[1]);
      values += 1;
      if (section[0] === '<![CDATA[') kept.push(text.slice(at, end));
    } else {
      const tag = readTag(text, at);
      end = tag.end;
      values += tag.values;
      if (level === 0 && tag.step >= 0) roots += 1;
      if (roots > 1) throw unreadable('it has more than one root element');
      level += tag.step;
      kept.push(text.slice(at, end));
    }
    if (level > jsonLevels.value)
      throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: `nests deeper than ${jsonLevels.value} levels` });
    if (values > xmlValues.value) throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: `has more than ${xmlValues.value} values` });
  }
  keepText(end, text.length);
  if (roots === 0) throw unreadable('it has no root element');
  return kept.join('');
}

function endOf(text: string, at: number, sign: string): number {
  const end = text.indexOf(sign, at);
  if (end < 0) throw unreadable(`${sign} is missing`);
  return end + sign.length;
}

/**
 * Returns where a tag ends, how many values it has at most, and whether it leads a level down or up. What is in quotes counts as well, since the parser
 * sees other quotes where there are stray ones; and it takes long names and many spaces in quadratic time.
 */
function readTag(text: string, from: number): { end: number; values: number; step: number } {
  if (/^<!DOCTYPE/i.test(text.slice(from, from + 9))) throw unreadable('it has a DOCTYPE: send it without');
  if (text.charAt(from + 1) === '!') throw unreadable('<! begins neither a comment nor CDATA');
  let [at, gaps, equals, spaces, quote] = [from + 1, 0, 0, 0, ''];
  for (; at < text.length && (quote !== '' || text.charAt(at) !== '>'); at += 1) {
    const sign = text.charAt(at);
    spaces = /\s/.test(sign) ? spaces + 1 : 0;
    if (spaces === 1) gaps += 1;
    if (sign === '=') equals += 1;
    if (spaces > maxSpaces) throw unreadable(`more than ${maxSpaces} spaces in a row within a tag`);
    if (gaps === 0 && at - from > maxName) throw unreadable(`a name has more than ${maxName} characters`);
    if (quote === sign) quote = '';
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
  }
  if (equals > jsonFields.value)
    throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: `has more than ${jsonFields.value} attributes in a tag` });
  const isEmpty = text.charAt(at - 1) === '/';
  const step = text.charAt(from + 1) === '/' ? -1 : isEmpty ? 0 : 1;
  return { end: at + 1, values: Math.max(gaps, equals) + (step < 0 ? 0 : 1), step };
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
    },
  );
}

const unreadable = (reason: string) => refusal('BODY_UNREADABLE', { format: 'XML', reason });
