import { join } from 'node:path';
import { closedPortUrl } from '@reelwright/test-kit';
import { createPresenterProject, type PresenterProject } from '../support/presenter.ts';

export const crashProviders = ['chanjing', 'guiji'] as const;
export type CrashProvider = (typeof crashProviders)[number];

export const recipeName = 'everything';

/** The presenter's project with one recipe that has every kind of step, and a bridge for the provider that fetches its media. */
export async function createCrashProject(provider: CrashProvider): Promise<PresenterProject> {
  const project = createPresenterProject();
  const address = await closedPortUrl();
  project.edit('reelwright.yaml', 'provider: chanjing', `provider: ${provider}`);
  project.edit(
    'reelwright.yaml',
    'consents:',
    `providers:\n  guiji:\n    bridge: { kind: public-url, url: '${address}/reel', listen: ${new URL(address).port} }\nconsents:`,
  );
  project.write(`${recipeName}.reel.yaml`, `${recipe}${provider === 'guiji' ? authorization : ''}`);
  return project;
}

export function outFolderOf({ path }: PresenterProject): string {
  return join(path, 'out', recipeName, 'default');
}

/** Only one of the providers knows authorizations. */
const authorization = `  grant:
    uses: authorize
    with: { voice: '\${{ steps.voice.voice }}', consent: lena-2026 }
`;

const recipe = `name: ${recipeName}
outputs:
  film: \${{ steps.film.video }}
  talk: \${{ steps.talk.video }}
  whole: \${{ steps.whole.video }}
  audio: \${{ steps.speech.audio }}
  captions: \${{ steps.lines.captions }}
steps:
  voice:
    uses: clone-voice
    with: { sample: assets/lena.wav, name: lena, consent: lena-2026 }
  speech:
    uses: tts
    with: { voice: '\${{ steps.voice.voice }}', text: Good evening. Nothing is paid for twice. }
  film:
    uses: lip-sync
    with: { video: assets/lena-desk.mp4, audio: '\${{ steps.speech.audio }}', consent: lena-2026 }
  presenter:
    uses: clone-avatar
    with: { video: assets/lena-desk.mp4, name: lena at the desk, consent: lena-2026 }
  talk:
    uses: avatar-video
    with: { avatar: '\${{ steps.presenter.avatar }}', voice: '\${{ cast.host.voice }}', text: Here is the news. }
  opening:
    uses: avatar-video
    with: { avatar: '\${{ cast.host.avatar }}', voice: '\${{ cast.host.voice }}', text: Here is the news. }
  ending:
    uses: avatar-video
    with: { avatar: '\${{ cast.host.avatar }}', voice: '\${{ cast.host.voice }}', text: That was the news. }
  whole:
    uses: join
    with: { videos: ['\${{ steps.opening.video }}', '\${{ steps.ending.video }}'] }
  lines:
    uses: captions
    with: { from: '\${{ steps.speech.captions }}', maxLineLength: 42 }
`;
