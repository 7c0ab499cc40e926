import type { CheckInput, Finding, TaskKind } from '@reelwright/provider';

/** What a check needs to know besides the step. */
export interface CheckContext {
  /** Whether local files can be given a public address. */
  readonly hasBridge: boolean;
}

/**
 * What Guiji would refuse or could not carry, as far as it can be known offline. Nothing that was asked for is dropped in silence:
 * each field without a place on the wire is an error when it asks for something else than what Guiji does anyway.
 */
export function findingsOf(input: CheckInput, context: CheckContext): readonly Finding[] {
  return [
    ...textFindings(input),
    ...fixedFields(input),
    ...sizeFindings(input),
    ...avatarFindings(input),
    ...consentFindings(input),
    ...outputFindings(input),
    ...mediumFindings(input, context),
  ];
}

/** No length is documented; a text without words is refused as one that is missing (G14). */
function textFindings({ text }: CheckInput): readonly Finding[] {
  if (text === undefined || text.trim() !== '') return [];
  return [finding('error', 'RECIPE_EMPTY_TEXT', 'text', 'The text to be spoken is empty.', 'Write what is to be said.')];
}

/** A field that Guiji has no place for: `always` is what it does, the only value that can be asked for. */
interface FixedField {
  readonly always?: string | number | boolean;
  readonly instead: string;
  /** A mere remark where the result is the same film, only less certain. */
  readonly severity?: 'warning';
}

const speechFields: Readonly<Record<string, FixedField>> = {
  speed: { always: 1, instead: 'speaks at the pace of the voice only' },
  pitch: { always: 1, instead: 'speaks at the pitch of the voice only' },
};

const languageField: FixedField = {
  instead: 'has no field for a language: a voice speaks the languages that Guiji lists for it',
  severity: 'warning',
};

const filmFields: Readonly<Record<string, FixedField>> = {
  ...speechFields,
  quality: { always: 'basic', instead: 'renders in one quality only' },
  frames: { always: 'sequential', instead: 'plays the footage of the avatar in order only' },
  volume: { always: 100, instead: 'keeps the volume of the speech' },
};

const fixed: Readonly<Partial<Record<TaskKind, Readonly<Record<string, FixedField>>>>> = {
  tts: { ...speechFields, watermark: { always: false, instead: 'marks no speech' } },
  'clone-voice': { language: languageField },
  'clone-avatar': {
    voice: { always: false, instead: 'trains no voice from the footage of an avatar: use a step `clone-voice`' },
    language: languageField,
  },
  'lip-sync': filmFields,
  'avatar-video': {
    ...filmFields,
    figure: { instead: 'has one figure for each avatar' },
    position: { instead: 'places the figure as it stands in its footage' },
    background: { instead: 'shows the avatar before the background of its footage' },
    captions: { always: false, instead: 'draws no captions into the film: take the output `captions` of the step' },
    transparent: { always: false, instead: 'renders opaque films only' },
    watermark: { always: false, instead: 'adds no mark to a film' },
    language: languageField,
  },
};

function fixedFields(input: CheckInput): readonly Finding[] {
  return Object.entries(fixed[input.kind] ?? {}).flatMap(([field, { always, instead, severity }]) => {
    const asked = askedFor(input, field);
    if (asked === undefined || asked === null || asked === always) return [];
    const hint = always === undefined ? 'Leave it out, or use a provider that has it.' : `Leave it out, or set it to ${always}.`;
    return [finding(severity ?? 'error', 'PLAN_UNSUPPORTED', field, `Guiji ${instead}.`, hint)];
  });
}

function askedFor(input: CheckInput, field: string): unknown {
  const own: Readonly<Record<string, unknown>> = { speed: input.speed, pitch: input.pitch, volume: input.volume };
  return Object.hasOwn(own, field) ? own[field] : input.options?.[field];
}

/** A film has the frame of its avatar. A lip-synced one is made from its own footage, so that frame may be named. */
function sizeFindings({ kind, size, media }: CheckInput): readonly Finding[] {
  if (size === undefined) return [];
  const footage = kind === 'lip-sync' ? media.find(({ purpose }) => purpose === 'footage')?.facts : undefined;
  if (footage?.widthPx === size.widthPx && footage.heightPx === size.heightPx) return [];
  const message = `Guiji renders every film in the frame of its avatar, not in ${size.widthPx}x${size.heightPx}.`;
  return [finding('error', 'PLAN_UNSUPPORTED', 'size', message, 'Leave it out.')];
}

