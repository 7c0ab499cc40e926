import { type MapNode, mapIn, type SourceNode, type SourceRange } from '../parse/source-node.ts';

/** Words that make the name of a setting that of a secret, whoever the provider is. An address or a limit has none of them. */
const secretWords: ReadonlySet<string> = new Set([
  ...['secret', 'token', 'password', 'passphrase', 'credential', 'credentials', 'private', 'signature', 'key'],
  ...['appid', 'apikey', 'appkey', 'accesskey', 'secretkey', 'apisecret', 'appsecret'],
]);

/** `providers.<id>` or `store` and what it holds: the name of a setting that must be a pointer and is not. */
export interface PlainSecret extends SourceRange {
  readonly name: string;
  /** The account, or `store`. */
  readonly provider: string;
}

/** Where a secret may stand although nothing names it: a text in the place of settings. */
export function looseTexts(root: MapNode): SourceRange[] {
  const providers = root.entries.get('providers')?.value;
  const store = root.entries.get('store')?.value;
  const accounts = providers?.kind === 'map' ? [...providers.entries.values()].map(({ value }) => value) : [providers];
  return [...accounts, store].filter((node) => node !== undefined).filter(({ kind }) => kind !== 'map');
}

/** True for `secretKey`, `API_KEY`, `app-id`; not for `monkey` or `keyboard`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _-]+/);
  return words.some((word) => secretWords.has(word)) || words.join('') === 'appid';
}

/** Every secret that stands in the file itself instead of being pointed at. */
export function plainSecrets(root: MapNode): PlainSecret[] {
  const found: PlainSecret[] = [];
  const providers = mapIn(root, 'providers');
  for (const [provider, { value }] of providers?.entries ?? []) {
    if (value.kind === 'map') collect(value, provider, found);
  }
  const store = mapIn(root, 'store');
  if (store !== undefined) collect(store, 'store', found);
  return found;
}

function collect(map: MapNode, provider: string, found: PlainSecret[]): void {
  for (const [name, { value }] of map.entries) {
    if (isPointer(value)) continue;
    if (isSecretName(name) && !(value.kind === 'scalar' && value.value === null))
      found.push({ name, provider, start: value.start, end: value.end });
    else if (value.kind === 'map') collect(value, provider, found);
    else if (value.kind === 'list') for (const item of value.items) if (item.kind === 'map') collect(item, provider, found);
  }
}

/** `{ env: NAME }` or `{ file: path }` and nothing beside it. */
export function isPointer(node: SourceNode): boolean {
  if (node.kind !== 'map' || node.entries.size !== 1) return false;
  const value = (node.entries.get('env') ?? node.entries.get('file'))?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' && value.value.trim() !== '';
}
