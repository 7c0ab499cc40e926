import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { RunOptions } from './commands/run.ts';
import type { CommandContext } from './context.ts';
import { createPalette } from './palette.ts';
import { createProgram } from './program.ts';
import { readQuickWords } from './quick-run.ts';
import { createSecretRegistry } from './secrets.ts';
import { createCollectingHost } from './testing/collecting-host.ts';

/** What the grammar makes of the words of `reel run`. */
async function readByGrammar(args: readonly string[]) {
  const context: CommandContext = {
    host: createCollectingHost(),
    secrets: createSecretRegistry(),
    palette: createPalette(false),
    debug: false,
  };
  const program = createProgram(context, () => {});
  const run = program.commands.find((command) => command.name() === 'run') ?? new Command();
  let read: unknown;
  run.action((recipes: string[], { emulate, provider, profile, input, out }: RunOptions) => {
    read = { recipes, emulate: emulate === true, provider, profile, input: { ...input }, out };
  });
  await program.parseAsync(['run', ...args], { from: 'user' });
  return read;
}

test.each([
  { args: [] },
  { args: ['a.reel.yaml', 'folder/'] },
  { args: ['a.reel.yaml', '--emulate', '--keep-going'] },
  { args: ['--input', 'a=1', 'x', '--input=b=2=3', '--out', 'films'] },
  { args: ['--out=my films', '--provider', 'chanjing', '--input', 'empty='] },
  { args: ['--provider=chanjing', '--emulate', 'x'] },
  { args: ['--provider', 'chanjing, studio', '--profile', 'final'] },
  { args: ['--profile=draft'] },
])('the quick reader and the grammar agree on $args', async ({ args }) => {
  const quick = readQuickWords(args);
  expect({ ...quick, input: { ...quick?.input } }).toEqual(await readByGrammar(args));
});

test.each([
  { args: ['--json'] },
  { args: ['--reporter', 'ndjson'] },
  { args: ['--debug'] },
  { args: ['--help'] },
  { args: ['-h'] },
  { args: ['--'] },
  { args: ['--out'] },
  { args: ['--out', '--emulate'] },
  { args: ['--emulate=yes'] },
  { args: ['--emulat'] },
])('everything that is not plain is left to the grammar: $args', ({ args }) => {
  expect(readQuickWords(args)).toBeUndefined();
});
