import type { Box, FigureForm, Scene } from '../../media-studio.ts';
import { drawBackdrop, drawDesk } from './backdrop.ts';
import { type Canvas, copyCanvas, createCanvas, rgb } from './canvas.ts';
import { drawEyes } from './eyes.ts';
import { drawFigure, headPlacement } from './figure.ts';
import { fillShape, flat } from './fill.ts';
import { type I420, toI420 } from './i420.ts';
import { layoutFor } from './layout.ts';
import type { Look } from './look.ts';
import { layCanvas, layPicture, readPicture } from './picture.ts';
import { breathSteps, eyesSprite, mouthOn, type Presenter } from './presenter.ts';
import { ellipse, type Placement } from './shape.ts';
import type { Sprite } from './sprite.ts';
import { drawStanding, headToSoles } from './standing.ts';

/** Units from the top of the hair to the head's centre, from there to where the trunk ends, and how wide a figure is with some air. */
const [aboveHead, headToHem, figureWidth] = [200, 512, 580];

/** The background of a scene: its colour, black where there is none, and the image over it. */
export async function drawBackground(scene: Scene, widthPx: number, heightPx: number): Promise<Canvas> {
  const canvas = createCanvas(widthPx, heightPx, rgb(scene.backgroundColor ?? '#000000'));
  if (scene.backgroundImage !== undefined) layPicture(canvas, await readPicture(scene.backgroundImage.path), scene.backgroundImage);
  return canvas;
}

/** Whether a figure is cut out: where there is a background to be seen behind it. */
export function isCutOut({ backgroundColor, backgroundImage }: Scene): boolean {
  return backgroundColor !== undefined || backgroundImage !== undefined;
}

/** A drawn person in a box of a picture: a picture for every step of breath, and eyes and mouth to lay over it. */
export interface StagedPresenter extends Presenter {
  /** The same as `base`, before it becomes a frame. */
  canvas(breathStep: number): Canvas;
}

/**
 * Puts a drawn person on a background.
 *
 * @param background Opaque, or transparent where only the person is wanted.
 */
export function stagePresenter(look: Look, background: Canvas, figure: Scene['figure'], cutOut: boolean): StagedPresenter {
  const head = headIn(figure, cutOut);
  const set = figure.form === 'round' || !cutOut ? withRoom(background, look, figure, head) : background;
  const canvases = new Map<number, Canvas>();
  const bases = new Map<number, I420>();
  const sprites = new Map<string, Sprite>();
  const at = (step: number) => headPlacement(head, step / breathSteps);
  const canvas = (step: number) =>
    remembered(canvases, step, () => drawnFigure(set, look, figure, { head, breath: step / breathSteps, cutOut }));
  return {
    canvas,
    base: (step) => remembered(bases, step, () => toI420(canvas(step))),
    eyes: (step, eyes) => remembered(sprites, `${step} ${eyes}`, () => eyesSprite(look, eyes, at(step))),
    mouth: (step, shape) => remembered(sprites, `${step} ${shape.open} ${shape.spread}`, () => mouthOn(look, shape, at(step))),
  };
}

/** Where the head is, in pixels of the whole picture. Whoever is cut out stands on the lower edge of the box. */
function headIn({ form, leftPx, topPx, widthPx, heightPx }: Scene['figure'], cutOut: boolean): Placement {
  const middle = leftPx + widthPx / 2;
  if (form === 'round') return { x: middle, y: topPx + heightPx * 0.46, scale: Math.min(widthPx, heightPx) / 560 };
  const below = form === 'standing' ? headToSoles : headToHem;
  if (!cutOut && form === 'sitting') {
    const { head } = layoutFor(widthPx, heightPx);
    return { x: leftPx + head.x, y: topPx + head.y, scale: head.scale };
  }
  const scale = Math.min(widthPx / figureWidth, heightPx / (aboveHead + below));
  return { x: middle, y: topPx + heightPx - below * scale, scale };
}

/** The background with the room of whoever is not cut out, in its box; round figures have it in a circle, whatever is behind. */
function withRoom(background: Canvas, look: Look, figure: Scene['figure'], head: Placement): Canvas {
  const canvas = copyCanvas(background);
  const room = createCanvas(figure.widthPx, figure.heightPx, look.wall[0]);
  drawBackdrop(room, look, roomLayout(figure, head));
  layCanvas(canvas, figure.form === 'round' ? roundCut(room) : room, figure.leftPx, figure.topPx);
  return canvas;
}

function roomLayout({ leftPx, topPx, widthPx, heightPx }: Box, head: Placement) {
  const { deskTopPx } = layoutFor(widthPx, heightPx);
  return { widthPx, heightPx, deskTopPx, head: { x: head.x - leftPx, y: head.y - topPx, scale: head.scale } };
}

interface Pose {
  readonly head: Placement;
  readonly breath: number;
  readonly cutOut: boolean;
}

function drawnFigure(set: Canvas, look: Look, figure: Scene['figure'], { head, breath, cutOut }: Pose): Canvas {
  const canvas = copyCanvas(set);
  const atDesk = figure.form === 'sitting' && !cutOut;
  if (figure.form === 'round' || atDesk) {
    const own = createCanvas(figure.widthPx, figure.heightPx);
    const layout = roomLayout(figure, head);
    drawPerson(own, look, figure.form, { head: layout.head, breath });
    if (atDesk) drawDesk(own, look, layout);
    layCanvas(canvas, atDesk ? own : roundCut(own), figure.leftPx, figure.topPx);
  } else drawPerson(canvas, look, figure.form, { head, breath });
  return canvas;
}

function drawPerson(canvas: Canvas, look: Look, form: FigureForm, { head, breath }: Omit<Pose, 'cutOut'>): void {
  if (form === 'standing') drawStanding(canvas, look, head, breath);
  else drawFigure(canvas, look, head, breath);
  drawEyes(canvas, look, 'open', headPlacement(head, breath));
}

/** What lies within the largest ellipse of a canvas. */
function roundCut(canvas: Canvas): Canvas {
  const { widthPx, heightPx } = canvas;
  const mask = createCanvas(widthPx, heightPx);
  fillShape(mask, ellipse(widthPx / 2, heightPx / 2, widthPx / 2, heightPx / 2), flat([0, 0, 0]));
  for (let i = 3; i < canvas.pixels.length; i += 4) canvas.pixels[i] = ((canvas.pixels[i] ?? 0) * (mask.pixels[i] ?? 0)) / 255;
  return canvas;
}

function remembered<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}
