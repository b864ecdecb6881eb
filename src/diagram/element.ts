/** Markup that was escaped where it was made. */
export type Markup = string & { readonly __markup: true };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// What no XML document may hold, not even escaped.
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A text as XML has it, inside elements and attributes alike. Characters that XML does not know become U+FFFD. */
export function escapeXml(text: string): Markup {
  return text.replace(impossible, '\ufffd').replace(/[&<>"]/g, (character) => entities[character] ?? character) as Markup;
}

/** An element of these attributes around children: texts are escaped, elements are not. */
export function element(name: string, attributes: Record<string, string | number>, ...children: Markup[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return `<${name}${written.join('')}>${children.join('')}</${name}>` as Markup;
}

/** A length in pixels with one decimal. */
export function round(length: number): number {
  return Math.round(length * 10) / 10;
}
