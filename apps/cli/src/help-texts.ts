import type { commandList } from './command-list.ts';

interface HelpText {
  /** Paragraphs; commander breaks their lines to the width of the terminal. */
  readonly description: string;
  /** Examples, exit codes, next steps; printed as it stands, 80 columns wide. */
  readonly after: string;
}

const whichRecipes =
  'Recipes are files (*.reel.yaml) or folders, which stand for every recipe within. Without any, the one recipe of the current folder is taken.';

/** What `reel <command> --help` teaches beside the list of options. */
export const helpOf: Readonly<Record<(typeof commandList)[number]['name'], HelpText>> = {
  init: {
    description: 'Makes a project that runs: a recipe, its media, reelwright.yaml, .gitignore and a CI workflow. Overwrites nothing.',
    after: `Examples:
  reel init films            a new folder
  reel init                  the current folder

Exit codes: 0 made, 2 something is in the way.
Next: cd films && reel run --emulate`,
  },
  check: {
    description: `Tells every mistake of the recipes at once, each at its line, offline: nothing is started and no account is needed. Limits of the provider count as well (length of text, formats, sizes).\n\n${whichRecipes}`,
    after: `Examples:
  reel check                       the recipe of this folder
  reel check recipes/ --json       every recipe below recipes/
  reel check weekly.reel.yaml --input week=2027-W02

Exit codes: 0 no errors (there may be warnings), 2 mistakes found.
Next: reel plan`,
  },
  config: {
    description: 'Prints a recipe in canonical form: inputs filled in, defaults written out, references resolved as far as they can be.',
    after: `Examples:
  reel config weekly.reel.yaml --input week=2027-W02
  diff <(reel config a.reel.yaml) <(reel config b.reel.yaml)

Exit codes: 0 printed, 2 the recipe is wrong.`,
  },
  plan: {
    description: `Shows what a run would do, step by step: start, resume, or reuse, and why. Starts nothing and calls nobody.\n\n${whichRecipes}`,
    after: `Examples:
  reel plan                        what would be paid for
  reel plan --emulate              the same for emulated runs
  reel plan --json | jq '.nodes[] | select(.decision.action == "run").id'

Exit codes: 0 planned, 2 recipe or usage wrong.
Next: reel run`,
  },
  run: {
    description: `Renders the recipes. What is unchanged since an earlier run is reused; what an interrupted run left at the provider is collected, not started again.\n\n${whichRecipes}`,
    after: `Outputs land in out/<recipe>/<instance>/ and are named on stdout; everything
else goes to stderr.

Examples:
  reel run --emulate               a film in seconds, without account or network
  reel run weekly.reel.yaml --input week=2027-W02
  reel run recipes/ --keep-going   one failed film does not hold up the others
  reel run --json > result.json    the result for a program
  reel run --reporter ndjson | jq -c .type

Reporters:
  terminal   live; the default on a terminal
  plain      one line per fact; the default elsewhere and in CI
  ndjson     every event as a line of JSON on stdout

Account: CHANJING_APP_ID and CHANJING_SECRET_KEY in the environment, or pointers
to secrets in reelwright.yaml.

Ctrl-C stops starting and leaves what is at the provider to the next run; a
second Ctrl-C leaves at once.

When the answer to a paid start is lost and the provider cannot tell what became
of it, the run stops with exit code 4 and says what to look at. Decide with
--on-uncertain restart (pay anew) or fail; nothing is ever paid twice unasked.

Exit codes:
  0    done, or nothing to do
  1    a step failed
  2    recipe or usage wrong; nothing was started
  4    a start is uncertain and a person must decide
  5    budget, balance or limit
  130  interrupted; run the same command again`,
  },
  graph: {
    description: 'Prints the steps of a recipe and what flows between them as a graph.',
    after: `Examples:
  reel graph weekly.reel.yaml      Mermaid, as Markdown shows it
  reel graph weekly.reel.yaml --format dot | dot -Tsvg > weekly.svg

Exit codes: 0 printed, 2 the recipe is wrong.`,
  },
  emulate: {
    description:
      "Serves the provider's API on this machine with its documented quirks and real media, until it is interrupted. Any client of the API works against it once its address and credentials are set.",
    after: `Examples:
  reel emulate --port 8080 --speed 20

  From a script: start it, wait for its lines (they arrive in one piece), take
  them over, and end it; it then reports calls, tasks and polls on stderr.

  rm -f emulator.env
  reel emulate --print-env > emulator.env &
  until [ -s emulator.env ]; do sleep 0.1; done
  . ./emulator.env
  reel run                         a real run, against the emulator
  kill %1

With --speed N, REELWRIGHT_TIME_SCALE=N (--print-env prints it) lets reel run
wait N times shorter. It is heeded only while the provider's address is on this
machine.

Exit codes: 0 stopped by a signal, 2 the port cannot be used.`,
  },
  schema: {
    description: 'Prints the JSON Schema of recipes.',
    after: `Examples:
  reel schema > reel.schema.json

  Then, as the first line of a recipe, for editors with a YAML language server:
  # yaml-language-server: $schema=reel.schema.json

Exit codes: 0 printed.`,
  },
};
