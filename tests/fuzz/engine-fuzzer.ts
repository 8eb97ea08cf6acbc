// A target tried for some time, watched from outside: an input that takes longer than some seconds is a fault too.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HEAD, type Order, type Outcome } from './engine-thread';

const ROOM = 1 << 20;
/** ms without a finished input that count as a hang. */
const HANG = 20_000;

export function tryTarget(target: string, seed: number, ms: number): Promise<Outcome> {
  const shared = new SharedArrayBuffer(HEAD + ROOM);
  const order: Order = { target, seed, ms, shared };
  const worker = new Worker(join(__dirname, 'engine-thread.ts'), {
    workerData: order,
    execArgv: ['-r', 'ts-node/register'],
  });
  const numbers = new Uint32Array(shared, 0, 2);
  return new Promise((done, failed) => {
    let runs = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(numbers, 0);
      if (now !== runs || now === 0) {
        runs = now;
        return;
      }
      clearInterval(watch);
      const input = Buffer.from(new Uint8Array(shared, HEAD, numbers[1]));
      void worker.terminate();
      done({ runs, faults: [{ input, problem: `nothing came back for ${HANG / 1000} s` }] });
    }, HANG);
    worker.once('message', (outcome: Outcome) => {
      clearInterval(watch);
      const faults = outcome.faults.map(({ input, problem }) => ({ input: Buffer.from(input), problem }));
      done({ runs: outcome.runs, faults });
    });
    worker.once('error', (error) => {
      clearInterval(watch);
      failed(error);
    });
  });
}
