// Power lost in the flash operations of the firmware on the emulated board, from switching on to a library that was installed. Each trial is
// two starts of the emulator: DERS_LONG=1 tries every operation with everything that may remain of it, else a part of them is tried.
import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { problemsOf } from '../../../drug-library-loader/service/journal-file';
import { journalRegion, readJournal } from '../../../drug-library-loader/service/journal-image';
import { type PumpStatus, statusOf } from '../../../drug-library-loader/service/pump-status';
import { Detail, EventKind } from '../../../engine/journal/event';
import { Journal } from '../../../engine/journal/journal';
import { Reason } from '../../../engine/reason';
import { FileKind } from '../../../engine/service/library-slots';
import { Message } from '../../../engine/service/service';
import { VirtualClock } from '../../../hal/desktop/clock';
import { NodeCrypto } from '../../../hal/desktop/node-crypto';
import { NodeFlash, type Remains } from '../../../hal/desktop/node-flash';
import { Region } from '../../../hal/hal';
import { suite } from '../../suite';
import { RawCable, WALL, emulatedPump, smallLibrary } from './emulated-pump';

const test = suite('hal/firmware power-cuts');
const LONG = process.env.DERS_LONG === '1';
const OLD = smallLibrary(7);
const NEW = smallLibrary(8, 20);
const REMAINS: Remains[] = ['nothing', 'half', 'noise', 'everything'];
/** Of the ordinary run: every so many operations one trial, with what remains in turn. */
const STEP = 3;

/** Writes records as the pump does until the next but `left` begins a sector of the journal. */
function fillJournal(flash: NodeFlash, left: number): void {
  const copy = new NodeFlash();
  flash.cells.copy(copy.cells);
  const fill = (into: NodeFlash, most: number): number => {
    let erased = 0;
    const erase = into.erase.bind(into);
    into.erase = (offset) => {
      erased++;
      return erase(offset);
    };
    const journal = new Journal(into, new NodeCrypto(into), new VirtualClock(WALL), Region.JOURNAL);
    journal.open();
    erased = 0;
    let written = 0;
    for (; written < most && erased < 2; written++)
      journal.write(EventKind.SELF_TEST, [Detail.REASON, written]);
    into.erase = erase;
    return written;
  };
  const whole = fill(copy, 1000);
  fill(flash, whole - 1 - left);
}

const factory = emulatedPump(OLD).bench.flash;
fillJournal(factory, 4);

function pumpFromFactory() {
  const flash = new NodeFlash();
  factory.cells.copy(flash.cells);
  return emulatedPump(undefined, false, flash);
}

const digestOf = (file: Buffer) => createHash('sha256').update(file).digest();

/** The file's way into the pump; the pump's last answer, undefined where power went. */
function install(cable: RawCable, file: Buffer): Reason | undefined {
  const begun = cable.tryAsk(Message.BEGIN, FileKind.LIBRARY, file.length, digestOf(file));
  if (begun?.reason !== 0) return begun?.reason;
  for (let at = begun.values[0] as number; at < file.length; at += 1024) {
    const answer = cable.tryAsk(Message.BLOCK, at, file.subarray(at, at + 1024));
    if (answer?.reason !== 0) return answer?.reason;
  }
  for (let i = 0; i < 50; i++) {
    const answer = cable.tryAsk(Message.COMMIT);
    if (answer?.reason !== Reason.IN_PROGRESS) return answer?.reason;
  }
  return Reason.IN_PROGRESS;
}

interface Session {
  /** Times that the clock was set and that was answered. */
  set: number;
  installed: Reason | undefined;
}

/** Switched on, the clock set three times, the new library sent. Ends where power does. */
function session(pump: ReturnType<typeof pumpFromFactory>): Session {
  pump.bench.powerOn();
  const result: Session = { set: 0, installed: undefined };
  if (!pump.bench.on) return result;
  const cable = new RawCable(pump);
  for (let i = 0; i < 3; i++) if (cable.tryAsk(Message.TIME, WALL + 60 + i)?.reason === 0) result.set++;
  if (pump.bench.on) result.installed = install(cable, NEW);
  return result;
}

/** Records of the journal as text, each with its number; a chain that does not hold fails. */
function journal(flash: NodeFlash, what: string): string[] {
  const content = readJournal(journalRegion(flash.cells));
  assert.equal(problemsOf(content), [], what);
  return content.records.map((record) => JSON.stringify(record));
}

// A whole session first: how many operations it has, what each is, and how many records stand before it.
const whole = pumpFromFactory();
const operations: { kind: string; records: number }[] = [];
const { flash } = whole.bench;
const [erase, program] = [flash.erase.bind(flash), flash.program.bind(flash)];
const note = (kind: string) => operations.push({ kind, records: journal(flash, 'the whole session').length });
flash.erase = (offset) => {
  note('erase');
  return erase(offset);
};
flash.program = (offset, bytes, length) => {
  note('program');
  return program(offset, bytes, length);
};
const result = session(whole);
whole.bench.close();

test('DERS-FW-040 the whole session installs, and erases and writes in the journal too', () => {
  assert.equal(result, { set: 3, installed: Reason.NONE });
  assert.ok(operations.filter(({ kind }) => kind === 'erase').length >= 2);
  assert.ok(operations.length > 20, `${operations.length}`);
});

function statusAfter(pump: ReturnType<typeof pumpFromFactory>, what: string): [RawCable, PumpStatus] {
  pump.bench.powerOn();
  assert.ok(pump.bench.on, what);
  const cable = new RawCable(pump);
  return [cable, statusOf(cable.ask(Message.STATUS).values)];
}

function trial(n: number, remains: Remains): void {
  const { kind, records } = operations[n - 1];
  const what = `operation ${n} (${kind}), of which ${remains} remains`;
  const pump = pumpFromFactory();
  try {
    pump.bench.flash.cutPower(n, remains);
    const { installed } = session(pump);
    assert.not(pump.bench.on, `${what}: power was not lost`);
    assert.is(pump.bench.rate(), 0, what);
    pump.bench.flash.powerOn();
    const kept = journal(pump.bench.flash, what);
    assert.ok(kept.length >= records, `${what}: ${kept.length} of ${records} records`);
    const [cable, status] = statusAfter(pump, what);
    assert.is(status.reason, 0, what);
    const version = status.library?.version;
    assert.ok(version === 'v8' || (version === 'v7' && installed !== Reason.NONE), `${what}: ${version}`);
    assert.equal(journal(pump.bench.flash, what).slice(0, kept.length), kept, what);
    // It goes on: the new library comes in, and nothing older afterwards.
    if (version === 'v7') assert.is(install(cable, NEW), Reason.NONE, what);
    assert.is(statusOf(cable.ask(Message.STATUS).values).library?.version, 'v8', what);
    assert.is(install(cable, OLD), Reason.SEQUENCE_LOWER, what);
    journal(pump.bench.flash, what);
  } finally {
    pump.bench.close();
  }
}

const numbers = operations.map((_, i) => i + 1);
if (LONG)
  for (const remains of REMAINS)
    test(`DERS-FW-041 power lost in each of ${operations.length} operations, of which ${remains} remains: old or new library, chain and records whole`, () => {
      for (const n of numbers) trial(n, remains);
    });
else
  test(`DERS-FW-041 power lost in one of ${STEP} of ${operations.length} operations (DERS_LONG=1: in each, four ways): old or new library, chain and records whole`, () => {
    for (const n of numbers.filter((each) => each % STEP === 1))
      trial(n, REMAINS[Math.floor(n / STEP) % REMAINS.length]);
  });

test.run();
