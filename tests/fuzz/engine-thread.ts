// One target in a thread of its own: the input that is tried stands in shared memory, where the watching thread finds it when nothing moves any more.
import { parentPort, workerData } from 'node:worker_threads';
import { drawsOf, mutated } from './mutate';
import { TARGETS } from './targets';

export interface Order {
  target: string;
  seed: number;
  /** ms, from when the seeds are made. */
  ms: number;
  shared: SharedArrayBuffer;
}

export interface Fault {
  input: Buffer;
  problem: string;
}

export interface Outcome {
  runs: number;
  faults: Fault[];
}

/** Runs so far, and the length of the input; then the input. */
export const HEAD = 8;
const MOST_FAULTS = 5;

/** Inputs until the time is over, or a few faults of different kinds. */
function work({ target: name, seed, ms, shared }: Order): Outcome {
  const target = TARGETS.find((each) => each.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  const numbers = new Uint32Array(shared, 0, 2);
  const content = Buffer.from(shared, HEAD);
  const seeds = target.seeds();
  const draw = drawsOf(seed);
  const pool = [...seeds];
  const faults = new Map<string, Fault>();
  const until = Date.now() + ms;
  let runs = 0;
  while (Date.now() < until && faults.size < MOST_FAULTS) {
    const from = pool[draw(pool.length)] as Buffer;
    const input = runs < seeds.length ? (seeds[runs] as Buffer) : mutated(from, draw, seeds, target.changes);
    numbers[1] = input.copy(content);
    try {
      target.run(input);
    } catch (error) {
      const problem = (error as Error).stack ?? String(error);
      const kind = problem.split('\n').slice(0, 3).join('\n');
      if (!faults.has(kind)) faults.set(kind, { input, problem });
    }
    runs++;
    Atomics.add(numbers, 0, 1);
    // Some of what was made is changed again later.
    if (draw(16) === 0 && input.length > 0)
      pool[pool.length < 64 ? pool.length : seeds.length + draw(64 - seeds.length)] = input;
  }
  return { runs, faults: [...faults.values()] };
}

parentPort?.postMessage(work(workerData as Order));
