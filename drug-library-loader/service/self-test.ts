import { createHash } from 'node:crypto';
import { type Reason, reasonText } from '../../engine/index';
import { Message } from '../../engine/service/service';
import { MOST_CONTENT } from './frame';
import { type Value, decodeAnswer, decodeItems, encodeRequest } from './message';
import { type PumpFigures, askFigures } from './pump-figures';
import type { PumpLink } from './pump-link';

/** A CHECK message and the answer to it, in hexadecimal, both with the same id (tests/vectors/link-check.json). */
export interface CheckVector {
  source: string;
  request: string;
  answer: string;
}

/** The part of Project Wycheproof's form that is used. */
export interface SignatureVectors {
  testGroups: {
    publicKey: { pk: string };
    tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[];
  }[];
}

export interface TestRow {
  name: string;
  passed: number;
  /** What was wrong, a sentence each. */
  failed: string[];
  /** Vectors that do not fit into a frame, and what an image without JavaScript cannot judge. */
  leftOut: number;
  /** What the messages cost on a pump that tells it. */
  cost?: Cost;
}

/** From a message's arrival to its answer, decoding and encoding included. */
export interface Cost {
  unit: 'instructions' | 'microseconds';
  median: number;
  most: number;
}

/** A library or journal that nobody looked at: Reason.NOT_VERIFIED. */
const NOT_VERIFIED = 641;
/** Room for the heads of a message. */
const HEADS = 24;
const SIGNATURE = 64;

const SELF_TESTS = ['SHA-256', 'library', 'journal', 'trust list'];

/** Lengths around the blocks of SHA-256. */
const DIGEST_LENGTHS = [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000];

function costOf(figures: PumpFigures[]): Cost | undefined {
  const [first] = figures;
  if (!first) return undefined;
  const counted = first.instructions > 0;
  const factor = counted ? first.instructions : 1_000_000 / first.tickRate;
  const costs = figures.map(({ ticks }) => Math.round(ticks * factor)).sort((a, b) => a - b);
  return {
    unit: counted ? 'instructions' : 'microseconds',
    median: costs[costs.length >> 1],
    most: costs[costs.length - 1],
  };
}

/** Runs everything on the pump. PumpRefusal where it does not allow tests now. */
export async function selfTest(
  link: PumpLink,
  { vectors, signatures }: { vectors: CheckVector[]; signatures?: SignatureVectors },
  progress: (done: number, total: number) => void,
): Promise<TestRow[]> {
  const rows: TestRow[] = [];
  const figures = await askFigures(link);
  const tells = figures !== undefined;
  // An image of C alone has no heap for JavaScript: it opens no library, keeps no journal and judges no program.
  const alone = figures?.heap === 0;
  const results = (await link.ask(Message.SELF_TEST)) as number[];
  for (const [i, name] of SELF_TESTS.entries()) {
    const reason = results[i];
    const leftOut = alone && reason === NOT_VERIFIED ? 1 : 0;
    const failed = reason === 0 || leftOut === 1 ? [] : [`${reasonText(reason as Reason)} (code ${reason})`];
    rows.push({ name, passed: reason === 0 ? 1 : 0, failed, leftOut });
  }
  const tests =
    signatures?.testGroups.flatMap(({ publicKey, tests }) =>
      tests.map((test) => ({ key: publicKey.pk, ...test })),
    ) ?? [];
  const programs = alone ? [] : vectors;
  const total = programs.length + DIGEST_LENGTHS.length + tests.length;
  let done = 0;
  const row = (name: string): TestRow => {
    const made = { name, passed: 0, failed: [], leftOut: 0 };
    rows.push(made);
    return made;
  };
  const count = (of: TestRow, good: boolean, why: string) => {
    if (good) of.passed++;
    else of.failed.push(why);
    progress(++done, total);
  };

  const costs: PumpFigures[] = [];
  const checks = row('programs');
  checks.leftOut = vectors.length - programs.length;
  for (const { source, request, answer } of programs) {
    const [, , ...values] = decodeItems(Buffer.from(request, 'hex'));
    const wanted = decodeAnswer(Buffer.from(answer, 'hex'));
    const got = await link.request(Message.CHECK, ...values);
    const same = wanted && encoded(got.reason, got.values).equals(encoded(wanted.reason, wanted.values));
    count(checks, same === true, source);
    const cost = tells ? await askFigures(link) : undefined;
    if (cost) costs.push(cost);
  }
  checks.cost = costOf(costs);
  const digests = row('digests');
  for (const length of DIGEST_LENGTHS) {
    const message = Buffer.alloc(length, 0x61);
    const [digest] = await link.ask(Message.DIGEST, message);
    count(digests, digest === createHash('sha256').update(message).digest('hex'), `${length} bytes`);
  }
  if (signatures) {
    const verified = row('signatures');
    for (const { key, tcId, comment, msg, sig, result } of tests) {
      const [publicKey, message, signature] = [key, msg, sig].map((hex) => Buffer.from(hex, 'hex'));
      if (publicKey.length + message.length + Math.max(signature.length, SIGNATURE) + HEADS > MOST_CONTENT) {
        verified.leftOut++;
        continue;
      }
      const [good] = await link.ask(Message.VERIFY, publicKey, message, signature);
      count(verified, (good === 1) === (result === 'valid'), `${tcId}: ${comment}`);
    }
  }
  const last = alone ? undefined : await askFigures(link);
  if (last) {
    const { heapPeak, heap } = last;
    const name = `heap: ${heapPeak.toLocaleString('en-US')} of ${heap.toLocaleString('en-US')} bytes`;
    const full = heapPeak <= heap ? [] : ['more than there is'];
    rows.push({ name, passed: 1 - full.length, failed: full, leftOut: 0 });
  }
  return rows;
}

function encoded(reason: number, values: Value[]): Buffer {
  return encodeRequest(0, reason, values);
}