/** Scenes are whole numbers wherever they are shown. Another id is another provider's, in all likelihood. */
function avatarFindings({ kind, options }: CheckInput): readonly Finding[] {
  const avatar = kind === 'avatar-video' ? options?.avatar : undefined;
  if (typeof avatar !== 'string' || /^-?\d+$/.test(avatar.trim())) return [];
  const message = `Guiji names its avatars by whole numbers such as -292, and "${avatar}" is none.`;
  return [finding('warning', 'RECIPE_INVALID_VALUE', 'avatar', message, 'Check whose id it is: `reel avatars` lists those that exist.')];
}

const needsConsent: Readonly<Partial<Record<TaskKind, string>>> = {
  'clone-voice': 'clones a voice',
  'clone-avatar': 'clones an avatar',
  'lip-sync': 'makes an avatar of the footage first, and does so',
  authorize: 'takes an authorization',
};

/** Guiji clones nothing without the words of a consent and a recording of the person saying them. */
function consentFindings({ kind, media, options }: CheckInput): readonly Finding[] {
  const what = needsConsent[kind];
  if (what === undefined) return [];
  const hint = 'Name a record of `consents` in reelwright.yaml that has a statement and a recording.';
  if (!media.some(({ purpose }) => purpose === 'consent')) {
    const message = `Guiji ${what} only with the consent of the person: the words, and a recording of the person saying them.`;
    return [finding('error', 'PLAN_CONSENT', 'consent', message, hint)];
  }
  const consent = options?.consent;
  const statement = typeof consent === 'object' && consent !== null && 'statement' in consent ? consent.statement : undefined;
  if (typeof statement !== 'string' || statement.trim() !== '') return [];
  return [finding('error', 'PLAN_CONSENT', 'consent', 'The consent has no words, and Guiji compares them with the recording.', hint)];
}

/** The sound of a film is in the film alone: no reply tells of another file. */
function outputFindings({ kind, outputs = [] }: CheckInput): readonly Finding[] {
  if (kind !== 'avatar-video' || !outputs.includes('audio')) return [];
  const hint = 'Make the speech by a step of its own, and read its `audio`.';
  return [finding('error', 'PLAN_UNSUPPORTED', 'outputs.audio', 'Guiji leaves no sound beside a film.', hint)];
}

const soundTypes: ReadonlySet<string> = new Set(['wav', 'mp3', 'm4a', 'aac', 'flac', 'ogg', 'oga', 'opus', 'wma', 'amr']);
/** What people name by mistake. Types that nobody here has heard of may well be sound or film. */
const otherTypes: ReadonlySet<string> = new Set([
  ...['txt', 'md', 'srt', 'vtt', 'json', 'yaml', 'yml', 'pdf', 'doc', 'docx', 'zip'],
  ...['jpg', 'jpeg', 'png', 'gif', 'webp', 'svg', 'heic'],
]);
const filmTypes: ReadonlySet<string> = new Set(['mp4', 'mov', 'webm', 'm4v', 'avi', 'mkv', 'wmv', 'flv']);

function mediumFindings(input: CheckInput, { hasBridge }: CheckContext): readonly Finding[] {
  return input.media.flatMap((medium) => [
    ...(medium.facts !== undefined && medium.url === undefined && !hasBridge ? [bridgeFinding(medium.field)] : []),
    ...(medium.purpose === 'voice-sample' ? sampleFindings(medium) : []),
    ...(medium.purpose === 'avatar-footage' || medium.purpose === 'footage' ? footageFindings(medium) : []),
    ...(medium.purpose === 'avatar-audio' || medium.purpose === 'driving-audio' ? soundFindings(medium) : []),
    ...(medium.purpose === 'consent' ? recordingFindings(input, medium) : []),
    ...(medium.purpose === 'background' && input.options?.background === undefined ? [backgroundFinding(medium.field)] : []),
  ]);
}

type CheckedMedium = CheckInput['media'][number];

