import { copyFile, open, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { faultOf } from '../../control/fault.ts';
import { MediaError } from '../../media/index.ts';
import type { Captions, Cue, FilmOrder, Scene } from '../../media-studio.ts';
import { truthAbout } from '../../tasks/look.ts';
import { makeFiles } from '../../tasks/make-files.ts';
import { filmInto, speakInto } from '../../tasks/make-media.ts';
import { recallSpeech } from '../../tasks/spoken-book.ts';
import type { Rendered, TaskFailure, TaskRecord, TaskWorkshop } from '../../tasks/task.ts';
import { badImage } from './avatar-video-order.ts';
import { type AvatarVideoInput, avatarVideoInput, avatarVideoItem } from './avatar-video-record.ts';
import type { ChanjingWorld } from './call.ts';
import { figurePlan } from './figures.ts';
import { isDigitsOnly } from './film-text.ts';
import { chargeFilm, filmKey } from './lip-sync-record.ts';
import { spokenText } from './spoken-text.ts';
import { writeSubtitleData } from './subtitle-data.ts';
import { badAudio } from './voice-workshop.ts';

/** Sound that is shorter makes no film. */
const shortestMs = 1_000;
const languages = ['cn', 'en'];
/** Words in a recording can be found only at these rates, and with one channel. */
const hearableRates = [8_000, 16_000];
const exampleWords = '君不见黄河之水天上来,奔流到海不复回。';

/** Makes the film of an avatar. Its callback is the bare detail. */
export function avatarVideoWorkshop(world: ChanjingWorld): TaskWorkshop {
  return {
    unusable: '任务失败，请重试',
    render: (task) => renderAvatarVideo(world, task).catch((error: unknown) => withoutAlpha(task, error)),
    charge: (task, media) => chargeFilm(world, task, media),
    callbackBody: (task, now) => avatarVideoItem(world, task, truthAbout(task, now), now),
  };
}

async function renderAvatarVideo(world: ChanjingWorld, task: TaskRecord): Promise<Rendered> {
  const input = avatarVideoInput(task);
  const problem = problemOf(input) ?? (await imageProblem(world, input));
  if (problem !== undefined) return { failure: { msg: problem } };
  const sound = await prepareSound(world, task, input);
  if ('msg' in sound) return { failure: sound };
  const silent = faultOf(task.faults, 'silent') !== undefined;
  const cues = cuesFor(input, sound.cues);
  const { widthPx, heightPx, playback, frames, volume, transparent, watermark } = input;
  const order = { widthPx, heightPx, playback, frames, volume, transparent, silent, ...(watermark && { watermark }) };
  const picture = { ...figurePlan(world, input.figure), ...pictureOf(world, input), ...captionsOf(input, cues) };
  const plan = { ...order, ...picture, audioPath: join(world.mediaFolder, sound.key), label: labelOf(input) };
  const { durationMs } = await filmInto(world, `results/${task.kind}/${task.id}`, plan);
  const files: string[] = [];
  if (silent) await rm(join(world.mediaFolder, sound.key), { force: true });
  else files.push(extname(sound.key).slice(1));
  if (cues !== undefined) {
    await writeFile(join(world.mediaFolder, filmKey(task, 'json')), JSON.stringify(writeSubtitleData(cues)));
    files.push('json');
  }
  return { media: { durationMs, files } };
}

/** Only the native renderer knows the alpha channel: where it is missing, the film fails and says why. */
function withoutAlpha(task: TaskRecord, error: unknown): Rendered {
  if (!avatarVideoInput(task).transparent || !(error instanceof MediaError) || error.kind === 'input') throw error;
  return { failure: { msg: `无法生成四通道视频: the emulator says: ${error.message}`, status: 50 } };
}

/** What is wrong with an order that only shows when it is worked on. */
function problemOf({ speech, audio, background, language }: AvatarVideoInput): string | undefined {
  if (!languages.includes(language)) return '不支持的语言类型';
  if (speech !== undefined && isDigitsOnly(speech.text)) return '文本内容不能为纯数字';
  return audio?.problem ?? background?.problem;
}

/** A background is what its bytes say, whatever its name. */
async function imageProblem(world: ChanjingWorld, { background }: AvatarVideoInput): Promise<string | undefined> {
  if (background?.key === undefined) return undefined;
  await using file = await open(join(world.mediaFolder, background.key), 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const start = buffer.toString('hex', 0, bytesRead);
  return start === '89504e47' || start.startsWith('ffd8ff') ? undefined : badImage;
}

interface Sound {
  /** Below the media folder, beside the film. */
  readonly key: string;
  /** What is said when; `undefined` where that cannot be heard. */
  readonly cues: readonly Cue[] | undefined;
}

/** Puts the sound of the film beside it: the text spoken, or the recording that was handed in. */
async function prepareSound(world: ChanjingWorld, task: TaskRecord, { speech, audio }: AvatarVideoInput): Promise<Sound | TaskFailure> {
  if (audio?.key !== undefined) return copyRecording(world, task, { key: audio.key, sha256: audio.sha256 });
  const { text, voice, speed, pitch } =
    speech ?? ({ text: exampleWords, voice: { seed: 'example', sex: 'female', language: 'cn' }, speed: 1, pitch: 1 } as const);
  const key = filmKey(task, 'wav');
  const { durationMs, cues } = await speakInto(world, key, { text: spokenText(text), voice, speed, pitch });
  return durationMs < shortestMs ? { msg: '输入内容时长不能小于1秒' } : { key, cues };
}

/** What was spoken here is known word for word; of other recordings only that something is said. */
async function copyRecording(
  world: ChanjingWorld,
  task: TaskRecord,
  source: { readonly key: string; readonly sha256: string },
): Promise<Sound | TaskFailure> {
  const studio = await world.studio();
  const path = join(world.mediaFolder, source.key);
  const { kind, hasAudio, durationMs, sampleRate, channels } = await studio.probe(path);
  if (kind === 'unknown') return { msg: badAudio };
  if (kind === 'video' && !hasAudio) return { msg: '音频中没有人声' };
  if (durationMs < shortestMs) return { msg: '输入内容时长不能小于1秒' };
  const extension = extname(source.key).slice(1);
  const key = filmKey(task, extension === 'mp4' ? 'm4a' : extension); // the film itself is the MP4
  await makeFiles([join(world.mediaFolder, key)], async ([passing = path]) => copyFile(path, passing));
  const hearable = hearableRates.includes(sampleRate ?? 0) && channels === 1;
  return { key, cues: recallSpeech(world, source.sha256) ?? (hearable ? [{ startMs: 0, endMs: durationMs, text: '…' }] : undefined) };
}

/** The captions that were asked for: the client's own, or what is said. A transparent film has none. */
function cuesFor({ captions, transparent }: AvatarVideoInput, heard: readonly Cue[] | undefined): readonly Cue[] | undefined {
  if (captions === undefined || transparent) return undefined;
  return captions.own ?? heard;
}

function captionsOf({ captions }: AvatarVideoInput, cues: readonly Cue[] | undefined): { readonly captions?: Captions } {
  if (captions === undefined || captions.fileOnly || cues === undefined) return {};
  const { box, fontSizePx, color, strokeColor, strokePx } = captions;
  return { captions: { cues, box, fontSizePx, color, strokeColor, strokePx } };
}

/** Figure and background; the film of an avatar is always put together. */
function pictureOf(world: ChanjingWorld, { figure, box, background, backgroundColor }: AvatarVideoInput): Pick<FilmOrder, 'scene'> {
  const scene: Scene = { figure: { ...box, form: figure.form }, ...(backgroundColor !== undefined && { backgroundColor }) };
  if (background?.key === undefined) return { scene };
  const { key, leftPx, topPx, widthPx, heightPx } = background;
  return { scene: { ...scene, backgroundImage: { leftPx, topPx, widthPx, heightPx, path: join(world.mediaFolder, key) } } };
}

/** Stands in the frame: nobody shall take it for the real thing. */
function labelOf({ quality }: AvatarVideoInput): string {
  return `EMULATED · Chanjing avatar video · ${quality}`;
}
