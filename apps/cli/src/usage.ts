import { commandList } from './command-list.ts';

/** The overview that `reel --help` prints. Imports nothing heavy: it answers before any command is loaded. */
export function renderUsage(version: string): string {
  const width = Math.max(...commandList.map(({ usage }) => usage.length));
  const commands = commandList.map(({ usage, summary }) => `  ${usage.padEnd(width)}   ${summary}`);
  return `reel ${version} – digital-human video from recipes checked into git

Usage: reel <command> [options]

Commands:
${commands.join('\n')}

Everywhere:
  --json        data on stdout, as JSON; everything for people goes to stderr
  --debug       show where an error came from
  --help        what a command does, with examples; --version

First steps:
  reel init films && cd films
  reel run --emulate          a film in seconds: no account, no network, nothing paid
  reel plan                   what the real thing would start
  export CHANJING_APP_ID=… CHANJING_SECRET_KEY=…
  reel run

Exit codes:
  0 done   1 a step failed   2 recipe or usage wrong   3 a frozen run or saved plan does not hold
  4 a start is uncertain and a person must decide   5 budget, balance or limit
  130 interrupted; the same command resumes

More: reel <command> --help
`;
}
