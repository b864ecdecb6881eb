import { XMLParser } from 'fast-xml-parser';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { betweenPasses } from '../../input/decodeBody';
import { decodeUtf8, toUtf8 } from '../../input/toUtf8';
import { limits } from '../../limits';

const { jsonFields, jsonLevels, xmlBytes, xmlValues } = limits;
const maxName = limits.xmlNameCharacters.value;
const maxSpaces = limits.xmlSpaces.value;

/** Entities stay as they are written: the five of XML itself and characters by number are replaced afterwards. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  tagValueProcessor: (_, value) => unescape(value),
  attributeValueProcessor: (_, value) => unescape(value),
});

/**
 * Resolves to what XML says: an object by the name of the root. Attributes begin with `@`, repeated elements are a list, an element with nothing
 * but text is that text. Throws BODY_UNREADABLE, also for a DOCTYPE, BODY_TOO_LARGE, and INPUT_EXCESSIVE for too many levels or values.
 */
export async function readXml(body: Buffer): Promise<Json> {
  const bytes = decodeUtf8(body) === null ? await toUtf8(body, `text/xml; charset=${declaredIn(body)}`) : body;
  const text = decodeUtf8(bytes);
  if (text === null) throw unreadable('it is not UTF-8, and declares no other charset');
  if (bytes.length > xmlBytes.value) throw refusal('BODY_TOO_LARGE', { limit: xmlBytes.value });
  if (/<!DOCTYPE/i.test(text)) throw unreadable('it has a DOCTYPE: send it without');
  const bounded = checkBounds(text);
  await betweenPasses(body);
  try {
    return parser.parse(bounded, true) as Json;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message.slice(0, 200) : 'it is not well formed');
  }
}

/** The encoding of the XML declaration, which is ASCII in all that do not say it otherwise. */
function declaredIn(body: Buffer): string {
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
  let [values, level, end] = [0, 0, 0];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', end)) {
    kept.push(text.slice(end, at));
    const section = sections.find(([begin]) => text.startsWith(begin, at));
    if (section) {
      end = endOf(text, at, section[1]);
      values += 1;
      if (section[0] === '<![CDATA[') kept.push(text.slice(at, end));
    } else {
      const tag = readTag(text, at);
      end = tag.end;
      values += tag.values;
      level += tag.step;
      kept.push(text.slice(at, end));
    }
    if (level > jsonLevels.value)
      throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: `nests deeper than ${jsonLevels.value} levels` });
    if (values > xmlValues.value) throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: `has more than ${xmlValues.value} values` });
  }
  return kept.join('') + text.slice(end);
}

function endOf(text: string, at: number, sign: string): number {
  const end = text.indexOf(sign, at);
  if (end < 0) throw unreadable(`${sign} is missing`);
  return end + sign.length;
}

/**
 * Where a tag ends, how many values it has at most, and whether it leads a level down or up. What is in quotes counts as well, since the parser
 * sees other quotes where there are stray ones; and it takes long names and many spaces in quadratic time.
 */
function readTag(text: string, from: number): { end: number; values: number; step: number } {
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
