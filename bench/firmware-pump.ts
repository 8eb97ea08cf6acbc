// What the whole pump costs on the emulated Cortex-M4F with a library of about 300 KB: its start, and the library's way in over the service line.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { statusOf } from '../drug-library-loader/service/pump-status';
import { Reason } from '../engine/reason';
import { FileKind } from '../engine/service/library-slots';
import { Message } from '../engine/service/service';
import { RawCable, emulatedPump } from '../tests/hal/firmware/emulated-pump';
import { imagePath } from '../tests/hal/firmware/emulator';
import { signedRelease } from '../tests/hal/firmware/release';
import { sampleLibrary } from './sample-library';

export interface PumpFigures {
  /** Instructions from power-on to the pump that asks for a key: signatures, digest, parse of the bundle. */
  coldStart: number;
  /** Instructions of an installation, every part of the library read and checked once. */
  installation: number;
  /** Its virtual seconds: the line's bytes at 115,200 baud, what the pump waits between two pieces of work, the instructions at 25 MHz. */
  installationSeconds: number;
  /** Bytes of the JavaScript heap, headers included. */
  heapPeak: number;
  /** Bytes of the image. */
  image: number;
}

export const PUMP_AIMS: Record<string, PumpFigures> = {
  duktape: {
    coldStart: 210_000_000,
    installation: 800_000_000,
    installationSeconds: Number.POSITIVE_INFINITY,
    heapPeak: 448 << 10,
    image: 512 << 10,
  },
  jerryscript: {
    coldStart: 120_000_000,
    installation: 800_000_000,
    installationSeconds: Number.POSITIVE_INFINITY,
    heapPeak: 96 << 10,
    image: 512 << 10,
  },
};

const CYCLES = 25_000_000;
/** ms of a byte: ten bits at 115,200 baud. */
const BYTE = 10_000 / 115_200;
const BLOCK = 1024;
/** ms between two questions whether the pump is done, as `pump-service` asks. */
const PATIENCE = 100;
const ENTRIES = 3590;

function release(sequence: number): Buffer {
  return signedRelease({ ...sampleLibrary(ENTRIES), sequence, effective: 20261101 }).file;
}

/** Measures the pump's image, which was built by ./build.sh firmware. */
export function measurePump(runtime: string): PumpFigures {
  const file = release(2);
  const pump = emulatedPump(
    release(1),
    true,
    undefined,
    runtime === 'jerryscript' ? 'mps2-an386:jerryscript' : 'mps2-an386',
  );
  const { bench } = pump;
  try {
    bench.powerOn();
    const board = pump.board();
    const coldStart = board.startInstructions;
    const cable = new RawCable(pump);
    const begun = { at: bench.now, instructions: board.instructions };
    const ask = (message: number, ...values: (number | Uint8Array)[]) => {
      const before = cable.sent.length;
      // The request's and the answer's time on the line: heads and stuffing are some 30 bytes.
      const bytes = values.reduce<number>(
        (sum, value) => sum + (typeof value === 'number' ? 5 : value.length),
        30,
      );
      bench.advance(Math.ceil(bytes * BYTE));
      const answer = cable.ask(message, ...values);
      bench.advance(Math.ceil((cable.sent.length - before) * BYTE));
      return answer;
    };
    let { reason } = ask(
      Message.BEGIN,
      FileKind.LIBRARY,
      file.length,
      createHash('sha256').update(file).digest(),
    );
    for (let at = 0; reason === 0 && at < file.length; at += BLOCK)
      reason = ask(Message.BLOCK, at, file.subarray(at, at + BLOCK)).reason;
    if (reason === 0) {
      for (
        reason = ask(Message.COMMIT).reason;
        reason === Reason.IN_PROGRESS;
        reason = ask(Message.COMMIT).reason
      )
        bench.advance(PATIENCE);
    }
    if (reason !== 0) throw new Error(`the library is not installed: reason ${reason}`);
    const installation = board.instructions - begun.instructions;
    const seconds = (bench.now - begun.at) / 1000 + installation / CYCLES;
    const { library } = statusOf(cable.ask(Message.STATUS).values);
    if (library?.sequence !== 2) throw new Error('the pump does not have the new library');
    return {
      coldStart,
      installation,
      installationSeconds: Math.round(seconds * 10) / 10,
      heapPeak: board.last.heapPeak,
      image: statSync(imagePath({ image: 'pump', runtime }, 'bin')).size,
    };
  } finally {
    bench.close();
  }
}

if (require.main === module) console.log(measurePump(process.argv[2] ?? 'duktape'));
