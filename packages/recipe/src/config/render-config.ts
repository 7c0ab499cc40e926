import { stringify } from 'yaml';
import { escapeTemplate } from '../expression/parse-template.ts';
import type {
  AvatarSource,
  Background,
  CastReference,
  MediumSource,
  Recipe,
  RecipeInstance,
  SpeechSource,
  SpokenText,
  StepInstance,
  StepOutput,
  StepWith,
  VoiceSource,
} from '../recipe.ts';

type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical | undefined };

/**
 * The canonical YAML of an instance: defaults filled in, inputs at the values they were given, choices made, keys in the order of the
 * language. Read again from the same folder it gives the same instance.
 */
export function renderConfig(instance: RecipeInstance): string {
  const { recipe, inputs, steps, outputs } = instance;
  const byId = new Map(steps.map((step) => [step.id, step]));
  const inFileOrder = [...recipe.steps.keys()].flatMap((id) => byId.get(id) ?? []);
  return toYaml({
    version: 1,
    name: recipe.name,
    provider: providers(recipe),
    inputs:
      recipe.inputs.size === 0 ? undefined : record([...recipe.inputs.keys()].map((name) => [name, canonicalInput(name, recipe, inputs)])),
    steps: record(inFileOrder.map((step) => [step.id, canonicalStep(step, recipe)])),
    outputs: record(outputs.map(({ name, from }) => [name, expression(from)])),
  });
}

function providers({ providers: all }: Recipe): Canonical | undefined {
  return all.length > 1 ? all.map(({ value }) => value) : all[0]?.value;
}

function canonicalInput(name: string, recipe: Recipe, values: RecipeInstance['inputs']): Canonical {
  const input = recipe.inputs.get(name);
  return {
    type: input?.type ?? 'string',
    description: input?.description,
    default: values[name],
    pattern: input?.pattern,
    enum: input?.enum,
    minimum: input?.minimum,
    maximum: input?.maximum,
  };
}

function canonicalStep(step: StepInstance, recipe: Recipe): Canonical {
  const fields = canonicalWith(step.with);
  const referenced = new Set(Object.values(fields).flatMap((value) => stepsOf(value)));
  const needs = step.needs.filter((id) => !referenced.has(id));
  const vendor = Object.keys(step.vendor).length === 0 ? undefined : escapeDeep(step.vendor);
  return {
    uses: step.with.uses,
    provider: recipe.steps.get(step.id)?.provider?.value,
    needs: needs.length === 0 ? undefined : needs,
    with: { ...fields, vendor },
  };
}

function stepsOf(value: Canonical | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(stepsOf);
  return typeof value === 'string' ? [/^\$\{\{ steps\.([^.]+)\./.exec(value)?.[1]].filter((step) => step !== undefined) : [];
}

type Fields = Readonly<Record<string, Canonical | undefined>>;

function canonicalWith(step: StepWith): Fields {
  switch (step.uses) {
    case 'clone-voice': {
      const { sample, name, language, sex, consent } = step;
      return { sample: medium(sample), name: escapeTemplate(name), language, sex, consent: consent?.value };
    }
    case 'clone-avatar': {
      const { video, name, language, trainVoice, consent } = step;
      return { video: medium(video), name: escapeTemplate(name), language, voice: trainVoice, consent: consent?.value };
    }
    case 'tts': {
      const { speed, pitch, watermark } = step;
      return { voice: voice(step.voice), text: text(step.text), speed, pitch, watermark };
    }
    case 'lip-sync': {
      const { size, quality, volume, playback, frames, consent } = step;
      const frame = size && `${size.widthPx}x${size.heightPx}`;
      return { video: medium(step.video), ...speech(step.speech), size: frame, quality, volume, playback, frames, consent: consent?.value };
    }
    case 'avatar-video':
      return canonicalAvatarVideo(step);
    case 'authorize': {
      const { target, consent } = step;
      const clone = target.kind === 'voice' ? { voice: voice(target.voice) } : { avatar: avatar(target.avatar) };
      return { ...clone, consent: consent.value };
    }
    case 'join':
      return { videos: step.videos.map(medium) };
    case 'captions': {
      const { from, format, maxLineLength, maxLines } = step;
      return { from: expression(from), format, maxLineLength, maxLines };
    }
  }
}

function canonicalAvatarVideo(step: Extract<StepWith, { readonly uses: 'avatar-video' }>): Fields {
  const { size, position, captions, quality, playback, frames, transparent, watermark, volume, language } = step;
  return {
    avatar: avatar(step.avatar),
    ...speech(step.speech),
    size: size && `${size.widthPx}x${size.heightPx}`,
    position: position && { x: position.xPx, y: position.yPx, width: position.widthPx, height: position.heightPx },
    background: step.background && background(step.background),
    captions,
    quality,
    playback,
    frames,
    transparent,
    watermark,
    volume,
    language,
  };
}

function speech(value: SpeechSource): Fields {
  if (value.type === 'audio') return { audio: medium(value.audio) };
  return { voice: voice(value.voice), text: text(value.text), speed: value.speed, pitch: value.pitch };
}

function background(value: Background): Canonical {
  return value.type === 'color' ? value.color : medium(value.image);
}

function avatar(source: AvatarSource): Canonical {
  if (source.type !== 'id') return named(source);
  const id = escapeTemplate(source.id);
  return source.figure === undefined ? id : { id, figure: escapeTemplate(source.figure) };
}

function medium(source: MediumSource): Canonical {
  if (source.type === 'step-output') return expression(source);
  return escapeTemplate(source.type === 'url' ? source.url : source.relativePath);
}

function voice(source: VoiceSource): Canonical {
  return source.type === 'id' ? escapeTemplate(source.id) : named(source);
}

function named(source: StepOutput | CastReference): string {
  return source.type === 'cast' ? `\${{ cast.${source.member}.${source.part} }}` : expression(source);
}

function text(spoken: SpokenText): Canonical {
  return spoken.relativePath === undefined ? escapeTemplate(spoken.text) : { file: escapeTemplate(spoken.relativePath) };
}

function expression({ step, output }: StepOutput): string {
  return `\${{ steps.${step}.${output} }}`;
}

/** Values of `vendor` with the texts in them made to mean themselves. */
function escapeDeep(value: unknown): Canonical {
  if (typeof value === 'string') return escapeTemplate(value);
  if (Array.isArray(value)) return value.map(escapeDeep);
  if (typeof value === 'object' && value !== null) return record(Object.entries(value).map(([key, inner]) => [key, escapeDeep(inner)]));
  return value as Canonical; // JSON: what is left are numbers, switches and null
}

function record(entries: readonly (readonly [string, Canonical | undefined])[]): Canonical {
  return Object.fromEntries(entries);
}

function toYaml(value: Canonical): string {
  return stringify(value, { version: '1.2', schema: 'core', lineWidth: 0, aliasDuplicateObjects: false, keepUndefined: false });
}
