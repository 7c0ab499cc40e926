/** `export NAME=value` lines that any POSIX shell takes over, quoted where a value needs it. */
export function renderExports(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}

/** A word of a command line that any POSIX shell reads as it is. */
export function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