function bridgeFinding(field: string): Finding {
  const message = 'Guiji fetches media from public addresses only, and no bridge is set up that gives this file one.';
  return finding(
    'error',
    'PLAN_PROVIDER_SETTINGS',
    field,
    message,
    'Set `bridge` for the provider in reelwright.yaml, or name an https address.',
  );
}

function backgroundFinding(field: string): Finding {
  return finding('error', 'PLAN_UNSUPPORTED', field, `Guiji ${fixed['avatar-video']?.background?.instead}.`, 'Leave it out.');
}

const sampleAdvice = { fromMs: 10_000, toMs: 30_000 } as const;

function sampleFindings({ field, facts, url }: CheckedMedium): readonly Finding[] {
  if (facts === undefined && url === undefined) return [];
  const type = typeOf(facts?.extension, url);
  if (type !== undefined && type !== 'wav') {
    return [
      finding(
        'error',
        'PLAN_LIMIT',
        field,
        `Guiji clones voices from WAV files only, not from ${type.toUpperCase()}.`,
        'Convert the sample to WAV.',
      ),
    ];
  }
  if (type === undefined) {
    return [finding('warning', 'PLAN_LIMIT', field, 'Guiji clones voices from WAV files only, and this address does not tell its type.')];
  }
  const durationMs = facts?.durationMs;
  if (durationMs === undefined || (durationMs >= sampleAdvice.fromMs && durationMs <= sampleAdvice.toMs)) return [];
  const message = `Guiji advises samples of 10 to 30 seconds; this one has ${(durationMs / 1000).toFixed(1)}.`;
  return [finding('warning', 'PLAN_LIMIT', field, message)];
}

/** Which types of film are taken is not documented; that sound is no film is certain. */
function footageFindings({ field, facts, url }: CheckedMedium): readonly Finding[] {
  const type = typeOf(facts?.extension, url);
  if (type === undefined || !(soundTypes.has(type) || otherTypes.has(type))) return [];
  const message = `Guiji makes avatars of films, and this is ${soundTypes.has(type) ? 'sound' : 'none'} (${type.toUpperCase()}).`;
  return [finding('error', 'PLAN_LIMIT', field, message, 'Name a film of one person speaking.')];
}

/** Which types of sound are taken is not documented either; a film has sound as well. */
function soundFindings({ field, facts, url }: CheckedMedium): readonly Finding[] {
  const type = typeOf(facts?.extension, url);
  if (type === undefined || !otherTypes.has(type)) return [];
  return [finding('error', 'PLAN_LIMIT', field, `A film follows sound, and this is none (${type.toUpperCase()}).`, 'Name a recording.')];
}

/** For a voice the person is heard, for an avatar the person is seen. */
function recordingFindings(input: CheckInput, { field, facts, url }: CheckedMedium): readonly Finding[] {
  const type = typeOf(facts?.extension, url);
  const wanted = recordingOf(input);
  const unfit = wanted === 'sound' ? filmTypes : wanted === 'film' ? soundTypes : undefined;
  if (type === undefined || !(otherTypes.has(type) || unfit?.has(type) === true)) return [];
  const what = { sound: 'a sound recording for a voice', film: 'a film for an avatar', either: 'sound or a film' }[wanted ?? 'either'];
  const message = `Guiji wants ${what}: the recording of this consent is ${type.toUpperCase()}.`;
  return [finding('error', 'PLAN_CONSENT', field, message, 'Give `recording` a `voice` and a `face` in the record of the consent.')];
}

/** Undefined where it is not known what an authorization is for. */
function recordingOf({ kind, options }: CheckInput): 'sound' | 'film' | undefined {
  if (kind === 'clone-voice' || options?.target === 'voice') return 'sound';
  return kind === 'clone-avatar' || kind === 'lip-sync' || options?.target === 'avatar' ? 'film' : undefined;
}

/** The type of a medium by what was probed, else by the end of its address; undefined when neither tells. */
function typeOf(extension: string | undefined, url: string | undefined): string | undefined {
  if (extension !== undefined) return extension.toLowerCase();
  if (url === undefined || !URL.canParse(url)) return undefined;
  return /\.([a-z0-9]{2,5})$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase();
}

function finding(severity: Finding['severity'], code: Finding['code'], field: string, message: string, hint?: string): Finding {
  return { severity, code, field, message, ...(hint === undefined ? {} : { hint }) };
}
