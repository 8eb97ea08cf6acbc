import { type Reason, reasonText } from '../../engine/index';
import { UsageError } from '../cli/usage-error';
import { FrameReader, encodeFrame } from './frame';
import { type Answer, type Value, decodeAnswer, encodeRequest } from './message';
import type { Wire } from './wire';

export interface LinkOptions {
  /** ms to wait for an answer, and how often to ask. */
  timeout?: number;
  tries?: number;
}

/** What a pump refused, with its code. */
export class PumpRefusal extends Error {
  override readonly name = 'PumpRefusal';
  constructor(
    readonly reason: number,
    readonly values: Value[],
  ) {
    super(`${reasonText(reason as Reason)} (code ${reason})`);
  }
}

/** Asks a pump, one question at a time. An answer that does not come is asked for again: every message may be sent twice. */
export class PumpLink {
  private readonly wire: Wire;
  private readonly reader = new FrameReader();
  private readonly timeout: number;
  private readonly tries: number;
  private id: number;
  private waiting: ((answer: Answer) => void) | undefined;
  private ended: string | undefined;
  private fail: (() => void) | undefined;

  constructor(wire: Wire, { timeout = 3000, tries = 4 }: LinkOptions = {}) {
    this.wire = wire;
    this.timeout = timeout;
    this.tries = tries;
    // A late answer to an earlier program on the same cable must not be taken for one to this.
    this.id = Math.floor(Math.random() * 0x7fff_0000) + 1;
    wire.onBytes((bytes) => {
      for (const frame of this.reader.push(bytes)) {
        const answer = decodeAnswer(frame);
        if (answer) this.waiting?.(answer);
      }
    });
    wire.onEnd((why) => {
      this.ended ??= why;
      this.fail?.();
    });
  }

  /** The answer, whatever its reason. UsageError where none comes. */
  async request(message: number, ...values: Value[]): Promise<Answer> {
    const id = ++this.id;
    const frame = encodeFrame(encodeRequest(id, message, values));
    for (let attempt = 0; attempt < this.tries; attempt++) {
      if (this.ended !== undefined) throw new UsageError(`the pump is gone: ${this.ended}`);
      // A zero first ends whatever noise stands on the line.
      this.wire.write(Buffer.concat([Buffer.of(0), frame]));
      const answer = await this.answerTo(id);
      if (answer) return answer;
    }
    if (this.ended !== undefined) throw new UsageError(`the pump is gone: ${this.ended}`);
    throw new UsageError(
      `no answer from the pump (${this.tries} tries of ${this.timeout / 1000} s): is the cable in, the pump on, the address right?`,
    );
  }

  /** The values of an answer; PumpRefusal where the pump refuses. */
  async ask(message: number, ...values: Value[]): Promise<Value[]> {
    const answer = await this.request(message, ...values);
    if (answer.reason !== 0) throw new PumpRefusal(answer.reason, answer.values);
    return answer.values;
  }

  private answerTo(id: number): Promise<Answer | undefined> {
    return new Promise((done) => {
      const finish = (answer?: Answer) => {
        clearTimeout(timer);
        this.waiting = this.fail = undefined;
        done(answer);
      };
      const timer = setTimeout(finish, this.timeout);
      this.fail = () => finish();
      this.waiting = (answer) => {
        if (answer.id === id) finish(answer);
      };
    });
  }

  close(): void {
    this.ended ??= 'closed';
    this.wire.close();
  }
}
