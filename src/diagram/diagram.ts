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
