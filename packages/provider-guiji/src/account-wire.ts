import { compact, optionalId, optionalNumber, optionalRecord, recordAt } from './wire-fields.ts';

/** What is left of one thing, and how much there was. Both as told: they need not fit together (G8). */
export interface GuijiQuota {
  readonly remaining?: number;
  readonly total?: number;
}

export interface GuijiAccount {
  readonly userId?: string;
  readonly companyId?: string;
  /** Avatars that may still be cloned. */
  readonly avatarClones: GuijiQuota;
  readonly voiceClones: GuijiQuota;
  /** Milliseconds of film. */
  readonly videoMs: GuijiQuota;
  /** Characters of speech. */
  readonly speechCharacters: GuijiQuota;
}

/** `GET /user/v2/get`. */
export function decodeAccount(data: unknown): GuijiAccount {
  const root = recordAt(data, 'data');
  const user = optionalRecord(root.user) ?? {};
  const account = recordAt(root.account, 'data.account');
  const quota = (remaining: string, total: string): GuijiQuota =>
    compact({ remaining: optionalNumber(account, remaining), total: optionalNumber(account, total) });
  return compact({
    userId: optionalId(user, 'id'),
    companyId: optionalId(user, 'corpId'),
    avatarClones: quota('fastTrainingAmount', 'totalFastTrainingAmount'),
    voiceClones: quota('voiceCloneAmount', 'totalVoiceCloneAmount'),
    videoMs: quota('fastDuration', 'totalFastDuration'),
    speechCharacters: quota('ttsWordsAmount', 'totalTtsWordsAmount'),
  });
}
