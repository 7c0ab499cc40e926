/** Every command with the line that the overview shows. `program.ts` must define exactly these; a test compares. */
export const commandList = [
  { name: 'init', usage: 'init [folder]', summary: 'make a project that runs: recipe, media, CI workflow' },
  { name: 'check', usage: 'check [recipes...]', summary: 'every mistake in a recipe, offline, with provider limits' },
  { name: 'config', usage: 'config <recipe>', summary: 'the recipe in canonical form, all values filled in' },
  { name: 'plan', usage: 'plan [recipes...]', summary: 'what would run, what is reused, and why' },
  { name: 'run', usage: 'run [recipes...]', summary: 'render: start, wait, fetch, check; only what changed' },
  { name: 'graph', usage: 'graph <recipe>', summary: 'the steps as a Mermaid or DOT graph' },
  { name: 'parity', usage: 'parity <recipe>', summary: 'what each provider makes of a recipe, field by field' },
  { name: 'voices', usage: 'voices', summary: "a provider's voices, and your own" },
  { name: 'avatars', usage: 'avatars', summary: "a provider's avatars, and your own" },
  { name: 'fonts', usage: 'fonts', summary: 'fonts for captions in the picture' },
  { name: 'files', usage: 'files', summary: 'uploads that your account holds' },
  { name: 'jobs', usage: 'jobs', summary: 'what your account has had made' },
  { name: 'account', usage: 'account', summary: 'what your account has left' },
  { name: 'authorize', usage: 'authorize', summary: 'put a consent on record for an older clone' },
  { name: 'emulate', usage: 'emulate', summary: "serve the providers' APIs on this machine, with real media" },
  { name: 'schema', usage: 'schema', summary: 'the JSON Schema of recipes or project files, for editors' },
] as const;
