import type { Arrow } from './diagram';
import { textWidth } from './textWidth';
import { wrapText } from './wrapText';

/** The font of labels: size and height of a line, in pixels. */
export const labelFont = { size: 11, height: 15 };

const widest = 170;
const mostLines = 4;

/** The label of an arrow in lines, cut to four, with how often it was taken; and its size, 0 for none. */
export function measureLabel({ label, taken }: Arrow): { lines: string[]; width: number; height: number } {
  const wrapped = label ? wrapText(label, labelFont.size, widest, mostLines) : [];
  const lines = taken !== null && taken > 1 ? [...wrapped, `taken ${taken}×`] : wrapped;
  if (lines.length === 0) return { lines, width: 0, height: 0 };
  const width = Math.max(...lines.map((line) => textWidth(line, labelFont.size))) + 12;
  return { lines, width: Math.ceil(width), height: lines.length * labelFont.height + 6 };
}
