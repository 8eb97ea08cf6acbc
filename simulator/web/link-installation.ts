// A library file on its way into the pump: over the service cable, block by block, as a service computer sends it.
import { createHash } from 'node:crypto';
import { type Answer, decodeAnswer, encodeRequest } from '../../drug-library-loader/service/message';
import { Reason, reasonText } from '../../engine/index';
import { BLOCK, FileKind } from '../../engine/service/library-slots';
import { Message } from '../../engine/service/service';
import type { Bench } from '../bench';
import type { Installation } from './session';

/** ms of simulated time between two looks for an answer, and after which none is waited for. */
const LOOK = 5;
const PATIENCE = 5000;

/** Judging a library of full size takes many small pieces of the pump's time. */
const COMMITS = 2000;

class Cable {
  private id = 0;

  constructor(private readonly bench: Bench) {}

  /** Undefined where the pump does not answer. */
  ask(message: Message, ...values: (number | Uint8Array)[]): Answer | undefined {
    const { bench } = this;
    const id = ++this.id;
    bench.takeAnswers();
    bench.act({ do: 'frame', hex: encodeRequest(id, message, values).toString('hex') });
    for (let waited = 0; waited <= PATIENCE; waited += LOOK) {
      bench.advance(LOOK);
      const answer = bench
        .takeAnswers()
        .map(decodeAnswer)
        .find((each) => each?.id === id);
      if (answer) return answer;
    }
    return undefined;
  }
}

const SILENT: Installation = { accepted: false, code: 0, text: 'The pump does not answer its service cable' };

function refused(reason: number): Installation {
  return { accepted: false, code: reason, text: reasonText(reason) };
}

/** Sends a signed library and gives the pump's own answer; simulated time passes meanwhile. */
export function installByLink(bench: Bench, file: Uint8Array): Installation {
  const cable = new Cable(bench);
  const digest = createHash('sha256').update(file).digest();
  let answer = cable.ask(Message.BEGIN, FileKind.LIBRARY, file.length, digest);
  if (!answer) return SILENT;
  if (answer.reason !== Reason.NONE) return refused(answer.reason);
  // The pump may have the beginning already, from a transfer that was interrupted.
  for (let at = Number(answer.values[0] ?? 0); at < file.length; at += BLOCK) {
    answer = cable.ask(Message.BLOCK, at, file.subarray(at, at + BLOCK));
    if (!answer) return SILENT;
    if (answer.reason !== Reason.NONE) return refused(answer.reason);
  }
  for (let asked = 0; asked < COMMITS; asked++) {
    answer = cable.ask(Message.COMMIT);
    if (!answer) return SILENT;
    if (answer.reason !== Reason.IN_PROGRESS) break;
  }
  return answer && answer.reason === Reason.NONE
    ? { accepted: true, code: 0, text: '' }
    : refused(answer?.reason ?? Reason.CANNOT_JUDGE);
}
