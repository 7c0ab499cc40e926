/** The text files of a new project, besides its recipe and media. */
export const projectFiles: readonly { readonly path: string; readonly text: string }[] = [
  {
    path: 'reelwright.yaml',
    text: `# What all recipes of this project share.
version: 1
provider: chanjing
providers:
  chanjing:
    # Secrets are pointers, never values: { env: NAME } or { file: path }.
    appId: { env: CHANJING_APP_ID }
    secretKey: { env: CHANJING_SECRET_KEY }
# People whose voice and face recipes use as \${{ cast.mei.voice }}, with what they have agreed to:
# consents:
#   mei-2026: { statement: { file: consents/mei.txt }, recording: { voice: consents/mei.wav }, expires: 2027-06-30 }
# cast:
#   mei: { consent: mei-2026, voice: { clone: assets/mei.wav } }
profiles:
  # reel run --profile draft
  draft: { emulate: true, size: 360x640 }
`,
  },
  {
    path: '.gitignore',
    text: `# State and results: made again from the recipes, or collected from the provider.
.reel/
out/
`,
  },
  {
    path: '.github/workflows/films.yml',
    text: `# Checks every recipe and renders it on the emulator at each push; renders for real when started by hand.
# Set the repository variable REELWRIGHT_REPOSITORY to the git address of Reelwright, and for real films the secrets
# CHANJING_APP_ID and CHANJING_SECRET_KEY.
name: films
on:
  push:
  workflow_dispatch:
jobs:
  films:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    # Two real runs at once would each start what the other has started already.
    concurrency: films-\${{ github.ref }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: git clone --depth 1 "\${{ vars.REELWRIGHT_REPOSITORY }}" "$RUNNER_TEMP/reelwright"
      - run: '"$RUNNER_TEMP/reelwright/reel" check .'
      # What was paid for once is kept: the state knows it.
      - uses: actions/cache@v4
        with:
          path: .reel
          key: reel-\${{ github.event_name }}-\${{ github.run_id }}
          restore-keys: reel-\${{ github.event_name }}-
      - if: github.event_name == 'push'
        run: '"$RUNNER_TEMP/reelwright/reel" run . --emulate'
      - if: github.event_name == 'workflow_dispatch'
        run: '"$RUNNER_TEMP/reelwright/reel" run .'
        env:
          CHANJING_APP_ID: \${{ secrets.CHANJING_APP_ID }}
          CHANJING_SECRET_KEY: \${{ secrets.CHANJING_SECRET_KEY }}
      - if: always()
        uses: actions/upload-artifact@v4
        with: { name: films, path: out }
`,
  },
];
