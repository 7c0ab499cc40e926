const shortestCut = 6;

/**
 * Whether a name that a service keeps carries our label. A wrong yes takes another's task for ours, a wrong no pays twice; so whatever
 * the service may have made of the label (cut off, run together with the name) is `perhaps`, which a person decides.
 *
 * @param label The label of one attempt. Later attempts end in `-2`, `-3`, …, and are not to be taken for each other.
 */
export function likeness(name: string | undefined, label: string): 'same' | 'perhaps' | 'other' {
  if (name === undefined) return 'other';
  const words = name.split(/\s+/).map(plain);
  const own = plain(label);
  if (words.includes(own)) return 'same';
  const [first = '', ...rest] = words;
  const isOtherAttempt = /^\d+$/.test(first.slice(own.length)) && first.startsWith(own) && /-\d+$/.test(name.split(/\s+/)[0] ?? '');
  if (first.startsWith(own)) return isOtherAttempt ? 'other' : 'perhaps';
  const stem = plain(label.replace(/-\d+$/, ''));
  const isCut = rest.length === 0 && first.length >= shortestCut && first.length < stem.length && stem.startsWith(first);
  return isCut ? 'perhaps' : 'other';
}

/** Services differ in what they make of case and punctuation. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
