import type { FileDescriptor } from '../../store/newFile';

/** The value of a FILE as the fields of `FileValue` read it. */
export interface FileValueRow {
  requestId: number;
  file: FileDescriptor;
}
