import { writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { OutputKind, Project, RecipeInstance, StepInstance, StepOutput, StepWith, VoiceSource } from '@reelwright/recipe';
import {
  authorize,
  avatarVideo,
  captions,
  cloneAvatar,
  cloneVoice,
  consentBy,
  fileAt,
  instanceOf,
  join,
  lipSync,
  output,
  place,
  step,
  tts,
} from '../../__fixtures__/recipes.ts';
import type { Chance } from './chance.ts';
import { modelMedium } from './model-media.ts';

/** A few instances that share voices, footage and words here and there, of all kinds of step. */
export interface RandomProject {
  readonly instances: readonly RecipeInstance[];
  /** What each output is to be, in words: `<recipe>/<output>`. */
  readonly expected: ReadonlyMap<string, string>;
  readonly consents: Pick<Project, 'cast' | 'consents'>;
}

interface Media {
  readonly voices: readonly [string, ...string[]];
  readonly footage: readonly [string, ...string[]];
}

/** @param folder Where its media are put. @param accounts Names that a recipe may pin its steps to. */
export function createRandomProject(folder: string, chance: Chance, accounts: readonly [string, ...string[]]): RandomProject {
  const put = (kind: 'audio' | 'video', name: string) => {
    const path = joinPath(folder, `${name}.${kind === 'audio' ? 'wav' : 'mp4'}`);
    writeFileSync(path, modelMedium(kind, name));
    return path;
  };
  const media: Media = { voices: [put('audio', 'mei'), put('audio', 'omar')], footage: [put('video', 'desk'), put('video', 'street')] };
  const expected = new Map<string, string>();
  const count = chance.integer(1, 3, 'instances');
  const instances = Array.from({ length: count }, (_, index) => {
    const name = `film-${index + 1}`;
    const draft = new Draft(name, chance, media);
    const shape = chance.pick(['film', 'talk', 'chain', 'fan', 'joined', 'granted'] as const, `${name}: shape`);
    draft[shape]();
    const pinned = chance.number(`${name}: pin`) < 0.15 ? chance.pick(accounts, `${name}: pinned to`) : undefined;
    return draft.finish(expected, pinned);
  });
  return { instances, expected, consents: consentsFor(media) };
}

function consentsFor({ voices, footage }: Media): RandomProject['consents'] {
  const words = { subject: undefined, grants: ['voice', 'face'], statement: 'I agree.', expires: undefined } as const;
  const recording = { voice: fileAt(voices[0]), face: fileAt(footage[0]) };
  return { cast: new Map(), consents: new Map([['mei-2026', { name: 'mei-2026', ...words, recording, location: place() }]]) };
}

/** A recipe in the making; each method adds steps and says what they will be. */
class Draft {
  readonly #name: string;
  readonly #chance: Chance;
  readonly #media: Media;
  readonly #steps: StepInstance[] = [];
  readonly #outputs: Record<string, StepOutput> = {};
  readonly #tags = new Map<string, string>();

  constructor(name: string, chance: Chance, media: Media) {
    this.#name = name;
    this.#chance = chance;
    this.#media = media;
  }

  /** A voice speaks, a film follows it, its captions are wrapped. */
  film(): void {
    this.#voice();
    this.#speech('speech', 'voice');
    this.#lipSync('film', 'speech');
    this.#captions('lines', 'speech');
  }

  /** An avatar says a text. */
  talk(): void {
    this.#avatar();
    this.#talk('talk', this.#words('talk'));
  }

  /** An avatar follows a speech. */
  chain(): void {
    this.#voice();
    this.#avatar();
    this.#speech('speech', 'voice');
    this.#talk('talk', this.#from('speech', 'audio', 'audio'));
  }

  /** One voice, several speeches, some of them equal. */
  fan(): void {
    this.#voice();
    for (let index = 1; index <= this.#chance.integer(2, 4, `${this.#name}: fan`); index++) this.#speech(`speech-${index}`, 'voice');
  }

  joined(): void {
    this.#voice();
    for (const part of ['a', 'b']) {
      this.#speech(`speech-${part}`, 'voice');
      this.#lipSync(`film-${part}`, `speech-${part}`);
    }
    this.#add('whole', join(this.#from('film-a', 'video', 'video'), this.#from('film-b', 'video', 'video')), ['film-a', 'film-b']);
    this.#promise('whole', 'video', 'video', `join(${this.#tag('film-a')}+${this.#tag('film-b')})`);
  }

  /** A voice that must be authorized before it speaks. */
  granted(): void {
    this.#voice();
    this.#add(
      'grant',
      authorize({ kind: 'voice', voice: this.#from('voice', 'voice', 'voice') }),
      ['voice'],
      consentBy(this.#pick('voices', 'consent')),
    );
    this.#speech('speech', 'voice', ['grant']);
  }

  finish(expected: Map<string, string>, pinned: string | undefined): RecipeInstance {
    for (const output of Object.keys(this.#outputs)) expected.set(`${this.#name}/${output}`, this.#tags.get(output) ?? '');
    const steps =
      pinned === undefined ? this.#steps : this.#steps.map((one) => ({ ...one, provider: { value: pinned, location: place() } }));
    return instanceOf({ name: this.#name, steps, outputs: this.#outputs });
  }

  #voice(): void {
    const sample = this.#pick('voices', 'voice');
    this.#add('voice', cloneVoice(sample), []);
    this.#tags.set('voice', `voice(${nameOf(sample)})`);
    this.#outputs.voice = this.#from('voice', 'voice', 'voice');
  }

  #avatar(): void {
    const footage = this.#pick('footage', 'avatar');
    this.#add('avatar', cloneAvatar(footage), [], consentBy(footage));
    this.#tags.set('avatar', `avatar(${nameOf(footage)})`);
  }

  #speech(id: string, voice: string, needs: readonly string[] = []): void {
    const words = this.#words(id);
    const source: VoiceSource = this.#from(voice, 'voice', 'voice');
    this.#add(id, tts(source, words), [voice, ...needs]);
    this.#promise(id, 'audio', 'audio', `speech(${this.#tag(voice)},${words})`);
  }

  #lipSync(id: string, speech: string): void {
    const footage = this.#pick('footage', id);
    this.#add(id, lipSync(footage, this.#from(speech, 'audio', 'audio')), [speech]);
    this.#promise(id, 'video', 'video', `film(${nameOf(footage)},${this.#tag(speech)})`);
  }

  #talk(id: string, speech: StepOutput | string): void {
    this.#add(id, avatarVideo(this.#from('avatar', 'avatar', 'avatar'), speech), [
      'avatar',
      ...(typeof speech === 'string' ? [] : [speech.step]),
    ]);
    const said = typeof speech === 'string' ? `speech(V,${speech})` : this.#tag(speech.step);
    this.#promise(id, 'video', 'video', `talk(${this.#tag('avatar')},${said})`);
  }

  #captions(id: string, speech: string): void {
    this.#add(id, captions(this.#from(speech, 'captions', 'captions'), { maxLineLength: 12 }), [speech]);
    this.#outputs[id] = this.#from(id, 'captions', 'captions');
    this.#tags.set(id, 'captions');
  }

  #add(id: string, uses: StepWith, needs: readonly string[], more: Partial<StepInstance> = {}): void {
    this.#steps.push(step(id, uses, { needs, ...more }));
  }

  #promise(id: string, from: string, kind: OutputKind, tag: string): void {
    this.#outputs[id] = this.#from(id, from, kind);
    this.#tags.set(id, tag);
  }

  #from(id: string, from: string, kind: OutputKind): StepOutput {
    return output(id, from, kind);
  }

  #tag(id: string): string {
    return this.#tags.get(id) ?? '';
  }

  #pick(which: keyof Media, what: string): string {
    return this.#chance.pick(this.#media[which], `${this.#name}: ${what}`);
  }

  /** Some words are said in several films: equal steps are one task. */
  #words(what: string): string {
    const own = this.#chance.number(`${this.#name} ${what}: own words`) < 0.7;
    return own ? `${this.#name} says ${what}` : 'Good evening';
  }
}

/** A file of the project says its name. */
function nameOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\..*$/, '');
}
