const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// Nobody knows the reader's font: these are the widths of the widest that are common (DejaVu Sans, Verdana), in ems.
const widths: [RegExp, number][] = [
  [/[\p{M}\p{Cf}]/u, 0],
  [/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3fffd}]/u, 1.05],
  [/[ijl|'.,:;!()[\]{} ]/, 0.4],
  [/[MW@%mw]/, 0.98],
  [/[\p{Lu}<>=+~]/u, 0.76],
];
const averageWidth = 0.64;

/**
 * The text in lines of at most this width in pixels, broken behind spaces, `_` and `-` where that is possible, and within words
 * where it is not. What does not fit into so many lines is left out, with `…` in its place.
 */
export function wrapText(text: string, fontSize: number, width: number, maxLines = Infinity): string[] {
  const lines: string[] = [];
  let line = '';
  const fits = (more: string) => textWidth((line + more).trimEnd(), fontSize) <= width;
  for (const word of text.split(/(?<=[\s_-])/)) {
    if (lines.length >= maxLines) break;
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
  if (trimmed.length <= maxLines) return trimmed;
  return [...trimmed.slice(0, maxLines - 1), `${trimmed[maxLines - 1]}…`];
}

/** About how wide a text is at this font size, in pixels; rather too wide than too narrow. Any script. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += widths.find(([kind]) => kind.test(character))?.[1] ?? averageWidth;
  return ems * fontSize;
}
