/** Every command with the line that the overview shows. `program.ts` must define exactly these; a test compares. */
export const commandList = [
  { name: 'init', usage: 'init [folder]', summary: 'make a project that runs: recipe, media, CI workflow' },
  { name: 'check', usage: 'check [recipes...]', summary: 'every mistake in a recipe, offline, with provider limits' },
  { name: 'config', usage: 'config <recipe>', summary: 'the recipe in canonical form, all values filled in' },
  { name: 'plan', usage: 'plan [recipes...]', summary: 'what would run, what is reused, and why' },
  { name: 'run', usage: 'run [recipes...]', summary: 'render: start, wait, fetch, check; only what changed' },
  { name: 'graph', usage: 'graph <recipe>', summary: 'the steps as a Mermaid or DOT graph' },
  { name: 'emulate', usage: 'emulate', summary: "serve the provider's API on this machine, with real media" },
  { name: 'schema', usage: 'schema', summary: 'the JSON Schema of recipes, for editors' },
] as const;
