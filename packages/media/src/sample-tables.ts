/** Where the tables of a track lie: every box that holds others on the way from the index to them. */
const folders = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);

/** How many bytes an entry of each table takes. */
const entryBytes: Readonly<Record<string, number>> = { stts: 8, ctts: 8, stss: 4, stsc: 12, stco: 4, co64: 8 };

/**
 * Whether the tables of an MP4 agree on how many samples there are. One damaged byte can announce millions that are not there,
 * and whoever builds them in memory is busy for minutes.
 *
 * @param index The `moov` box, from its first byte to its last.
 * @param fileBytes How long the whole file is: no more samples than that can be in it.
 */
export function areTablesSound(index: Buffer, fileBytes: number): boolean {
  let samples = Number.POSITIVE_INFINITY;
  const told: number[] = [];
  let isSound = true;
  const look = (name: string, box: Buffer) => {
    if (name === 'stbl') samples = Number.POSITIVE_INFINITY;
    if (name === 'stsz') {
      const [size, count] = [u32(box, 12), u32(box, 16)];
      isSound &&= size === 0 ? 20 + 4 * count <= box.length : count <= fileBytes;
      samples = count;
    }
    const width = entryBytes[name];
    if (width === undefined) return;
    const count = u32(box, 12);
    isSound &&= 16 + width * count <= box.length;
    if (isSound && (name === 'stts' || name === 'ctts')) told.push(samplesOf(box, count));
    if (isSound && name === 'stsc') for (let entry = 0; entry < count; entry++) told.push(u32(box, 20 + 12 * entry));
  };
  const endOfTrack = () => {
    // Times for a few more samples than there are do occur, for twice as many do not.
    isSound &&= told.every((count) => count <= 2 * Math.min(samples, fileBytes) + 1024);
    told.length = 0;
  };
  return walk(index, look, endOfTrack, 0) && isSound;
}

/** @returns Whether boxes lie in each other no deeper than they do in any film. */
function walk(box: Buffer, look: (name: string, box: Buffer) => void, endOfTrack: () => void, depth: number): boolean {
  if (depth > folders.size) return false;
  for (let at = 8; at + 8 <= box.length; ) {
    const length = u32(box, at);
    if (length < 8 || at + length > box.length) return true;
    const name = box.toString('latin1', at + 4, at + 8);
    const child = box.subarray(at, at + length);
    look(name, child);
    if (folders.has(name) && !walk(child, look, endOfTrack, depth + 1)) return false;
    if (name === 'stbl') endOfTrack();
    at += length;
  }
  return true;
}

/** Each entry of a table of times stands for several samples. */
function samplesOf(table: Buffer, entries: number): number {
  let sum = 0;
  for (let entry = 0; entry < entries; entry++) sum += u32(table, 16 + 8 * entry);
  return sum;
}

/** 0 behind the end. */
function u32(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
}
