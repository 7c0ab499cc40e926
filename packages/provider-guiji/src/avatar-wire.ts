import { type ReadState, readState, trainingStates } from './guiji-states.ts';
import {
  compact,
  idAt,
  optionalFlag,
  optionalId,
  optionalNumber,
  optionalRecord,
  optionalText,
  optionalTime,
  recordAt,
  type WireRecord,
} from './wire-fields.ts';

/** A public avatar. `id` is what a film is made with. */
export interface GuijiAvatar {
  readonly id: string;
  readonly name?: string;
  readonly coverUrl?: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/** The making of one avatar. `id` names the training, `avatar` what came of it; the two never mix. */
export interface GuijiTraining extends ReadState {
  readonly id: string;
  readonly name?: string;
  readonly footageUrl?: string;
  /** Whether the service could deliver its callback. */
  readonly callback?: 'none-yet' | 'delivered' | 'failed';
  readonly failure?: string;
  readonly avatar?: string;
  readonly coverUrl?: string;
  /** Whether the person's consent was accepted; absent means unknown. */
  readonly authorized?: boolean;
  readonly createdAt?: number;
  readonly updatedAt?: number;
}

/** Item of `/robot/v2/fastPublicPageList`. */
export function decodePublicAvatar(record: WireRecord, path: string): GuijiAvatar {
  const size = /^(\d+)\s*[x×*]\s*(\d+)$/i.exec(optionalText(record, 'resolution')?.trim() ?? '');
  return compact({
    id: idAt(record, 'id', path),
    name: optionalText(record, 'sceneName'),
    coverUrl: optionalText(record, 'coverUrl'),
    widthPx: size === null ? undefined : Number(size[1]),
    heightPx: size === null ? undefined : Number(size[2]),
  });
}

/** Item of the training list, and `data` of its detail. */
export function decodeTraining(record: WireRecord, path: string): GuijiTraining {
  return compact({
    id: idAt(record, 'id', path),
    name: optionalText(record, 'title'),
    footageUrl: optionalText(record, 'videoUrl'),
    callback: callbackOutcome(optionalNumber(record, 'callbackStatus')),
    failure: optionalText(record, 'comment') ?? optionalText(record, 'reason'),
    avatar: avatarOf(record),
    coverUrl: optionalText(record, 'coverUrl'),
    authorized: optionalFlag(record, 'authorizeStatus'),
    createdAt: optionalTime(record, 'createTime'),
    updatedAt: optionalTime(record, 'updateTime'),
    ...readState(trainingStates, record.status),
  });
}

export function decodeTrainingData(data: unknown): GuijiTraining {
  return decodeTraining(recordAt(data, 'data'), 'data');
}

/** `data` of `/video/v3/create/training`. */
export function decodeTrainingId(data: unknown): string {
  return idAt(recordAt(data, 'data'), 'trainingId', 'data');
}

/** `sceneId`, or where older trainings keep it: `robot.scene.id`, `robot.sceneList[0].id`. */
function avatarOf(record: WireRecord): string | undefined {
  const robot = optionalRecord(record.robot) ?? {};
  const sceneList = Array.isArray(robot.sceneList) ? robot.sceneList : [];
  const scene = optionalRecord(robot.scene) ?? optionalRecord(sceneList[0]) ?? {};
  return optionalId(record, 'sceneId') ?? optionalId(scene, 'id');
}

const callbackOutcomes = ['none-yet', 'delivered', 'failed'] as const;

function callbackOutcome(value: number | undefined): GuijiTraining['callback'] {
  return value === undefined ? undefined : callbackOutcomes[value];
}
