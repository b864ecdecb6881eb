// Nobody knows the reader's font: these are the widths of the widest that are common (DejaVu Sans, Verdana), in ems.
const widths: [RegExp, number][] = [
  [/[\p{M}\p{Cf}]/u, 0],
  [/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3fffd}]/u, 1.05],
  [/[ijl|'.,:;!()[\]{} ]/, 0.4],
  [/[MW@%mw]/, 0.98],
  [/[\p{Lu}<>=+~]/u, 0.76],
];
const usual = 0.64;

/** About how wide a text is at this font size, in pixels; rather too wide than too narrow. Any script. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += widths.find(([kind]) => kind.test(character))?.[1] ?? usual;
  return ems * fontSize;
}
