import type { Bridge, BridgeSettings } from '@reelwright/bridge';
import type { Clock } from '@reelwright/clock';
import type { MediaBridge } from './providers.ts';

/** The setting of every account that says how local media are made reachable for it. */
export const bridgeSetting = 'bridge';

export interface BridgePlace {
  /** `.reel`, where a bridge keeps what it has published. */
  readonly folder: string;
  readonly clock: Clock;
}

/** The bridges of one command. Accounts with equal settings share one; all are taken down at the end. */
export interface Bridges extends AsyncDisposable {
  /** @returns A bridge that is opened with the first medium that goes over it. */
  of(settings: BridgeSettings): MediaBridge;
  /** Serves files on this machine to an emulator on it. */
  onThisMachine(): MediaBridge;
  /** Opens all of them: what an earlier process has published is served again, for tasks that are still to fetch it. */
  open(): Promise<void>;
}

export function createBridges(place: BridgePlace): Bridges {
  const slots = new Map<string, Slot>();
  const of = (settings: BridgeSettings): MediaBridge => {
    const key = JSON.stringify(settings);
    const slot = slots.get(key) ?? createSlot(settings, place);
    slots.set(key, slot);
    return slot.bridge;
  };
  return {
    of,
    onThisMachine: () => of({ kind: 'loopback' }),
    async open() {
      await Promise.all([...slots.values()].map((slot) => slot.open()));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...slots.values()].map((slot) => slot.close()));
    },
  };
}

interface Slot {
  readonly bridge: MediaBridge;
  open(): Promise<Bridge>;
  close(): Promise<void>;
}

function createSlot(settings: BridgeSettings, place: BridgePlace): Slot {
  let opened: Promise<Bridge> | undefined;
  const open = () => {
    opened ??= import('@reelwright/bridge').then(({ createBridge }) => createBridge(settings, place));
    return opened;
  };
  return {
    open,
    bridge: {
      publish: async (medium, options) => (await open()).publish(medium, options),
      withdraw: async (url) => (await open()).withdraw(url),
    },
    async close() {
      await (await opened)?.[Symbol.asyncDispose]();
    },
  };
}
