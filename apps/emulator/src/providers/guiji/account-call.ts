import type { Endpoint } from './call.ts';

/** What is left and what there was of each quota. */
export const accountCall: Endpoint = {
  method: 'GET',
  path: 'user/v2/get',
  handle: ({ world, owner }) => {
    const account = world.accounts.get(owner);
    if (account === undefined) return null;
    const { userId, total } = account;
    return {
      user: { id: userId, corpId: userId - 211 },
      account: {
        fastTrainingAmount: account.fastTrainingAmount,
        totalFastTrainingAmount: total.fastTrainingAmount,
        voiceCloneAmount: account.voiceCloneAmount,
        totalVoiceCloneAmount: total.voiceCloneAmount,
        ttsWordsAmount: account.ttsWordsAmount,
        totalTtsWordsAmount: total.ttsWordsAmount,
        fastDuration: account.fastDuration,
        totalFastDuration: total.fastDuration,
      },
    };
  },
};
