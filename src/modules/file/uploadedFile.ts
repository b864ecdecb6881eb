/** A file of a multipart request. It has no fields of its own that whoever walks through an input would meet. */
export interface UploadedFile {
  /** Its name and media type, as the client says. */
  name(): string;
  contentType(): string;
  /** Bytes. */
  size(): number;
  read(): Promise<Buffer>;
}
