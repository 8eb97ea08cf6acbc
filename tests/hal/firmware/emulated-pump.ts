// A pump whose electronics is the emulated board, with small signed libraries and a service cable of bytes, in this process and on a TCP port.
import { type Server, type Socket, createServer } from 'node:net';
import { sampleLibrary } from '../../../bench/sample-library';
import { FrameReader, encodeFrame } from '../../../drug-library-loader/service/frame';
import {
  type Answer,
  type Value,
  decodeAnswer,
  encodeRequest,
} from '../../../drug-library-loader/service/message';
import type { NodeFlash } from '../../../hal/desktop/node-flash';
import { Bench } from '../../../simulator/bench';
import type { Target } from '../../../simulator/target/board-process';
import { EmulatedElectronics } from '../../../simulator/target/emulated-electronics';
import { trustBytes } from '../../engine/library/signed';
import { signedRelease } from './release';

/** 23 November 2026, 12:00 UTC: the keys of tests/engine/library/signed.ts are valid. */
export const WALL = 1_795_435_200;

/** A signed library of a few made-up entries, in effect. */
export function smallLibrary(sequence: number, entries = 2): Buffer {
  return signedRelease({
    ...sampleLibrary(entries),
    sequence,
    version: `v${sequence}`,
    effective: 20261101,
  }).file;
}

export interface EmulatedPump {
  bench: Bench;
  /** The board that has power, or had it last. */
  board(): EmulatedElectronics;
}

/** A pump as its factory left it, with this library or none, switched off; or another one with the flash of an earlier. */
export function emulatedPump(
  library?: Buffer,
  counting = false,
  flash?: NodeFlash,
  target: Target = 'mps2-an386',
): EmulatedPump {
  let board: EmulatedElectronics | undefined;
  const bench = new Bench({
    wall: WALL,
    flash,
    electronics: (parts, held) => {
      board = new EmulatedElectronics(target, parts, held, counting);
      return board;
    },
  });
  if (!flash) bench.installTrust(trustBytes());
  if (!flash && library) bench.installLibrary(library);
  return {
    bench,
    board: () => {
      if (!board) throw new Error('the board was never switched on');
      return board;
    },
  };
}

/** ms of bench time for an answer. */
const PATIENCE = 5000;

/** The other end of a cable that carries bytes. */
export class RawCable {
  /** All bytes that the board sent. */
  sent = Buffer.alloc(0);
  private readonly reader = new FrameReader();
  private readonly answers: Answer[] = [];
  private id = 0;

  constructor(private readonly pump: EmulatedPump) {
    pump.board().onWire = (bytes) => {
      this.sent = Buffer.concat([this.sent, bytes]);
      for (const frame of this.reader.push(bytes)) {
        const answer = decodeAnswer(frame);
        if (answer) this.answers.push(answer);
      }
    };
  }

  /** Bytes go over the line, and the pump has a moment for them, ms. */
  put(bytes: Uint8Array, moment = 1): void {
    this.pump.board().cable(bytes);
    this.pump.bench.advance(moment);
  }

  request(message: number, ...values: Value[]): Buffer {
    return encodeFrame(encodeRequest(++this.id, message, values));
  }

  /** The answers that have come. */
  take(): Answer[] {
    return this.answers.splice(0);
  }

  /** Puts a request on the line and lets time pass until its answer is here; undefined where none comes, or the power is gone. */
  tryAsk(message: number, ...values: Value[]): Answer | undefined {
    const { bench } = this.pump;
    // As a sender does: a zero ends whatever stands on the line.
    this.put(Buffer.concat([Buffer.of(0), this.request(message, ...values)]));
    const id = this.id;
    for (const end = bench.now + PATIENCE; bench.on && bench.now <= end; bench.advanceToNext(100)) {
      const answer = this.take().find((each) => each.id === id);
      if (answer) return answer;
    }
    return undefined;
  }

  ask(message: number, ...values: Value[]): Answer {
    const answer = this.tryAsk(message, ...values);
    if (!answer) throw new Error(`no answer to message ${message}`);
    return answer;
  }
}

/** The line of an emulated pump on a TCP port, byte for byte; time passes when bytes arrive. */
export async function lineOnPort(pump: EmulatedPump): Promise<{ address: string; close(): Promise<void> }> {
  let caller: Socket | undefined;
  pump.board().onWire = (bytes) => caller?.write(bytes);
  const server: Server = createServer((socket) => {
    caller = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      pump.board().cable(bytes);
      pump.bench.advance(20);
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    close() {
      caller?.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
