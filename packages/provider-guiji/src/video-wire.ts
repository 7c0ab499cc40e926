import { type ReadState, readState, videoStates } from './guiji-states.ts';
import { compact, idAt, optionalNumber, optionalText, optionalTime, recordAt, type WireRecord } from './wire-fields.ts';

/** One film ("work"). `id` is the work's own, never an avatar's. */
export interface GuijiVideo extends ReadState {
  readonly id: string;
  readonly name?: string;
  /** Container: `mp4`. */
  readonly format?: string;
  readonly videoUrl?: string;
  /** Subtitles as an SRT file. */
  readonly captionsUrl?: string;
  /** Absent when untold; 0 is untold, too. */
  readonly durationMs?: number;
  readonly coverUrl?: string;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly failure?: string;
}

/** Item of the list of works, and `data` of the detail. */
export function decodeVideo(record: WireRecord, path: string): GuijiVideo {
  return compact({
    id: idAt(record, 'id', path),
    name: optionalText(record, 'videoName'),
    format: optionalText(record, 'videoFormat'),
    videoUrl: optionalText(record, 'videoUrl'),
    captionsUrl: optionalText(record, 'srtUrl'),
    durationMs: videoDurationMs(record),
    coverUrl: optionalText(record, 'coverUrl'),
    createdAt: optionalTime(record, 'createTime'),
    updatedAt: optionalTime(record, 'updateTime'),
    failure: optionalText(record, 'failReason'),
    ...readState(videoStates, record.synthesisStatus),
  });
}

export function decodeVideoData(data: unknown): GuijiVideo {
  return decodeVideo(recordAt(data, 'data'), 'data');
}

/** `data` of `/video/v3/simpleCreate`. */
export function decodeVideoId(data: unknown): string {
  return idAt(recordAt(data, 'data'), 'videoId', 'data');
}

/** No film is that long: the number is something else, and the film itself will tell. */
const longestMs = 24 * 3_600_000;

/** `durationMs` (ms, as text) where it is told, else `duration` (seconds, as text). */
export function videoDurationMs(record: WireRecord): number | undefined {
  const told = optionalNumber(record, 'durationMs') || (optionalNumber(record, 'duration') ?? 0) * 1000;
  return told > 0 && told <= longestMs ? Math.round(told) : undefined;
}
