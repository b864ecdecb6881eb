/** An element of a document, its text unescaped. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const token = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)>|([^<]+)/y;
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function unescape(text: string): string {
  if (impossible.test(text)) throw new Error(`No character of XML in ${JSON.stringify(text)}`);
  if (/&(?!(amp|lt|gt|quot);)/.test(text)) throw new Error(`Not escaped: ${text}`);
  return text.replace(/&(\w+);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name]!);
}

/** Parses XML without comments, declarations and empty-element tags; throws for what is not well-formed. */
export function parseXml(xml: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const [found, slash, name = '', attributes = '', text] = token.exec(xml) ?? [];
    const inner = open.at(-1)!;
    if (found === undefined) throw new Error(`Not well-formed: ${xml.slice(at, at + 60)}`);
    if (text !== undefined) {
      if (inner === root || text.includes(']]>')) throw new Error(`No text may stand there: ${text}`);
      inner.text += unescape(text);
    } else if (slash) {
      if (open.pop()!.name !== name) throw new Error(`${name} is closed and was not opened`);
    } else {
      const pairs = [...attributes.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescape(value)] as const);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`An attribute twice:${attributes}`);
      const element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      inner.children.push(element);
      open.push(element);
    }
  }
  if (open.length > 1 || root.children.length !== 1) throw new Error('Not one element');
  return root.children[0]!;
}

/** All elements of that name in it, outermost first. */
export function findAll(element: XmlElement, name: string): XmlElement[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => findAll(child, name))];
}
