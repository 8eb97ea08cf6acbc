// The service cable on the firmware image: the board reads and writes the bytes of the line itself, whatever stands on it.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { MOST_CONTENT, MOST_WIRE, encodeFrame } from '../../../drug-library-loader/service/frame';
import { encodeRequest } from '../../../drug-library-loader/service/message';
import { statusOf } from '../../../drug-library-loader/service/pump-status';
import type { TestRow } from '../../../drug-library-loader/service/self-test';
import { Reason } from '../../../engine/reason';
import { FileKind } from '../../../engine/service/library-slots';
import { Message } from '../../../engine/service/service';
import { JournalPage } from '../../../simulator/bench/journal-page';
import { runService } from '../../drug-library-loader/service/run-service';
import { suite } from '../../suite';
import { type EmulatedPump, RawCable, emulatedPump, lineOnPort, smallLibrary } from './emulated-pump';

const test = suite('hal/firmware pump link');
const FIGURES = 11;
const OLD = smallLibrary(7);
const NEW = smallLibrary(8, 40);
const DIGEST = createHash('sha256').update(NEW).digest();
const SEED = 20261128;
const VECTORS = resolve(__dirname, '../../vectors/link-check.json');

let pump: EmulatedPump;
let cable: RawCable;
test.before(() => {
  pump = emulatedPump(OLD, true);
  pump.bench.powerOn();
  cable = new RawCable(pump);
});
test.after(() => pump.bench.close());

const status = (of = cable) => statusOf(of.ask(Message.STATUS).values);
const records = () => new JournalPage(pump.bench.flash, pump.bench.crypto).from(1).length;

test('DERS-FW-032 the board answers on its own line, in frames as the published ones are made', () => {
  const before = cable.sent.length;
  const answer = cable.ask(Message.STATUS);
  assert.is(statusOf(answer.values).library?.version, 'v7');
  const values = [answer.reason, ...answer.values];
  assert.equal(cable.sent.subarray(before), encodeFrame(encodeRequest(answer.id, Message.STATUS, values)));
});

test('DERS-FW-032 an answer of nearly the longest content comes whole', () => {
  for (let i = 0; i < 20; i++) cable.ask(Message.TIME, 1_795_435_200 + i);
  const before = cable.sent.length;
  const { values } = cable.ask(Message.JOURNAL, 0, 1);
  assert.ok(values.length > 5);
  const length = cable.sent.length - before;
  assert.ok(length > 1190 && length <= MOST_WIRE, `${length} bytes`);
});

/** What a bad line carries: noise, cut frames, changed bits, floods; none of it is a whole request. */
function mischief(): fc.Arbitrary<Buffer> {
  const request = fc.constantFrom(
    encodeRequest(1, Message.BEGIN, [FileKind.LIBRARY, NEW.length, DIGEST]),
    encodeRequest(1, Message.BLOCK, [0, NEW.subarray(0, 1024)]),
    encodeRequest(1, Message.TIME, [1_900_000_000]),
    encodeRequest(1, Message.SELF_TEST, []),
  );
  return fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(request, fc.nat(2000)).map(([content, cut]) => {
      const wire = encodeFrame(content);
      return wire.subarray(0, cut % (wire.length - 1));
    }),
    fc.tuple(request, fc.nat(20_000)).map(([content, bit]) => {
      const wire = encodeFrame(content);
      const at = (bit >> 3) % (wire.length - 1);
      wire[at] ^= 1 << (bit & 7);
      return wire;
    }),
    fc.integer({ min: 1, max: 20_000 }).map((length) => Buffer.alloc(length, 0x55)),
    fc.constant(Buffer.alloc(2000)),
  );
}

test('DERS-FW-033 random bytes, cut frames, changed bits and floods do nothing, and hide no request behind them', () => {
  const before = [records(), status().library?.digest, pump.bench.flash.operations];
  for (const bytes of fc.sample(mischief(), { seed: SEED, numRuns: 150 })) {
    cable.put(bytes);
    assert.is(status().transfer.kind, 0, bytes.subarray(0, 40).toString('hex'));
  }
  assert.equal([records(), status().library?.digest, pump.bench.flash.operations], before);
});

test('DERS-FW-033 what is framed well and is no message is answered as that, and does nothing', () => {
  const before = pump.bench.flash.operations;
  const contents = fc.sample(fc.uint8Array({ minLength: 1, maxLength: MOST_CONTENT }), {
    seed: SEED,
    numRuns: 60,
  });
  for (const content of contents) {
    cable.take();
    cable.put(encodeFrame(content));
    pump.bench.advance(100);
    const [answer, ...more] = cable.take();
    assert.is(answer?.reason, Reason.MESSAGE as number, Buffer.from(content).toString('hex'));
    assert.is(more.length, 0);
  }
  assert.is(pump.bench.flash.operations, before);
});

