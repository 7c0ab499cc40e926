/**
 * How many bytes a file should have by what its own head says, where the format says so in one place: WebM and Matroska
 * give the length of their one segment, MP3 files with a Xing or Info frame that of their sound.
 */
export function promisedBytes(head: Buffer): number | undefined {
  return head.length > 4 && head.readUInt32BE(0) === ebml ? matroskaBytes(head) : mp3Bytes(head);
}

const ebml = 0x1a45dfa3;
const segment = 0x18538067;

function matroskaBytes(head: Buffer): number | undefined {
  const header = variableInteger(head, 4);
  const at = header === undefined ? Number.NaN : 4 + header.width + header.value;
  if (!(at + 12 <= head.length) || head.readUInt32BE(at) !== segment) return undefined;
  const size = variableInteger(head, at + 4);
  return size === undefined || size.isUnknown ? undefined : at + 4 + size.width + size.value;
}

/** EBML's number: the leading zero bits of the first byte tell how many bytes follow; all ones stand for "not known". */
function variableInteger(
  bytes: Buffer,
  at: number,
): { readonly value: number; readonly width: number; readonly isUnknown: boolean } | undefined {
  const first = bytes[at] ?? 0;
  const width = Math.clz32(first) - 23;
  if (first === 0 || at + width > bytes.length) return undefined;
  let value = first - 2 ** (8 - width);
  let isUnknown = value === 2 ** (8 - width) - 1;
  for (let i = 1; i < width; i++) {
    const byte = bytes[at + i] ?? 0;
    value = value * 256 + byte;
    isUnknown &&= byte === 255;
  }
  return { value, width, isUnknown };
}

/** The Xing frame is the first frame of sound; it holds its name, flags, and where flag 2 is set, the bytes from its own start. */
function mp3Bytes(head: Buffer): number | undefined {
  const start = id3Bytes(head);
  if (head.length < start + 64 || (head.readUInt16BE(start) & 0xffe0) !== 0xffe0) return undefined;
  const frame = head.subarray(start, start + 64).toString('latin1');
  const name = Math.max(frame.indexOf('Xing'), frame.indexOf('Info'));
  if (name < 0) return undefined;
  const flags = head.readUInt32BE(start + name + 4);
  const hasFrames = (flags & 1) !== 0;
  return (flags & 2) === 0 ? undefined : start + head.readUInt32BE(start + name + (hasFrames ? 12 : 8));
}

/** Length of the tag before the sound, whose bytes carry seven bits each. */
function id3Bytes(head: Buffer): number {
  if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return 0;
  return 10 + [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((head[at] ?? 0) & 127), 0);
}
