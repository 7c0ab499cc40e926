import type { commandList } from './command-list.ts';
import { registrations } from './providers.ts';

interface HelpText {
  /** Paragraphs; commander breaks their lines to the width of the terminal. */
  readonly description: string;
  /** Examples, exit codes, next steps; printed as it stands, 80 columns wide. */
  readonly after: string;
}

/** `  CHANJING_APP_ID, CHANJING_SECRET_KEY`, one line for each provider. */
const accountVariables = Object.values(registrations)
  .map(({ secrets, addresses, requires, logins }) => {
    const variables: Readonly<Record<string, string>> = { ...addresses, ...secrets };
    return `  ${[...requires, ...(logins[0] ?? [])].map((name) => variables[name]).join(', ')}`;
  })
  .join('\n');

const whichRecipes =
  'Recipes are files (*.reel.yaml) or folders, which stand for every recipe within. Without any, the one recipe of the current folder is taken.';

const providerNames = Object.keys(registrations);

const whichAccount =
  'Without --provider the account is asked that the project takes first. Providers: ' +
  `${providerNames.join(', ')}; a project may name further accounts of them.`;

const listNotes = `Lists are told page by page: --page, --page-size, or --all. --json gives every
field, with keys that stay as they are.`;

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
    description: `Shows what a run would do, step by step: start, resume, or reuse, and why; what a provider lacks and is made of other steps; where a film falls back to. Starts nothing and calls nobody.\n\n${whichRecipes}`,
    after: `Examples:
  reel plan                        what would be paid for
  reel plan --emulate              the same for emulated runs
  reel plan --provider ${providerNames.at(-1)}    what that provider would make of it
  reel plan --json | jq '.nodes[] | select(.decision.action == "run").id'

Exit codes: 0 planned, 2 recipe or usage wrong, 3 with --frozen: the locks do
not hold.
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
  reel run --profile draft         as profiles: of reelwright.yaml say
  reel run --provider one,two      where one refuses a film, two makes it
  reel run --retake cn/film        one film once more, and what follows from it

Reporters:
  terminal   live; the default on a terminal
  plain      one line per fact; the default elsewhere and in CI
  ndjson     every event as a line of JSON on stdout

Accounts: pointers to secrets in reelwright.yaml, or in the environment
${accountVariables}

Locks: beside each recipe, <recipe>.reel.lock.yaml pins what its films resolved
to. Check it in: other machines reuse what it pins, from store or store remote.
An emulated run keeps up a lock that has an emulated part; --lock begins one.
  reel run --frozen                the films of the locks, without any account

Callbacks: with --callback-url providers tell when a task is done, and the run
looks sooner. The address leads to --callback-listen, through a tunnel or proxy.
  reel run --callback-url https://films.example --callback-listen 0.0.0.0:8700

Ctrl-C stops starting and leaves what is at the provider to the next run; a
second Ctrl-C leaves at once.

When the answer to a paid start is lost and the provider cannot tell what became
of it, the run stops with exit code 4. reel tasks --ask shows what it may be;
reel adopt says which it is, or that it is none. Nothing is paid twice unasked.

Exit codes:
  0    done, or nothing to do
  1    a step failed
  2    recipe or usage wrong; nothing was started
  3    with --frozen: the locks do not hold; every difference is named
  4    a start is uncertain and a person must decide
  5    budget, balance or limit
  130  interrupted, by a deadline as well; run the same command again`,
  },
  why: {
    description:
      'Says why a step would run again: the input that changed, old and new, or the step above that changed. Or why it would not, and where its result comes from.',
    after: `Examples:
  reel why weekly.reel.yaml film
  reel why weekly.reel.yaml cn/film          of one film of a matrix
  reel why weekly.reel.yaml film --json | jq -r '.[].reason'

Exit codes: 0 said, 2 recipe or usage wrong.`,
  },
  tasks: {
    description:
      'Shows what this project has at providers: tasks in flight, starts of which nobody knows whether they happened, and what failed within a week. Changes nothing; without --ask nobody is called.',
    after: `Examples:
  reel tasks                       from the records here
  reel tasks --ask                 and what providers know of uncertain starts
  reel tasks --json | jq '.tasks[] | select(.state == "uncertain").node'
  reel tasks --emulate             of emulated runs

Exit codes: 0 shown, whatever it is; 2 settings wrong.
Next: reel run collects what is in flight; reel adopt decides what is uncertain.`,
  },
  adopt: {
    description:
      'Decides what became of a start whose answer was lost: which task at the provider it has made, or with --none that it has made nothing. The start is named by its step (recipe/instance/step) or its fingerprint, as reel tasks shows them. A task is taken only if the provider knows it.',
    after: `Examples:
  reel adopt weekly/cn/speech 8f2c41aa    that task is the one: go on with it
  reel adopt weekly/cn/speech --none      nothing was made: start it anew
  reel adopt 3fa9c1d2 8f2c41aa            by the beginning of its fingerprint

Exit codes: 0 decided, 1 the provider does not know the task, or it belongs to
another step; 2 there is no such uncertain start.
Next: reel run`,
  },
  store: {
    description:
      'Looks after the store of the project (.reel/store), where every result lies under the SHA-256 of its bytes, and moves what locks pin to and from the store remote that reelwright.yaml names.',
    after: `Actions:
  ls       results, their files, and which lock pins them
  verify   read every byte; what is damaged is named and moved aside
  gc       remove what no lock and no unfinished task needs; --dry-run
  push     bring what the locks pin to the remote
  pull     fetch what the locks pin; every byte is verified

The remote, in reelwright.yaml; secrets are pointers:
  store: { kind: directory, path: /mnt/films }
  store: { kind: s3, endpoint: https://s3.example.com, region: eu-1,
           bucket: films, accessKeyId: { env: KEY_ID },
           secretAccessKey: { env: KEY } }

Examples:
  reel store gc --dry-run
  reel store push && git push

Exit codes: 0 done, 1 something is damaged, missing or refused, or the remote
cannot be used; 2 settings or a lock wrong.`,
  },
  lock: {
    description:
      'Makes a lock of what a textual merge has left: marks of conflicts, blocks that stand there twice. The films of both sides are in it; of two versions of one film that is taken which the recipe makes now.',
    after: `Examples:
  reel lock repair weekly.reel.lock.yaml

Exit codes: 0 repaired, or right as it is; 2 there is no such file.
Next: reel run, which writes down anew what could not be kept`,
  },
  graph: {
    description: 'Prints the steps of a recipe and what flows between them as a graph.',
    after: `Examples:
  reel graph weekly.reel.yaml      Mermaid, as Markdown shows it
  reel graph weekly.reel.yaml --format dot | dot -Tsvg > weekly.svg

Exit codes: 0 printed, 2 the recipe is wrong.`,
  },
  parity: {
    description:
      'Compares what each provider makes of a recipe, step by step and field by field: had as it is, compiled to other steps, without effect, or refused. Starts nothing and calls nobody.',
    after: `Examples:
  reel parity weekly.reel.yaml
  reel parity weekly.reel.yaml --provider ${providerNames.join(',')} --json

Exit codes: 0 compared, whatever came of it; 2 the recipe is wrong.`,
  },
  voices: {
    description: `Lists the voices that everybody can use, or with --own those of the account. A recipe names a voice by its id, or through the cast of the project.\n\n${whichAccount}`,
    after: `${listNotes}

Examples:
  reel voices --sex female --language cn
  reel voices --own --all --json | jq -r '.items[].id'
  reel voices --preview previews   listen before choosing
  reel voices --delete <id> --yes

Exit codes: 0 done, 1 the provider refused, 2 usage or settings wrong.`,
  },
  avatars: {
    description: `Lists the avatars that everybody can use, or with --own those of the account.\n\n${whichAccount}`,
    after: `${listNotes}

Examples:
  reel avatars --name Mei
  reel avatars --own --preview previews
  reel avatars --delete <id> --yes

Exit codes: 0 done, 1 the provider refused, 2 usage or settings wrong.`,
  },
  fonts: {
    description: `Lists the fonts for captions in the picture.\n\n${whichAccount}`,
    after: `Examples:
  reel fonts --all
  reel fonts --preview previews

Exit codes: 0 done, 1 the provider refused, 2 usage or settings wrong.`,
  },
  files: {
    description: `Lists the uploads that the account holds.\n\n${whichAccount}`,
    after: `Examples:
  reel files --all
  reel files --delete <id> --yes

Exit codes: 0 done, 1 the provider refused, 2 usage or settings wrong.`,
  },
  jobs: {
    description: `Lists what the account has had made: films, speech, clones, as far as the provider lists them.\n\n${whichAccount}`,
    after: `${listNotes}

Examples:
  reel jobs --kind avatar-video
  reel jobs --kind tts --json | jq '.items[] | select(.state == "failed")'
  reel jobs --delete <id> --yes    a film

Exit codes: 0 done, 1 the provider refused, 2 usage or settings wrong.`,
  },
  account: {
    description: `Tells what the account has left, in the provider's own numbers.\n\n${whichAccount}`,
    after: `Examples:
  reel account
  reel account --json | jq '.quotas[] | {name, remaining}'

Exit codes: 0 done, 1 the provider refused, 2 usage or settings wrong.`,
  },
  authorize: {
    description: `Puts the consent of a person on record for a voice or an avatar that was cloned without one. The words and the recording are those of the record in reelwright.yaml, which must grant the use and not have ended.\n\n${whichAccount}`,
    after: `Examples:
  reel authorize --voice C_125 --consent mei-2026
  reel authorize --avatar=-292 --consent mei-2026

Exit codes: 0 authorized, 1 refused, 2 consent, usage or settings wrong.`,
  },
  emulate: {
    description:
      "Serves the providers' APIs on this machine with its documented quirks and real media, until it is interrupted. Any client of these APIs works against it once its address and credentials are set.",
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
wait N times shorter. It is heeded only while the providers' addresses are on
this machine.

Exit codes: 0 stopped by a signal, 2 the port cannot be used.`,
  },
  schema: {
    description: 'Prints the JSON Schema of recipes, or of project files.',
    after: `Examples:
  reel schema > reel.schema.json
  reel schema --project > reelwright.schema.json

  Then, as the first line of a recipe, for editors with a YAML language server:
  # yaml-language-server: $schema=reel.schema.json

Exit codes: 0 printed.`,
  },
};
