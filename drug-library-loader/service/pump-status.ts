import { Message } from '../../engine/service/service';
import { UsageError } from '../cli/usage-error';
import type { Value } from './message';
import type { PumpLink } from './pump-link';

/** What a pump says of itself (docs/formats/service-link.md). */
export interface PumpStatus {
  protocol: number;
  serial: string;
  firmware: string;
  /** Seconds UTC since 1970, 0 not set; ms since it was switched on. */
  wall: number;
  monotonic: number;
  infusing: boolean;
  /** The library of the next programming; null where there is none, `reason` says why. */
  library: PumpLibrary | null;
  reason: number;
  /** Slot in use, slot that waits for its day (yyyymmdd), slot that an infusion holds; −1 none. */
  slot: number;
  waiting: number;
  effective: number;
  pinned: number;
  /** What is being received; kind 0 nothing. */
  transfer: { kind: number; length: number; digest: string; received: number; part: number };
  block: number;
  trust: { organisation: string; sequence: number };
  /** Newest record of the journal, and of the one of training. */
  journal: number;
  training: number;
  /** What the application adds. */
  figures: Value[];
}

export interface PumpLibrary {
  organisation: string;
  id: string;
  version: string;
  sequence: number;
  effective: number;
  reviewBy: number;
  digest: string;
}

const PROTOCOL = 1;
const FIXED = 28;

/** Reads the values of a STATUS answer. UsageError where this program does not speak the pump's protocol. */
export function statusOf(values: Value[]): PumpStatus {
  if (values[0] !== PROTOCOL || values.length < FIXED)
    throw new UsageError(
      `the pump speaks protocol ${String(values[0])}, this program ${PROTOCOL}: use the program of its maker`,
    );
  const number = (i: number) => values[i] as number;
  const text = (i: number) => values[i] as string;
  return {
    protocol: number(0),
    serial: text(1),
    firmware: text(2),
    wall: number(3),
    monotonic: number(4),
    infusing: number(5) === 1,
    library:
      number(13) < 0
        ? null
        : {
            organisation: text(6),
            id: text(7),
            version: text(8),
            sequence: number(9),
            effective: number(10),
            reviewBy: number(11),
            digest: text(12),
          },
    slot: number(13),
    reason: number(14),
    waiting: number(15),
    effective: number(16),
    pinned: number(17),
    transfer: {
      kind: number(18),
      length: number(19),
      digest: text(20),
      received: number(21),
      part: number(22),
    },
    block: number(23),
    trust: { organisation: text(24), sequence: number(25) },
    journal: number(26),
    training: number(27),
    figures: values.slice(FIXED),
  };
}

export async function askStatus(link: PumpLink): Promise<PumpStatus> {
  return statusOf(await link.ask(Message.STATUS));
}
