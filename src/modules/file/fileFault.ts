import { refusal, type Refusal } from '../../errors';

/** Why the file of a parameter is refused: FILE_INVALID. The reason reads on from "The file of the parameter X ". */
export function fileFault(parameter: string, reason: string): Refusal {
  return refusal('FILE_INVALID', { parameter, reason }, { parameter });
}
