import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Reason } from '../../engine/index';
import { FileKind } from '../../engine/service/library-slots';
import { Message } from '../../engine/service/service';
import { UsageError } from '../cli/usage-error';
import { TRUST_LIST_ID } from '../signature/manifest';
import { splitSigned } from '../signature/signed-file';
import { type PumpLink, PumpRefusal } from './pump-link';
import { type PumpStatus, askStatus } from './pump-status';
import { STAFF_LIST_ID } from './staff-file';

export interface Progress {
  /** Bytes that the pump has, of how many. */
  sent(done: number, total: number): void;
  /** Parts of the library that the pump has checked. */
  checking(parts: number): void;
}

export interface Installed {
  kind: FileKind;
  /** Bytes that were here from an earlier try. */
  resumedFrom: number;
  before: PumpStatus;
  after: PumpStatus;
}

/** ms between two questions whether the pump has checked the file. */
const PATIENCE = 100;
/** Times that a block is sent anew where the pump does not have the one before it. */
const SETBACKS = 8;

/** What kind of file this is, by its manifest; UsageError where both signatures are not there. */
export function kindOfFile(file: Buffer): FileKind {
  const parts = splitSigned(file);
  if (!parts) throw new UsageError('this is not a signed file: "drug-library sign" makes one of a library');
  if (parts.signatures.length < 2)
    throw new UsageError('the approver has not signed this file yet: every pump would refuse it');
  const { library } = parts.manifest;
  return library === TRUST_LIST_ID
    ? FileKind.TRUST
    : library === STAFF_LIST_ID
      ? FileKind.STAFF
      : FileKind.LIBRARY;
}

/**
 * Sends a signed file, goes on where an earlier try was cut, and waits until the pump has checked it; then asks what the pump now holds. A
 * PumpRefusal says why the pump does not take it.
 */
export async function install(link: PumpLink, file: Buffer, progress: Progress): Promise<Installed> {
  const kind = kindOfFile(file);
  const before = await askStatus(link);
  const digest = createHash('sha256').update(file).digest();
  let [received] = (await link.ask(Message.BEGIN, kind, file.length, digest)) as number[];
  const resumedFrom = received;
  progress.sent(received, file.length);
  let setbacks = 0;
  while (received < file.length) {
    const answer = await link.request(
      Message.BLOCK,
      received,
      file.subarray(received, received + before.block),
    );
    const [now] = answer.values as number[];
    if (answer.reason === Reason.NONE) received = now;
    else if (++setbacks > SETBACKS || !(now >= 0 && now <= received))
      throw new PumpRefusal(answer.reason, answer.values);
    // The pump lost its place, by a restart or a write that failed: from there on again.
    else received = ((await link.ask(Message.BEGIN, kind, file.length, digest)) as number[])[0];
    progress.sent(received, file.length);
  }
  for (;;) {
    const { reason, values } = await link.request(Message.COMMIT);
    if (reason === Reason.NONE) break;
    if (reason !== Reason.IN_PROGRESS) throw new PumpRefusal(reason, values);
    progress.checking(values[1] as number);
    await wait(PATIENCE);
  }
  return { kind, resumedFrom, before, after: await askStatus(link) };
}
