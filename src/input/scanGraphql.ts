import { limits } from '../limits';

const maxCharacters = limits.graphqlCharacters.value;
const levels = limits.graphqlLevels.value;
const opening = '{[(';
const closing = '}])';
const block = '"""';

/** Returns why a document of GraphQL is refused before it is parsed; null when it is within its bounds. One flat pass, as `scanJson`. */
export function scanGraphql(text: string): string | null {
  if (text.length > maxCharacters) return `has more than ${maxCharacters} characters: send large values as variables`;
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '"') at = text.startsWith(block, at) ? endOfBlock(text, at) : endOfText(text, at);
    else if (sign === '#') at = endOfLine(text, at);
    else if (opening.includes(sign)) level += 1;
    else if (closing.includes(sign) && level > 0) level -= 1;
    if (level > levels) return `nests deeper than ${levels} levels`;
  }
  return null;
}

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '"' || sign === '\n') return at;
    if (sign === '\\') at += 1;
  }
  return text.length;
}

function endOfBlock(text: string, start: number): number {
  let end = text.indexOf(block, start + block.length);
  while (end > 0 && text[end - 1] === '\\') end = text.indexOf(block, end + 1);
  return end < 0 ? text.length : end + block.length - 1;
}

function endOfLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
