import type { ProviderErrorClass } from '@reelwright/provider';
import type { Operation, Refusal, Verdict } from '@reelwright/provider-http';

const credentialsHint = 'Check CHANJING_APP_ID and CHANJING_SECRET_KEY, and the state of the app in the Chanjing console.';
const quotaHint = 'Top up the Chanjing account, or wait until its quota renews.';
const uploadHint = 'The file was uploaded a moment ago and is not ready yet.';
const contentHint = 'Change the words or the medium that Chanjing objects to.';
const mediumHint =
  'Check that the voice or file exists at Chanjing and belongs to this account; if it was deleted or has expired, make it anew.';

/**
 * What the words of a refusal mean, first match first. Codes alone say little here: 50000 covers a missing file, an odd height
 * and wrong credentials; the rows under 10400 cover bad colours. The words are those of the documentation and of live replies,
 * no broader: an internal error that happens to say "invalid" or "not available" must not pass for a refusal.
 */
const wordings: readonly (readonly [RegExp, ProviderErrorClass, string?])[] = [
  [/扣费失败|余额不足|蝉豆不足|蝉豆余额|欠费|(到达|达到|超出|超过).{0,6}(上限|限额)/, 'quota', quotaHint],
  [/app_?id|secret_?key|app\s*状态/i, 'auth', credentialsHint],
  [/未完成上传|上传未完成|尚未上传/, 'transient', uploadHint],
  [/不合法规|不合规|违规|敏感|安全检测|审核(不|未)通过|审核失败/, 'rejected-content', contentHint],
  [/不存在|无权使用|没有找到|未找到|已过期|已删除/, 'missing-resource', mediumHint],
  [
    /emoji|缺少|不支持|不合法|不正确|不允许|不可以|不能(为|超过|小于|大于|包含)|不得|格式|纯数字|没有选择正确|figure_type|webm|参数|时长/i,
    'bad-input',
  ],
];

/** What the words alone tell, where they tell anything. Anything about the token is left to the code. */
export function judgeWords(words: string): Verdict | undefined {
  if (/token/i.test(words)) return undefined;
  const found = wordings.find(([pattern]) => pattern.test(words));
  return found === undefined ? undefined : { errorClass: found[1], hint: found[2] };
}

/**
 * Whether another token may help. Parameter errors come under the same code: words that name one are taken at their word,
 * so that no new token (which kills the old one for everybody) is fetched for a colour in the wrong format.
 */
export function refusesToken({ code, message }: Refusal): boolean {
  return (code === '10400' || code === '10401') && judgeWords(message) === undefined;
}

/** What a refusal means, by call, code and words. All codes are handled on all calls: the tables of the documentation have gaps. */
export function judgeRefusal(refusal: Refusal, operation: Operation): Verdict {
  const verdict = judgeCode(refusal, operation);
  const isOurRequest = ['bad-input', 'missing-resource', 'provider'].includes(verdict.errorClass);
  return operation.isAnonymous && isOurRequest ? { errorClass: 'auth', hint: credentialsHint } : verdict;
}

function judgeCode({ code, message }: Refusal, { creates }: Operation): Verdict {
  const byWords = judgeWords(message);
  switch (code) {
    case '40001':
      return { errorClass: 'rate-limit' };
    case '40002':
      return { errorClass: 'quota', hint: quotaHint };
    case '50011':
      return { errorClass: 'rejected-content', hint: contentHint };
    case '400':
    case '40000':
      // "Not available" is said of files in their first minute, and under these codes nothing has been made.
      if (/(文件|file).{0,30}(不可用|未就绪|处理中|not (yet )?(available|ready))/i.test(message))
        return { errorClass: 'transient', hint: uploadHint };
      return byWords ?? { errorClass: 'bad-input' };
    case '10400':
    case '10401':
      // Refused with a token that was good a moment ago: either it is about the token after all, or a parameter error in disguise.
      return (
        byWords ?? (message === '' || /token/i.test(message) ? { errorClass: 'auth', hint: credentialsHint } : { errorClass: 'bad-input' })
      );
    default:
      return byWords ?? judgeUnknown(code, message, creates === true);
  }
}

/** 50000, 51000 and whatever comes in their neighbourhood: an internal error, after which a task may exist all the same. */
function judgeUnknown(code: string, message: string, creates: boolean): Verdict {
  if (!creates && /not (found|exist)/i.test(message)) return { errorClass: 'missing-resource' };
  const isInternal = Number(code) >= 50_000 && Number(code) < 60_000;
  if (!isInternal) return { errorClass: 'provider' };
  return { errorClass: creates ? 'uncertain' : 'transient' };
}

/** What the failure text of a finished task means. It never invites a repetition: the task is over, and may have been charged. */
export function judgeTaskFailure(words: string): Verdict {
  const verdict = judgeWords(words);
  return verdict === undefined || verdict.errorClass === 'transient' ? { errorClass: 'provider' } : verdict;
}
