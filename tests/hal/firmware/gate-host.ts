// The gate of the firmware, its C compiled for this machine, and its twin of the desktop: both asked the same.
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import * as assert from 'uvu/assert';
import { acceptRequest, recordsRequest, trustRequest } from '../../../hal/desktop/gate';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { NodeSignatureVerifier } from '../../../hal/desktop/signature-verifier';
import { Answered, Asked } from '../../../hal/hal';
import { hostProgram } from './host-programs';

/** A question as the C program reads it, and the twin's answer in its words. */
export interface Question {
  title: string;
  line: string;
  twin: string;
}

let program = '';

/** Of each test file one of its own: another file's may be at work. */
function compiled(): string {
  const name = basename(process.argv[1] as string).split('.')[0];
  if (program === '')
    program = hostProgram(`gate-${name}`, [
      'tests/hal/firmware/acceptance_host.c',
      ...['accept_request', 'library_records', 'signed_library', 'acceptance', 'cbor', 'crypto'].map(
        (name) => `hal/firmware/${name}.c`,
      ),
      'hal/jerryscript-bindings/storage.c',
    ]);
  return program;
}

const hex = (bytes: Uint8Array): string => (bytes.length > 0 ? Buffer.from(bytes).toString('hex') : '-');

export interface Named {
  kind?: number;
  place?: number;
  length?: number;
  day: number;
  demonstration?: number;
  trust: number;
  trustLength: number;
  highest?: Uint8Array;
}

export function requestOf(named: Named): Buffer {
  const bytes = Buffer.alloc(Asked.HIGHEST);
  bytes.writeUInt32BE(named.kind ?? 1, Asked.KIND);
  bytes.writeUInt32BE(named.place ?? 0, Asked.PLACE);
  bytes.writeUInt32BE(named.length ?? 0, Asked.LENGTH);
  bytes.writeUInt32BE(named.day, Asked.DAY);
  bytes.writeUInt32BE(named.demonstration ?? 0, Asked.DEMONSTRATION);
  bytes.writeUInt32BE(named.trust, Asked.TRUST_PLACE);
  bytes.writeUInt32BE(named.trustLength, Asked.TRUST_LENGTH);
  return Buffer.concat([bytes, named.highest ?? Buffer.alloc(0)]);
}

export function acceptQuestion(title: string, request: Uint8Array, storage: Uint8Array): Question {
  const answer = new Uint8Array(Answered.SIZE).fill(0xee);
  const verifier = new NodeSignatureVerifier(storage);
  const result = acceptRequest(new MemoryStorage(storage), verifier, request, request.length, answer);
  return { title, line: `accept 1 ${hex(request)} ${hex(storage)}`, twin: `${result} ${hex(answer)}` };
}

export function trustQuestion(title: string, place: number, length: number, storage: Uint8Array): Question {
  const answer = new Uint8Array(Answered.SIZE).fill(0xee);
  const reason = trustRequest(new MemoryStorage(storage), place, length, answer);
  return { title, line: `trust ${place} ${length} ${hex(storage)}`, twin: `${reason} ${hex(answer)}` };
}

/** Records of the library that the whole storage is. */
export function recordsQuestion(title: string, library: Uint8Array, first: number, count: number): Question {
  const reason = recordsRequest(new MemoryStorage(library), 0, library.length, first, count);
  return { title, line: `records 0 ${library.length} ${first} ${count} ${hex(library)}`, twin: `${reason}` };
}

/** What C answers. */
export function inC(questions: Question[]): string[] {
  const input = `${questions.map(({ line }) => line).join('\n')}\n`;
  const run = spawnSync(compiled(), { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.is(run.status, 0, run.stderr);
  const answers = run.stdout.trimEnd().split('\n');
  assert.is(answers.length, questions.length);
  return answers;
}

/** Both give the same answer to each question; the results of all. */
export function agree(questions: Question[]): number[] {
  return inC(questions).map((answer, i) => {
    const { title, twin } = questions[i] as Question;
    assert.is(answer, twin, title);
    return Number.parseInt(answer, 10);
  });
}
