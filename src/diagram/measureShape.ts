import type { Shape, Arrow } from './diagram';
import { wrapText, textWidth } from './measureText';

/** A line of text in a box. */
export interface Line {
  text: string;
  role: 'NAME' | 'ABOUT' | 'STATE';
}

/** What is written in a box, and how large that makes it, in pixels. */
export interface Measured {
  lines: Line[];
  width: number;
  height: number;
}

/** Font sizes and the heights of lines, in pixels. */
export const fonts = { NAME: { size: 14, height: 18 }, ABOUT: { size: 12, height: 16 }, STATE: { size: 12, height: 26 } } as const;

const widest = 190;
const padding = 14;
/** Most boxes are of this width, so that most requests of a process have the same layout. */
const narrowest = 150;
/** For the sign of a person in front of a participant. */
const sign = 16;

/** Wraps and measures what stands in a shape. */
export function measureShape({ kind, name, about, state }: Shape): Measured {
  if (kind !== 'ACTIVITY') return { lines: [{ text: name, role: 'ABOUT' }], width: 64, height: 28 };
  const wrap = (role: Line['role'], text: string) => wrapText(text, fonts[role].size, widest).map((line) => ({ role, text: line }));
  const lines = [...wrap('NAME', name), ...about.flatMap((text) => wrap('ABOUT', text)), ...(state === null ? [] : wrap('STATE', state))];
  const width = Math.max(narrowest, ...lines.map(({ role, text }) => textWidth(text, fonts[role].size) + 2 * padding + sign));
  const height = lines.reduce((sum, { role }) => sum + fonts[role].height, 2 * padding);
  return { lines, width: Math.ceil(width), height };
}

/** The font of labels: size and height of a line, in pixels. */
export const labelFont = { size: 11, height: 15 };

const widestLabel = 170;
const maxLines = 4;

/** The label of an arrow in lines, cut to four, with how often it was taken; and its size, 0 for none. */
export function measureLabel({ label, taken }: Arrow): { lines: string[]; width: number; height: number } {
  const wrapped = label ? wrapText(label, labelFont.size, widestLabel, maxLines) : [];
  const lines = taken !== null && taken > 1 ? [...wrapped, `taken ${taken}×`] : wrapped;
  if (lines.length === 0) return { lines, width: 0, height: 0 };
  const width = Math.max(...lines.map((line) => textWidth(line, labelFont.size))) + 12;
  return { lines, width: Math.ceil(width), height: lines.length * labelFont.height + 6 };
}
