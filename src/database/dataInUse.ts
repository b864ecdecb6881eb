import { StartError } from './startError';

/** Another process serves the data of this folder. Its PostgreSQL can be reached by whoever may start one on it. */
export class DataInUse extends StartError {
  constructor(
    message: string,
    /** Where it can be reached. */
    readonly url: string,
  ) {
    super(message);
  }
}
