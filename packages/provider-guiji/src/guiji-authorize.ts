import type { AuthorizeInput, CallOptions, TaskRef } from '@reelwright/provider';
import type { GuijiClient } from './guiji-client.ts';
import { encodeAuthorization } from './guiji-encode.ts';
import { endpoints } from './guiji-endpoints.ts';

/** What an authorization is looked at through: the voice itself, or the training that made the avatar. */
export interface AuthorizationTarget {
  readonly kind: 'voice' | 'avatar';
  readonly id: string;
}

/** `voice:C_125`, `avatar:423`: the service makes no task of an authorization, so its id is the place where the outcome shows. */
export function authorizationId({ kind, id }: AuthorizationTarget): string {
  return `${kind}:${id}`;
}

export function authorizationTarget(id: string): AuthorizationTarget {
  return id.startsWith('avatar:') ? { kind: 'avatar', id: id.slice('avatar:'.length) } : { kind: 'voice', id: id.replace(/^voice:/, '') };
}

/**
 * Hands in the consent for an older clone. It costs nothing, and a second time makes no difference.
 *
 * @throws {ProviderError} `missing-resource` when the avatar is none of this account's own: a public one needs no authorization.
 */
export async function authorize(client: GuijiClient, input: AuthorizeInput, options: CallOptions): Promise<TaskRef> {
  const target = await targetOf(client, input, options);
  const endpoint = input.target.kind === 'voice' ? endpoints.authorizeVoice : endpoints.authorizeAvatar;
  const isAccepted = await client.call(endpoint, { json: encodeAuthorization(input) }, options);
  if (!isAccepted) {
    throw client.fail('rejected-content', `Guiji did not accept the authorization of the ${input.target.kind} ${input.target.id}.`, {
      hint: 'The recording must show or carry the person saying exactly the words of the consent.',
    });
  }
  return { provider: 'guiji', kind: 'authorize', id: authorizationId(target) };
}

/** The calls name an avatar by its scene, the outcome is told by its training: the one is looked up by the other. */
export async function targetOf(client: GuijiClient, { target }: AuthorizeInput, options: CallOptions): Promise<AuthorizationTarget> {
  if (target.kind === 'voice') return { kind: 'voice', id: target.id };
  for await (const { items } of client.pages(endpoints.trainings, options)) {
    const training = items.find(({ avatar }) => avatar === target.id);
    if (training !== undefined) return { kind: 'avatar', id: training.id };
  }
  throw client.fail('missing-resource', `The account has cloned no avatar ${target.id}.`, {
    hint: 'Only clones of your own can be authorized; public avatars need no authorization.',
  });
}
