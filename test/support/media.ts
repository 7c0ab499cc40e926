import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';

export interface Film {
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly durationS: number;
}

/** Looks into a film with a reader that shares nothing with the code under test but its library. */
export async function lookAt(path: string): Promise<Film> {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) });
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  if (video === null || audio === null) throw new Error(`${path} lacks a picture or sound track`);
  return {
    videoCodec: video.codec,
    audioCodec: audio.codec,
    widthPx: video.displayWidth,
    heightPx: video.displayHeight,
    durationS: await input.computeDuration(),
  };
}

/** Seconds of a PCM WAV file by its own header: bytes of the data chunk over bytes a second. */
export function wavSeconds(bytes: Buffer): number {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error('not a WAV file');
  const bytesPerSecond = bytes.readUInt32LE(28);
  const data = bytes.indexOf('data', 12, 'latin1');
  return bytes.readUInt32LE(data + 4) / bytesPerSecond;
}

/** `00:00:01,250` to seconds; one pair per cue of an SRT file, with its text. */
export function srtCues(text: string): { readonly startS: number; readonly endS: number; readonly text: string }[] {
  const seconds = (stamp: string) =>
    stamp.split(/[:,]/).reduce((sum, part, index) => sum + Number(part) * ([3600, 60, 1, 0.001][index] ?? 0), 0);
  return [...text.matchAll(/^(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})\n([\s\S]*?)(?:\n\n|\n*$(?![\s\S]))/gm)].map((match) => ({
    startS: seconds(match[1] ?? ''),
    endS: seconds(match[2] ?? ''),
    text: (match[3] ?? '').replaceAll('\n', ' '),
  }));
}
