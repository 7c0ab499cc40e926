import { describe, expect, test } from 'vitest';
import { smallFilm } from './support/project.ts';
import { reel } from './support/reel.ts';
import { useRig } from './support/rig.ts';

describe('reel why', () => {
  const rig = useRig();
  const why = (step: string, ...args: string[]) =>
    reel(['why', 'small.reel.yaml', step, ...args], { cwd: rig.project.path, env: rig.emulator.env });

  test('names the input that changed, old and new, also from the step that follows from it; and where the rest comes from', async () => {
    expect((await why('film')).stdout).toMatch(
      /^small\/default\/film: runs\. It has not been made yet[\s\S]*since small\/default\/speech: /,
    );
    await reel(['run', 'small.reel.yaml'], { cwd: rig.project.path, env: rig.emulator.env });
    const reused = await why('film');
    expect([reused.code, reused.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^small\/default\/film: is reused\. Nothing .*\n {2}Its result lies in the store: made at chanjing by task \S+\.\n$/,
      ),
    ]);
    rig.project.write('small.reel.yaml', smallFilm('A smaller film. It has two sentences.'));
    const changed = /[Ii]ts text changed: "A small film.*" -> "A smaller film/;
    expect((await why('speech')).stdout).toMatch(changed);
    const [film] = JSON.parse((await why('default/film', '--json')).stdout);
    expect(film).toMatchObject({ node: 'small/default/film', action: 'run-if-changed', from: null });
    expect(film.because).toEqual([{ node: 'small/default/speech', reason: expect.stringMatching(changed) }]);
  });

  test('a step that is not there is answered with the nearest one', async () => {
    const { code, stderr } = await why('flim');
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "film"?')]);
  });
});
