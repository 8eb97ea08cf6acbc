// The other end of the service cable, in virtual time.
import { createHash } from 'node:crypto';
import {
  type Answer,
  type Value,
  decodeAnswer,
  encodeRequest,
} from '../../drug-library-loader/service/message';
import { reasonText } from '../../engine/index';
import { Reason } from '../../engine/reason';
import { BLOCK } from '../../engine/service/library-slots';
import type { Bench } from '../bench';

/** Numbers of the messages (docs/formats/service-link.md). */
export const REQUEST = { STATUS: 1, BEGIN: 2, BLOCK: 3, COMMIT: 4 } as const;

/** ms of virtual time for one answer, and for the whole of a library's reading. */
const PATIENCE = 10_000;
const LONGEST_READING = 600_000;

const LIBRARY = 1;

export class CableError extends Error {
  override readonly name = 'CableError';
}

export class Cable {
  private id = 0;

  constructor(private readonly bench: Bench) {}

  /** Sends a request and lets time pass until it is answered. Throws a CableError where nothing answers. */
  ask(message: number, values: readonly Value[] = []): Answer {
    const id = ++this.id;
    this.bench.takeAnswers();
    this.bench.act({ do: 'frame', hex: encodeRequest(id, message, values).toString('hex') });
    const end = this.bench.now + PATIENCE;
    do {
      this.bench.advanceToNext(end - this.bench.now);
      for (const frame of this.bench.takeAnswers()) {
        const answer = decodeAnswer(frame);
        if (answer?.id === id) return answer;
      }
    } while (this.bench.now < end);
    throw new CableError('the pump does not answer on the service cable');
  }

  /** Sends a signed library block by block; the pump's answer to all of it. 0 is taken. */
  install(signed: Uint8Array): { code: Reason; text: string } {
    const digest = createHash('sha256').update(signed).digest();
    const begun = this.ask(REQUEST.BEGIN, [LIBRARY, signed.length, digest]);
    let code: Reason = begun.reason;
    for (let at = 0; code === Reason.NONE && at < signed.length; at += BLOCK)
      code = this.ask(REQUEST.BLOCK, [at, signed.subarray(at, at + BLOCK)]).reason;
    const end = this.bench.now + LONGEST_READING;
    if (code === Reason.NONE) {
      do code = this.ask(REQUEST.COMMIT).reason;
      while (code === Reason.IN_PROGRESS && this.bench.now < end);
    }
    return { code, text: code === Reason.NONE ? '' : reasonText(code) };
  }
}
