import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../state/json.ts';
import type { PublicMaker } from '../../storage/storage-app.ts';
import { portraitInto } from '../../tasks/make-media.ts';
import type { World } from '../../world.ts';
import type { Endpoint, GuijiWorld } from './call.ts';
import { Fields } from './fields.ts';
import { pageOfAll, readPage } from './paging.ts';

export interface PublicAvatar {
  readonly sceneId: number;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Avatars that everybody may film. The first is the one in the provider's pages. */
const avatars: readonly PublicAvatar[] = [
  { sceneId: -292, name: '云舒', widthPx: 1080, heightPx: 1920 },
  { sceneId: -293, name: 'Newsroom', widthPx: 1920, heightPx: 1080 },
  { sceneId: -294, name: 'Square', widthPx: 720, heightPx: 720 },
];

/** The catalogue of public avatars: drawn presenters, each with a cover that is made when somebody first looks at it. */
export class PublicAvatars implements PublicMaker {
  readonly #world: Pick<World, 'studio' | 'mediaFolder'>;

  constructor(world: Pick<World, 'studio' | 'mediaFolder'>) {
    this.#world = world;
  }

  list(): readonly PublicAvatar[] {
    return avatars;
  }

  get(sceneId: number): PublicAvatar | undefined {
    return avatars.find((avatar) => avatar.sceneId === sceneId);
  }

  coverKey({ sceneId }: PublicAvatar): string {
    return `public/guiji/avatars/${sceneId}.jpg`;
  }

  async make(key: string): Promise<string | undefined> {
    const avatar = avatars.find((candidate) => this.coverKey(candidate) === key);
    if (avatar === undefined) return undefined;
    const path = join(this.#world.mediaFolder, key);
    const { sceneId, widthPx, heightPx } = avatar;
    const looks = { widthPx, heightPx, presenter: presenterOf(sceneId), label: 'EMULATED · Guiji avatar' };
    if (!existsSync(path)) await portraitInto(this.#world, key.replace(/\.jpg$/, ''), looks);
    return path;
  }
}

/** Who is drawn for a public avatar, in its cover as in its films. */
export function presenterOf(sceneId: number): string {
  return `guiji avatar ${sceneId}`;
}

export const publicAvatarList: Endpoint = {
  method: 'POST',
  path: 'robot/v2/fastPublicPageList',
  handle: ({ world, body }) => {
    const fields = new Fields(body);
    const page = readPage(fields);
    const name = fields.optionalText('name') ?? '';
    const matching = world.publicAvatars.list().filter((avatar) => avatar.name.includes(name));
    return pageOfAll(matching, page, (avatar) => avatarRecord(world, avatar));
  },
};

function avatarRecord(world: GuijiWorld, avatar: PublicAvatar): Json {
  const { sceneId, name, widthPx, heightPx } = avatar;
  return {
    id: sceneId,
    sceneName: name,
    coverUrl: world.links.public(world.publicAvatars.coverKey(avatar)),
    resolution: `${widthPx}x${heightPx}`,
  };
}
