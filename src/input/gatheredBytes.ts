/** Bytes that come in parts, in one buffer that is filled as they come: to join many megabytes at the end takes one long step. */
export class GatheredBytes {
  private buffer: Buffer = Buffer.alloc(0);
  private size = 0;

  /** The part must not change any more. */
  add(part: Buffer): void {
    const before = this.size;
    this.size += part.length;
    if (before === 0) {
      this.buffer = part;
      return;
    }
    if (this.size > this.buffer.length) {
      // What is not written yet takes no memory.
      const larger = Buffer.allocUnsafeSlow(Math.max(this.size, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, before);
      this.buffer = larger;
    }
    part.copy(this.buffer, before);
  }

  all(): Buffer {
    return this.buffer.subarray(0, this.size);
  }
}
