import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lookAt, srtCues, wavSeconds } from './support/media.ts';
import { createProject, smallFilm } from './support/project.ts';
import { type Outcome, reel } from './support/reel.ts';

interface Fact {
  readonly type: string;
  readonly step?: string;
}

const eventsOf = (outcome: Outcome): Fact[] =>
  outcome.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fact);
const stepsOf = (events: readonly Fact[], type: string) => events.filter((event) => event.type === type).map((event) => event.step);

describe('a recipe run on the emulator in process', () => {
  const project = createProject({ 'small.reel.yaml': smallFilm() });
  const out = (name: string) => join(project.path, 'out', 'small', 'default', name);
  let first: Outcome;

  beforeAll(async () => {
    first = await reel(['run', 'small.reel.yaml', '--emulate', '--reporter', 'ndjson'], { cwd: project.path });
    return () => project[Symbol.dispose]();
  });

  test('ends well and leaves exactly the outputs asked for, with a manifest', () => {
    expect(first.stderr).not.toMatch(/error/i);
    expect(first.code).toBe(0);
    expect(['video.mp4', 'audio.wav', 'captions.srt', 'manifest.json'].filter((name) => !existsSync(out(name)))).toEqual([]);
  });

  test('the film is H.264 and AAC, in the size asked for, as long as its speech', async () => {
    const film = await lookAt(out('video.mp4'));
    expect(film).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac', widthPx: 180, heightPx: 320 });
    expect(Math.abs(film.durationS - wavSeconds(readFileSync(out('audio.wav'))))).toBeLessThan(0.2);
  });

  test('the captions hold the sentences with rising times inside the speech', () => {
    const cues = srtCues(readFileSync(out('captions.srt'), 'utf8'));
    expect(cues.map((cue) => cue.text).join(' ')).toBe('A small film. It has two sentences.');
    const times = cues.flatMap((cue) => [cue.startS, cue.endS]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(wavSeconds(readFileSync(out('audio.wav'))) + 0.05);
  });

  test('everything it leaves says that it is emulated', () => {
    expect(JSON.parse(readFileSync(out('manifest.json'), 'utf8'))).toMatchObject({ emulated: true });
  });

  test('a second run does nothing and says so', async () => {
    const again = await reel(['run', 'small.reel.yaml', '--emulate'], { cwd: project.path });
    expect(again.code).toBe(0);
    expect(again.stdout + again.stderr).toMatch(/nothing to do/i);
  });

  test('a deleted output comes back from the store without a new task', async () => {
    const before = readFileSync(out('video.mp4'));
    rmSync(out('video.mp4'));
    const events = eventsOf(await reel(['run', 'small.reel.yaml', '--emulate', '--reporter', 'ndjson'], { cwd: project.path }));
    expect(stepsOf(events, 'task-started')).toEqual([]);
    expect(readFileSync(out('video.mp4')).equals(before)).toBe(true);
  });

  test('comments, key order and quoting change nothing', async () => {
    const text = smallFilm();
    writeFileSync(join(project.path, 'small.reel.yaml'), `# a remark\n${text.replace('size: 180x320', "size: '180x320' # small")}`);
    const events = eventsOf(await reel(['run', 'small.reel.yaml', '--emulate', '--reporter', 'ndjson'], { cwd: project.path }));
    expect(stepsOf(events, 'task-started')).toEqual([]);
  });

  test('an edited text speaks and films again and keeps the clone', async () => {
    writeFileSync(join(project.path, 'small.reel.yaml'), smallFilm('Another text.'));
    const outcome = await reel(['run', 'small.reel.yaml', '--emulate', '--reporter', 'ndjson'], { cwd: project.path });
    expect(outcome.code).toBe(0);
    expect(stepsOf(eventsOf(outcome), 'task-started').sort()).toEqual(['film', 'speech']);
    expect(srtCues(readFileSync(out('captions.srt'), 'utf8')).map((cue) => cue.text)).toEqual(['Another text.']);
  });
});

test('inputs change what is spoken, and a wrong one is refused before anything starts', async () => {
  using project = createProject({
    'greet.reel.yaml': smallFilm('Hello ${{ inputs.who }}.').replace(
      'name: small',
      'name: greet\ninputs:\n  who: { type: string, default: world }',
    ),
  });
  const greeted = await reel(['run', 'greet.reel.yaml', '--emulate', '--input', 'who=Mei', '--out', 'films'], { cwd: project.path });
  expect(greeted.code).toBe(0);
  const captions = join(project.path, 'films', 'greet', 'default', 'captions.srt');
  expect(srtCues(readFileSync(captions, 'utf8')).map((cue) => cue.text)).toEqual(['Hello Mei.']);
  const refused = await reel(['run', 'greet.reel.yaml', '--emulate', '--input', 'whom=Mei'], { cwd: project.path });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/whom[\s\S]*who/);
});
