import type { PumpLink } from './pump-link';

/** Answered by the C of the firmware alone; a pump without it calls this no message. */
const FIGURES = 11;

/** What messages and memory cost on the pump (docs/formats/service-link.md). */
export interface PumpFigures {
  /** Ticks of the last message before this one, and the most of any since power-on. */
  ticks: number;
  most: number;
  /** Ticks a second; instructions of one where an emulator counts them, else 0. */
  tickRate: number;
  instructions: number;
  /** Bytes of the JavaScript heap ever in use together, and that there are. */
  heapPeak: number;
  heap: number;
}

/** Undefined where the pump does not tell. */
export async function askFigures(link: PumpLink): Promise<PumpFigures | undefined> {
  const { reason, values } = await link.request(FIGURES);
  if (reason !== 0 || values.length < 6) return undefined;
  const [ticks, most, tickRate, instructions, heapPeak, heap] = values as number[];
  return tickRate > 0 ? { ticks, most, tickRate, instructions, heapPeak, heap } : undefined;
}
