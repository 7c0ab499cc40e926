export interface ImageFacts {
  readonly container: 'jpeg' | 'png';
  readonly widthPx: number;
  readonly heightPx: number;
  /** Whether the file ends where its format says that a picture ends. */
  readonly whole: boolean;
}

/** Size and wholeness of a JPEG or PNG from its first and last bytes; undefined for anything else. */
export function readImageFacts(bytes: Buffer, tail: Buffer): ImageFacts | undefined {
  if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47) return readPng(bytes, tail);
  if (bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes, tail);
  return undefined;
}

/** Name and checksum of the last chunk, which is always empty. */
const pngEnd = Buffer.from('IEND\u00ae\u0042\u0060\u0082', 'latin1');

function readPng(bytes: Buffer, tail: Buffer): ImageFacts {
  const whole = tail.subarray(-8).equals(pngEnd);
  return { container: 'png', widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20), whole };
}

/** Walks the marker segments up to the frame header (SOF), which holds the size. */
function readJpeg(bytes: Buffer, tail: Buffer): ImageFacts {
  const ended = tail.lastIndexOf(Buffer.from([0xff, 0xd9])) >= 0;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] ?? 0;
    if (isFrameHeader(marker)) {
      return { container: 'jpeg', heightPx: bytes.readUInt16BE(at + 5), widthPx: bytes.readUInt16BE(at + 7), whole: ended };
    }
    // A fill byte stands alone; everything else before the frame header carries its length.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return { container: 'jpeg', widthPx: 0, heightPx: 0, whole: false };
}

/** SOF0 to SOF15 without the three that are tables (DHT, JPG, DAC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
