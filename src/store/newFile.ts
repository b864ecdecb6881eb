/** What a FILE data holds, as JSON: which file of its request it is, and what is known of it. */
// Not an interface: that would be no JSON for the compiler.
export type FileDescriptor = {
  /** A random UUID. */
  id: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** ISO 8601, in UTC. */
  updatedAt: string;
  description?: string;
};

/** A file that is to be written with a change set. */
export interface NewFile {
  descriptor: FileDescriptor;
  bytes: Buffer;
}
