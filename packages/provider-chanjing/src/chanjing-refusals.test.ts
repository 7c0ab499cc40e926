import type { ProviderErrorClass } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { judgeRefusal, judgeTaskFailure, refusesToken } from './chanjing-refusals.ts';
import { operations } from './chanjing-wire.ts';

const said = (code: string, message: string) => ({ code, message, traceId: undefined });

/** Codes and words as documented or met; what each means for a start and for a look. */
const refusals: [string, string, ProviderErrorClass, ProviderErrorClass][] = [
  ['400', '传入参数格式错误', 'bad-input', 'bad-input'],
  ['400', '声音预览文本内容不得超过50个字符', 'bad-input', 'bad-input'],
  ['400', '', 'bad-input', 'bad-input'],
  ['10400', 'AccessToken验证失败', 'auth', 'auth'],
  ['10400', 'AccessToken已失效', 'auth', 'auth'],
  ['10400', 'AccessToken已过期', 'auth', 'auth'],
  ['10401', '', 'auth', 'auth'],
  ['10400', 'APP状态错误', 'auth', 'auth'],
  ['10400', '缺少 tts 文本', 'bad-input', 'bad-input'],
  ['10400', '缺少音频文件', 'bad-input', 'bad-input'],
  ['10400', '输入文本不可以包含 emoji', 'bad-input', 'bad-input'],
  ['10400', '不支持的图片格式,支持png,jpeg,jpg格式图片', 'bad-input', 'bad-input'],
  ['10400', '参数 screen_width 或者 screen_height 不合法', 'bad-input', 'bad-input'],
  ['10400', '字幕宽度不能超过屏幕宽度', 'bad-input', 'bad-input'],
  ['10400', '背景颜色格式不正确,正确格式为 #RRGGBB', 'bad-input', 'bad-input'],
  ['10400', '该数字人需制定形态参数 figure_type', 'bad-input', 'bad-input'],
  ['50000', '该数字人需制定形态参数 figure_type', 'bad-input', 'bad-input'],
  ['10400', '字幕高度不能超过屏幕高度', 'bad-input', 'bad-input'],
  ['10400', '字幕颜色格式不正确，正确格式为 #RRGGBB', 'bad-input', 'bad-input'],
  ['10400', '该数字人不是 webm 类型，无法生成四通道视频', 'bad-input', 'bad-input'],
  ['40000', '音量不能小于1', 'bad-input', 'bad-input'],
  ['400', '参数错误', 'bad-input', 'bad-input'],
  ['40002', '生成时长达到限制', 'quota', 'quota'],
  ['50000', '定制数字人不存在', 'missing-resource', 'missing-resource'],
  ['10400', '一些别的话', 'bad-input', 'bad-input'],
  ['40000', '参数错误', 'bad-input', 'bad-input'],
  ['40000', '文件暂不可用', 'transient', 'transient'],
  ['40000', 'the file is not available', 'transient', 'transient'],
  ['40001', '超出QPS限制', 'rate-limit', 'rate-limit'],
  ['40002', '制作视频时长到达上限', 'quota', 'quota'],
  ['50000', '系统内部错误', 'uncertain', 'transient'],
  ['50000', '', 'uncertain', 'transient'],
  ['50000', 'runtime error: invalid memory address', 'uncertain', 'transient'],
  ['50000', 'service not available', 'uncertain', 'transient'],
  ['50000', '文件还未完成上传', 'transient', 'transient'],
  ['50000', '文件不存在/您无权使用该文件', 'missing-resource', 'missing-resource'],
  ['50000', '没有找到对应的声ID', 'missing-resource', 'missing-resource'],
  ['50000', '声音ID对应的audio_man不存在', 'missing-resource', 'missing-resource'],
  ['50000', 'record not found', 'uncertain', 'missing-resource'],
  ['50000', '数字人高不允许为奇数', 'bad-input', 'bad-input'],
  ['50000', '该公共数字人没有选择正确的形象', 'bad-input', 'bad-input'],
  ['50000', '蝉豆不足扣费失败', 'quota', 'quota'],
  ['50011', '作品存在不合法规文字内容', 'rejected-content', 'rejected-content'],
  ['51000', '系统内部错误', 'uncertain', 'transient'],
  ['52345', '?', 'uncertain', 'transient'],
  ['77777', '?', 'provider', 'provider'],
  ['FAILED', '?', 'provider', 'provider'],
];

test.each(refusals)('C17, 5: %s "%s" is %s on a start and %s on a look', (code, message, onStart, onLook) => {
  for (const create of [
    operations.createSpeech,
    operations.createVoice,
    operations.createLipSync,
    operations.createAvatar,
    operations.createAvatarVideo,
  ]) {
    expect(judgeRefusal(said(code, message), create).errorClass).toBe(onStart);
  }
  for (const read of [
    operations.speechState,
    operations.listLipSyncs,
    operations.avatarVideoDetail,
    operations.listAvatars,
    operations.fileDetail,
    operations.createUploadUrl,
  ]) {
    expect(judgeRefusal(said(code, message), read).errorClass).toBe(onLook);
  }
});

test.each(['400', '40000', '50000', '10400', '77777'])('a refused login (%s) is about the credentials', (code) => {
  const message = code === '50000' ? '无效 APPID 和 SecretKey' : '参数错误';
  expect(judgeRefusal(said(code, message), operations.accessToken)).toMatchObject({
    errorClass: 'auth',
    hint: expect.stringContaining('CHANJING_APP_ID and CHANJING_SECRET_KEY'),
  });
});

test.each([
  ['50000', 'transient'],
  ['40001', 'rate-limit'],
])('a login that fails with %s for no fault of ours is %s', (code, errorClass) => {
  expect(judgeRefusal(said(code, '系统内部错误'), operations.accessToken).errorClass).toBe(errorClass);
});

test.each([
  ['10400', 'AccessToken验证失败', true],
  ['10401', 'AccessToken已失效', true],
  ['10400', 'AccessToken已过期', true],
  ['10400', '', true],
  ['10400', '一些别的话', true],
  ['10400', '输入文本不可以包含 emoji', false],
  ['10400', 'APP状态错误', false],
  ['40000', 'AccessToken验证失败', false],
])('%s "%s" asks for another token: %s', (code, message, expected) => {
  expect(refusesToken(said(code, message))).toBe(expected);
});

test.each<[string, ProviderErrorClass]>([
  ['蝉豆不足扣费失败', 'quota'],
  ['余额不足', 'quota'],
  ['您的蝉豆余额不够', 'quota'],
  ['账户欠费', 'quota'],
  ['不支持的音频格式,请阅读接口文档', 'bad-input'],
  ['输入时长小于1秒', 'bad-input'],
  ['文本包含敏感内容', 'rejected-content'],
  ['任务失败，请重试', 'provider'],
  ['文件还未完成上传', 'provider'],
])('8: a task that failed with "%s" is %s, and never a passing fault', (words, errorClass) => {
  expect(judgeTaskFailure(words).errorClass).toBe(errorClass);
});

test.each([
  ['40001', 'rate-limit'],
  ['40002', 'quota'],
] as const)('X1: %s, which is no limit at another provider, is a %s on every call here', (code, errorClass) => {
  for (const operation of Object.values(operations)) expect(judgeRefusal(said(code, ''), operation)).toMatchObject({ errorClass });
  expect(refusesToken(said(code, ''))).toBe(false);
});
