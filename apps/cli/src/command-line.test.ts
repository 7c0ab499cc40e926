import { expect, test } from 'vitest';
import { runCommandLine } from './command-line.ts';
import { commandList } from './command-list.ts';
import { helpOf } from './help-texts.ts';
import { createCollectingHost } from './testing/collecting-host.ts';

async function call(...args: string[]) {
  const host = createCollectingHost();
  return { code: await runCommandLine(args, host), ...host.written };
}

test.each([
  { args: ['rnu'], says: /^error CLI_USAGE: Unknown command 'rnu'\.\n {3}hint: Did you mean run\?\n$/ },
  { args: ['run', '--emulat'], says: /Unknown option '--emulat'\.\n {3}hint: Did you mean --emulate\?/ },
  { args: ['config'], says: /Missing required argument 'recipe'/ },
  { args: ['run', '--input', 'week'], says: /--input week is not of the form name=value/ },
  { args: ['run', '--reporter', 'plian'], says: /--reporter knows no "plian"\.\n {3}hint: Did you mean "plain"\?/ },
  { args: ['graph', 'a', 'b'], says: /Too many arguments/i },
  { args: ['emulate', '--port', '99999'], says: /is not a port/ },
])('$args is refused with exit code 2 and a hint, nothing on stdout', async ({ args, says }) => {
  const { code, stdout, stderr } = await call(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(says);
});

test('without any word the overview is shown, as a usage error', async () => {
  const { code, stdout, stderr } = await call();
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/Usage: reel <command>/);
});

test.each(commandList.map(({ name }) => name))('reel %s --help teaches with examples and exit codes, on stdout', async (name) => {
  const { code, stdout, stderr } = await call(name, '--help');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^Usage: reel ${name}`));
  expect(stdout).toContain(helpOf[name].after);
  expect(stdout).toMatch(/Examples:[\s\S]*Exit codes:/);
});

test.each(commandList.map(({ name }) => name))('reel %s --help fits a terminal of 80 columns', async (name) => {
  const { stdout } = await call(name, '--help');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('reel help run is reel run --help', async () => {
  expect((await call('help', 'run')).stdout).toBe((await call('run', '--help')).stdout);
});

test('every option that an example of the help uses is one of its command', async () => {
  for (const { name } of commandList) {
    const { stdout } = await call(name, '--help');
    const [options = '', examples = ''] = stdout.split('Examples:');
    const used = examples
      .split('\n')
      .filter((line) => line.includes(`reel ${name} `))
      .flatMap((line) => line.match(/(?<= )--[a-z-]+/g) ?? []);
    expect(used.filter((option) => !options.includes(option))).toEqual([]);
  }
});

test('version and overview name every command', async () => {
  const version = await call('--version');
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const { stdout } = await call('--help');
  expect(commandList.filter(({ usage, summary }) => !stdout.includes(`  ${usage}`) || !stdout.includes(summary))).toEqual([]);
});
