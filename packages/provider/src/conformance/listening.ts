import type { Provider } from '../provider.ts';
import { claim, wholeTextOf } from './claims.ts';

/** The provider, with everything that it returns or throws put down in `heard`. */
export function listenTo(provider: Provider, heard: unknown[]): Provider {
  const heardOf = listening(provider, heard);
  if (provider.catalogue === undefined) return heardOf;
  return Object.assign(Object.create(heardOf), { catalogue: listening(provider.catalogue, heard) });
}

/** Stands before the object without being a copy of it, so that it may be of a class. */
function listening<T extends object>(target: T, heard: unknown[]): T {
  return new Proxy(Object.create(target), {
    get(_, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => note(() => member.apply(target, given), heard);
    },
  });
}

function note(call: () => unknown, heard: unknown[]): unknown {
  const put = (value: unknown) => {
    heard.push(value);
    return value;
  };
  const toss = (error: unknown): never => {
    heard.push(error);
    throw error;
  };
  try {
    const answer = put(call());
    return answer instanceof Promise ? answer.then(put, toss) : answer;
  } catch (error) {
    return toss(error);
  }
}

/** Errors reach logs, outputs reach the state: neither may carry what opens an account. */
export function claimNoSecret(heard: readonly unknown[], secrets: readonly string[]): void {
  for (const value of heard) {
    const text = wholeTextOf(value);
    for (const secret of secrets) claim(secret === '' || !text.includes(secret), 'A secret is in what the adapter returned or threw.');
  }
}
