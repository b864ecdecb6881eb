import { XMLParser } from 'fast-xml-parser';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { betweenPasses } from '../../input/decodeBody';
import { decodeUtf8, toUtf8 } from '../../input/toUtf8';
import { limits } from '../../limits';

const { jsonLevels, jsonValues } = limits;

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
 * but text is that text. Throws BODY_UNREADABLE, also for a DOCTYPE, and INPUT_EXCESSIVE beyond the bounds of JSON.
 */
export async function readXml(body: Buffer): Promise<Json> {
  const bytes = decodeUtf8(body) === null ? await toUtf8(body, `text/xml; charset=${declaredIn(body)}`) : body;
  const text = decodeUtf8(bytes);
  if (text === null) throw unreadable('it is not UTF-8, and declares no other charset');
  if (/<!DOCTYPE/i.test(text)) throw unreadable('it has a DOCTYPE: send it without');
  checkBounds(text);
  await betweenPasses(body);
  try {
    return parser.parse(text, true) as Json;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message.slice(0, 200) : 'it is not well formed');
  }
}

/** The encoding of the XML declaration, which is ASCII in all that do not say it otherwise. */
function declaredIn(body: Buffer): string {
  return /^<\?xml[^>]{0,100}?encoding=["']([\w.-]{1,40})["']/.exec(body.toString('latin1', 0, 200))?.[1] ?? 'utf-8';
}

/** Counts tags, attributes and levels in one pass: the parser takes any number, and calls itself for each level. */
function checkBounds(text: string): void {
  let [values, level] = [0, 0];
  for (const [tag] of text.matchAll(/<!--|<!\[CDATA\[|<\/|<[^?!\s<>]|\/>|=/g)) {
    if (tag === '</' || tag === '/>') level -= 1;
    else values += 1;
    if (tag.length === 2 && tag !== '</' && tag !== '/>') level += 1;
    if (level > jsonLevels.value)
      throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: `nests deeper than ${jsonLevels.value} levels` });
    if (values > jsonValues.value)
      throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: `has more than ${jsonValues.value} values` });
  }
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