test('DERS-FW-033 many requests at once are all answered, four each time the pump looks, and it looks again at once', () => {
  for (const message of [Message.STATUS as number, FIGURES]) {
    cable.take();
    cable.put(Buffer.concat(Array.from({ length: 9 }, () => cable.request(message))), 0);
    const answered = [cable.take().length];
    for (let i = 0; i < 3; i++) {
      pump.bench.advance(1);
      answered.push(cable.take().length);
    }
    assert.equal(answered, [4, 4, 1, 0], `message ${message}`);
  }
});

test('DERS-FW-034 message 11 tells the instructions of the last message and the heap', () => {
  status();
  const { reason, values } = cable.ask(FIGURES);
  const [ticks, most, rate, instructions, peak, size] = values as number[];
  assert.is(reason, 0);
  assert.equal([rate, instructions], [25_000_000, 40]);
  assert.ok(ticks > 1000 && most >= ticks, `${ticks} ${most}`);
  assert.ok(peak > 100_000 && peak <= size, `${peak} of ${size}`);
  // It is read alone: what has more, or another form, is no message.
  assert.is(cable.ask(FIGURES, 1).reason, Reason.MESSAGE as number);
});

test('DERS-FW-035 a block twice, out of order, and after a reboot: the library comes in whole', () => {
  const block = (at: number) => cable.ask(Message.BLOCK, at, NEW.subarray(at, at + 1024));
  const begin = () => cable.ask(Message.BEGIN, FileKind.LIBRARY, NEW.length, DIGEST);
  assert.ok(NEW.length > 3 * 1024, `${NEW.length}`);
  assert.equal(begin().values, [0, -1]);
  assert.equal(block(0).values, [1024, -1]);
  const operations = pump.bench.flash.operations;
  assert.equal([block(0).reason, ...block(0).values], [0, 1024, -1]);
  assert.equal([block(2048).reason, block(4096).reason], [Reason.TRANSFER, Reason.TRANSFER]);
  assert.is(pump.bench.flash.operations, operations);
  assert.is(block(1024).values[0], 2048);
  assert.is(cable.ask(Message.COMMIT).reason, Reason.TRANSFER as number);

  pump.bench.powerCut();
  pump.bench.powerOn();
  cable = new RawCable(pump);
  assert.is(status().library?.version, 'v7');
  // It goes on from the last sector begun, and a block from before the cut is not taken for the next one.
  assert.is(block(2048).reason, Reason.TRANSFER as number);
  assert.equal(begin().values, [0, -1]);
  for (let at = 0; at < NEW.length; at += 1024) assert.is(block(at).reason, 0);
  let reason = cable.ask(Message.COMMIT).reason;
  for (let i = 0; i < 100 && reason === Reason.IN_PROGRESS; i++) {
    pump.bench.advance(100);
    reason = cable.ask(Message.COMMIT).reason;
  }
  assert.is(reason, 0);
  assert.is(status().library?.version, 'v8');
  assert.is(cable.ask(Message.COMMIT).reason, 0);
});

test('DERS-FW-036 pump-service on the line of the board: status, install, log and self-test with its figures', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pump-link-test-'));
  const line = await lineOnPort(pump);
  try {
    const at = ['--pump', line.address];
    const before = JSON.parse((await runService('status', ...at, '--json')).out);
    assert.match(before.firmware, /^mps2-an386 /);
    const path = join(folder, 'new.dlib');
    writeFileSync(path, smallLibrary(9));
    const installed = await runService('install', path, ...at);
    assert.is(installed.code, 0, installed.error);
    assert.match(installed.out, /v9/);
    const log = await runService('log', ...at, '-o', join(folder, 'pump.journal'));
    assert.is(log.code, 0, log.error);
    const tested = await runService('self-test', ...at, '--json');
    assert.is(tested.code, 0, tested.out + tested.error);
    const vectors = JSON.parse(readFileSync(VECTORS, 'utf8'));
    const rows: TestRow[] = JSON.parse(tested.out);
    const programs = rows.find(({ name }) => name === 'programs');
    assert.is(programs?.passed, vectors.length);
    assert.is(programs?.cost?.unit, 'instructions');
    const { median, most } = programs?.cost ?? { median: 0, most: 0 };
    assert.ok(median > 100_000 && most >= median, `${median} ${most}`);
    assert.match(rows.at(-1)?.name ?? '', /^heap: [\d,]+ of 393,216 bytes$/);
    assert.is(rows.filter(({ failed }) => failed.length > 0).length, 0);
  } finally {
    await line.close();
    rmSync(folder, { recursive: true });
  }
});

test.run();
