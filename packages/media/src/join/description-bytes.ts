/** What a decoder must be told before its first packet; empty where the packets say it all. */
export function descriptionBytes({ description }: VideoDecoderConfig | AudioDecoderConfig): Buffer {
  if (description === undefined) return Buffer.alloc(0);
  if (ArrayBuffer.isView(description)) return Buffer.from(description.buffer, description.byteOffset, description.byteLength);
  return Buffer.from(description);
}
