/** What has become of an activity in a request; NONE where no request is drawn. Of several, the one that asks for attention most. */
export type Mark = 'NONE' | 'OPEN' | 'FAILED' | 'CANCELLED' | 'DONE' | 'NOT_REACHED';

/** An activity, or where the flow begins or ends. */
export interface Shape {
  kind: 'START' | 'ACTIVITY' | 'END';
  /** The activity's name; a word for what is none. */
  name: string;
  /** Lines below the name: whose work it is or what it does, and whether it waits for others. */
  about: string[];
  /** A person does it. */
  manual: boolean;
  mark: Mark;
  /** What the mark means in words, e.g. `1 open · done 3×`; null where no request is drawn. */
  state: string | null;
}

/** A way from one shape to another, by their places among the shapes. */
export interface Arrow {
  from: number;
  to: number;
  /** When it is taken, empty for always. */
  label: string;
  /** How often it was taken; null where no request is drawn, or nobody recorded it. */
  taken: number | null;
}

/** The flow of a process, marked with where a request stands or not, before anything is known of places and sizes. */
export interface Diagram {
  title: string;
  shapes: Shape[];
  arrows: Arrow[];
}

/** How many actions of an activity a request has, by what became of them. */
export interface Counts {
  open: number;
  done: number;
  cancelled: number;
  failed: number;
  /** The last of them is done, so that what failed before it asks for no attention any more. */
  isRecovered?: boolean;
}

/** Where a request stands, as far as a diagram shows it. */
export interface Progress {
  /** What the request is called, and how it is: `Request 1728: open`. */
  title: string;
  /** By the activity's name; an activity that is not in it was not reached. */
  activities: ReadonlyMap<string, Counts>;
  /** How often each transition was taken, by its place in the definition. */
  transitions: ReadonlyMap<number, number>;
}

/** How a mark looks: every text keeps a contrast of 4.5 to its ground, and marks differ in their outline as well. */
export interface Colors {
  fill: string;
  stroke: string;
  strokeWidth: number;
  /** Lengths of dashes and gaps, undefined for a solid outline. */
  dashes?: string;
  text: string;
}

/** The colors of each mark. */
export const colors: Record<Mark, Colors> = {
  NONE: { fill: '#f8fafc', stroke: '#64748b', strokeWidth: 1.25, text: '#0f172a' },
  OPEN: { fill: '#dbeafe', stroke: '#1d4ed8', strokeWidth: 3, text: '#172554' },
  DONE: { fill: '#dcfce7', stroke: '#15803d', strokeWidth: 1.5, text: '#14532d' },
  CANCELLED: { fill: '#fef3c7', stroke: '#b45309', strokeWidth: 1.5, dashes: '8 3 2 3', text: '#713f12' },
  FAILED: { fill: '#fee2e2', stroke: '#b91c1c', strokeWidth: 2.5, text: '#7f1d1d' },
  NOT_REACHED: { fill: '#ffffff', stroke: '#94a3b8', strokeWidth: 1.25, dashes: '4 3', text: '#475569' },
};
