/** What a lock is written from. */
export type YamlTree = string | number | boolean | ReadonlyMap<string, YamlTree>;

/**
 * YAML with one form per value and one fact per line, in block style, so that two branches that change different things change different
 * lines. Maps without entries are left out.
 */
export function canonicalYaml(tree: ReadonlyMap<string, YamlTree>, indent = ''): string {
  let text = '';
  for (const [key, value] of tree) {
    if (!(value instanceof Map)) text += `${indent}${scalar(key)}: ${scalar(value as LeafOf)}\n`;
    else if (value.size > 0) text += `${indent}${scalar(key)}:\n${canonicalYaml(value, `${indent}  `)}`;
  }
  return text;
}

type LeafOf = Exclude<YamlTree, ReadonlyMap<string, YamlTree>>;

function scalar(value: LeafOf): string {
  return typeof value === 'string' && isPlain(value) ? value : quoted(value);
}

/** Words that every reader of YAML takes for text, whichever version it knows. */
function isPlain(text: string): boolean {
  return (
    /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(text) &&
    !/^[\d._]+(?:[eE][\d._]*)?$|^0[xob]|^\d+-\d|^(?:true|false|yes|no|on|off|y|n|null)$/i.test(text)
  );
}

/** JSON is YAML; what must not stand in a file as it is gets an escape. */
function quoted(value: LeafOf): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
