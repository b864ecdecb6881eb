import { textWidth } from './textWidth';

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The text in lines of at most this width in pixels, broken behind spaces, `_` and `-` where that is possible, and within words
 * where it is not. What does not fit into so many lines is left out, with `…` in its place.
 */
export function wrapText(text: string, fontSize: number, width: number, most = Infinity): string[] {
  const lines: string[] = [];
  let line = '';
  const fits = (more: string) => textWidth((line + more).trimEnd(), fontSize) <= width;
  for (const word of text.split(/(?<=[\s_-])/)) {
    if (lines.length >= most) break;
    if (line && !fits(word)) {
      lines.push(line);
      line = '';
    }
    if (fits(word)) {
      line += word;
      continue;
    }
    for (const { segment } of segments.segment(word)) {
      if (line && !fits(segment)) {
        lines.push(line);
        line = '';
      }
      line += segment;
    }
  }
  lines.push(line);
  const trimmed = lines.map((one) => one.trim());
  if (trimmed.length <= most) return trimmed;
  return [...trimmed.slice(0, most - 1), `${trimmed[most - 1]}…`];
}
