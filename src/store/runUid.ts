/** What a caller calls a run: within a scope, whatever is called the same is one run. */
export interface RunUid {
  /** Whose uids these are: those of one application, or of one user. */
  scope: string;
  /** 1 to 255 characters. */
  uid: string;
}
