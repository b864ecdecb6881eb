import type { Mark } from './diagram';

/** How a mark looks: every text keeps a contrast of 4.5 to its ground, and marks differ in their outline as well. */
export interface Colours {
  fill: string;
  stroke: string;
  strokeWidth: number;
  /** Lengths of dashes and gaps, undefined for a solid outline. */
  dashes?: string;
  text: string;
}

/** The colours of each mark. */
export const colours: Record<Mark, Colours> = {
  NONE: { fill: '#f8fafc', stroke: '#64748b', strokeWidth: 1.25, text: '#0f172a' },
  OPEN: { fill: '#dbeafe', stroke: '#1d4ed8', strokeWidth: 3, text: '#172554' },
  DONE: { fill: '#dcfce7', stroke: '#15803d', strokeWidth: 1.5, text: '#14532d' },
  CANCELLED: { fill: '#fef3c7', stroke: '#b45309', strokeWidth: 1.5, dashes: '8 3 2 3', text: '#713f12' },
  FAILED: { fill: '#fee2e2', stroke: '#b91c1c', strokeWidth: 2.5, text: '#7f1d1d' },
  NOT_REACHED: { fill: '#ffffff', stroke: '#94a3b8', strokeWidth: 1.25, dashes: '4 3', text: '#475569' },
};
