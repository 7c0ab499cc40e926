import { expect, test } from 'vitest';
import { captionSprite } from './caption-sprite.ts';
import { planesOf } from './i420.ts';
import type { Sprite } from './sprite.ts';
import { readWoff } from './true-type.ts';

const box = { leftPx: 40, topPx: 200, widthPx: 600, heightPx: 160 };
const style = { box, fontSizePx: 48, color: '#ffffff', strokeColor: '#000000', strokePx: 6 };

function drawn(text: string, more: Partial<typeof style> = {}): Sprite {
  const sprite = captionSprite(text, { ...style, ...more });
  if (sprite === undefined) throw new Error('There is nothing to see.');
  return sprite;
}

/** Places that are solid and lighter, or darker, than the middle. */
function counted({ picture, opacity }: Sprite) {
  const [luma] = planesOf(picture);
  const solid = [...luma.keys()].filter((i) => (opacity[i] ?? 0) > 250);
  return { light: solid.filter((i) => (luma[i] ?? 0) > 200).length, dark: solid.filter((i) => (luma[i] ?? 0) < 40).length };
}

test.each(['Hello there!', '君不见黄河之水天上来,奔流到海不复回。', '繁體字與 Latin words side by side, over more than one line of it'])(
  '"%s" stands in the middle of its box, light with a dark rim',
  (text) => {
    const sprite = drawn(text);
    const { widthPx, heightPx } = sprite.picture;
    expect(Math.abs(sprite.leftPx + widthPx / 2 - (box.leftPx + box.widthPx / 2))).toBeLessThanOrEqual(2);
    expect(Math.abs(sprite.topPx + heightPx / 2 - (box.topPx + box.heightPx / 2))).toBeLessThanOrEqual(2);
    expect(widthPx).toBeLessThanOrEqual(box.widthPx + 16);
    expect(heightPx).toBeLessThanOrEqual(box.heightPx + 16);
    const { light, dark } = counted(sprite);
    expect(Math.min(light, dark)).toBeGreaterThan(300);
  },
);

test('every character has a form of its own', () => {
  const forms = [...'天地玄黄宇宙洪荒日月盈昃AaBb12'].map((character) => Buffer.from(drawn(character).opacity).toString('base64'));
  expect(new Set(forms).size).toBe(forms.length);
});

test('a long text takes more lines, then smaller letters, and stays in its box', () => {
  const [short, long] = [drawn('一二三四五六七八九十'), drawn('一二三四五六七八九十'.repeat(2))];
  expect(long.picture.heightPx).toBeGreaterThan(short.picture.heightPx * 1.5);
  const endless = drawn('一二三四五六七八九十'.repeat(12));
  expect(endless.picture.heightPx).toBeLessThanOrEqual(box.heightPx + 16);
});

test('without a rim no dark place is drawn, and blanks are nothing to see', () => {
  expect(counted(drawn('Hello', { strokePx: 0 })).dark).toBe(0);
  expect(captionSprite('  ', style)).toBeUndefined();
});

test('refuses what is no font', () => {
  expect(() => readWoff(new Uint8Array(64))).toThrow('no WOFF');
});
