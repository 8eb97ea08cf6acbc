// The library slots: what is received, what is taken, what is kept through power cuts at every flash operation.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as assert from 'uvu/assert';
import { encodeStaff } from '../../../drug-library-loader/service/factory';
import { signStaff } from '../../../drug-library-loader/service/staff-file';
import { addSignature, signTrust } from '../../../drug-library-loader/signature/sign';
import { splitSigned } from '../../../drug-library-loader/signature/signed-file';
import { type TrustFile, encodeTrust, withoutKey } from '../../../drug-library-loader/signature/trust';
import { LIBRARY_CONTEXT, type Manifest, Reason, TRUST_CONTEXT } from '../../../engine/index';
import { EventKind, StateKey } from '../../../engine/journal/event';
import { BLOCK, FileKind, type LibrarySlots } from '../../../engine/service/library-slots';
import { List } from '../../../engine/service/provision';
import { VirtualClock } from '../../../hal/desktop/clock';
import type { NodeCrypto } from '../../../hal/desktop/node-crypto';
import type { Remains } from '../../../hal/desktop/node-flash';
import { Answered, Region } from '../../../hal/hal';
import { entry } from '../../drug-library-loader/sample-source';
import {
  APPROVER,
  AT,
  AUTHOR,
  DEMO_APPROVER,
  DEMO_AUTHOR,
  TRUST,
  compiled,
  signedByBoth,
} from '../../drug-library-loader/signature/people';
import { suite } from '../../suite';
import { type Parts, WALL, newFlash, powerOn, withLibrary } from './pump-parts';

const test = suite('engine/service/library-slots');

function release(sequence: number, more: Record<string, string> = {}, drugs = 24): Buffer {
  const entries = Array.from({ length: drugs }, (_, i) =>
    entry({ id: `drug-${i}`, drug: `drug ${sequence} ${i}` }),
  );
  const dates = { effective: '2026-11-01', 'review-by': '2027-03-01' };
  return signedByBoth(
    compiled({ version: `v${sequence}`, sequence: String(sequence), ...dates, ...more }, entries),
  );
}

const OLD = release(7);
const NEW = release(8);
const NEWER = release(9);
const LATER = release(10, { effective: '2026-12-01' });

const hash = (file: Buffer) => createHash('sha256').update(file).digest('hex');

/** Sends the blocks from where the pump is; the first refusal. */
function send(slots: LibrarySlots, kind: FileKind, file: Buffer, digest = hash(file)): Reason {
  const begun = slots.begin(kind, file.length, digest);
  if (begun !== Reason.NONE) return begun;
  for (let at = slots.received; at < file.length; at += BLOCK) {
    const bytes = Buffer.concat([Buffer.alloc(5), file.subarray(at, at + BLOCK)]);
    const reason = slots.write(at, bytes, 5, bytes.length - 5);
    if (reason !== Reason.NONE) return reason;
  }
  return Reason.NONE;
}

/** Asks for the result until it is there. */
function commit(slots: LibrarySlots): Reason {
  for (let calls = 0; calls < 1000; calls++) {
    const reason = slots.commit();
    if (reason !== Reason.IN_PROGRESS) return reason;
    slots.work();
  }
  throw new Error('the check never ends');
}

function install(slots: LibrarySlots, file: Buffer, kind = FileKind.LIBRARY): Reason {
  return send(slots, kind, file) || commit(slots);
}

function kinds({ journal }: Parts): number[] {
  const buffer = Buffer.alloc(1024);
  const found: number[] = [];
  for (let number = 0; journal.read(number, buffer) > 0; number = journal.ring.found + 1)
    found.push(buffer[9] === 0x18 ? buffer[10] : buffer[9]);
  return found;
}

test('DERS-SVC-010 a pump without a library says so, takes one, and has it after a restart', () => {
  const flash = newFlash();
  const pump = powerOn(flash);
  assert.is(pump.slots.reason, Reason.NOT_FOUND);
  assert.is(pump.slots.active, null);
  assert.is(install(pump.slots, OLD), Reason.NONE);
  for (const { slots } of [pump, powerOn(flash)]) {
    assert.is(slots.slot, 0);
    assert.is(slots.active?.head.version, 'v7');
    assert.is(slots.manifest?.sequence, 7);
    assert.is(slots.inSlot(0), slots.active);
    const { offset, length } = slots.placeOf(0);
    assert.is(offset + length, OLD.length);
  }
  assert.equal(kinds(pump), [EventKind.LIBRARY_ACTIVE, EventKind.LIBRARY_INSTALLED]);
});

test('DERS-SVC-010 releases go to the slot that is not in use, in turn', () => {
  const flash = newFlash();
  const { slots } = powerOn(flash);
  for (const [file, slot] of [
    [OLD, 0],
    [NEW, 1],
    [NEWER, 0],
  ] as const) {
    const before = slots.changes;
    assert.is(install(slots, file), Reason.NONE);
    assert.is(slots.slot, slot);
    assert.ok(slots.changes > before);
    assert.is(slots.inSlot(1 - slot), null);
  }
});

const REMAINS: Remains[] = ['nothing', 'half', 'noise', 'everything'];

test('DERS-SVC-011 power cut at every program and erase of an installation: the old or the new library is whole, and it goes on', () => {
  const whole = withLibrary(OLD);
  const before = whole.operations;
  assert.is(install(powerOn(whole).slots, NEW), Reason.NONE);
  const operations = whole.operations - before;
  assert.ok(operations > 10);
  for (const remains of REMAINS) {
    for (let cut = 1; cut <= operations; cut++) {
      const flash = withLibrary(OLD);
      const first = powerOn(flash);
      flash.cutPower(cut, remains);
      install(first.slots, NEW);
      flash.powerOn();
      const what = `${remains}, operation ${cut}`;
      const second = powerOn(flash);
      const { version } = second.slots.active?.head ?? { version: 'none' };
      assert.ok(version === 'v7' || version === 'v8', `${what}: ${version}`);
      if (version === 'v7') assert.is(install(second.slots, NEW), Reason.NONE, what);
      assert.is(powerOn(flash).slots.active?.head.version, 'v8', what);
      assert.is(install(powerOn(flash).slots, OLD), Reason.SEQUENCE_LOWER, what);
    }
  }
});

test('DERS-SVC-012 a transfer goes on after a restart, from the last sector begun', () => {
  const flash = withLibrary(OLD);
  const { slots } = powerOn(flash);
  slots.begin(FileKind.LIBRARY, NEW.length, hash(NEW));
  for (let at = 0; at < 3 * BLOCK; at += BLOCK)
    slots.write(at, NEW.subarray(at), 0, Math.min(BLOCK, NEW.length - at));
  const restarted = powerOn(flash);
  assert.is(restarted.slots.kind, FileKind.LIBRARY);
  assert.is(restarted.slots.digest, hash(NEW));
  assert.is(restarted.slots.received, 2048);
  assert.is(install(restarted.slots, NEW), Reason.NONE);
  assert.is(restarted.slots.active?.head.version, 'v8');
});

test('DERS-SVC-012 another file in between begins anew', () => {
  const { slots } = powerOn(withLibrary(OLD));
  slots.begin(FileKind.LIBRARY, NEW.length, hash(NEW));
  slots.write(0, NEW, 0, BLOCK);
  assert.is(slots.begin(FileKind.LIBRARY, NEWER.length, hash(NEWER)), Reason.NONE);
  assert.is(slots.received, 0);
  assert.is(install(slots, NEWER), Reason.NONE);
});

test('DERS-SVC-013 blocks: the next is taken, one that is here is good, anything else is refused and changes nothing', () => {
  const { slots } = powerOn(withLibrary(OLD));
  assert.is(slots.write(0, NEW, 0, BLOCK), Reason.TRANSFER, 'before begin');
  assert.is(slots.begin(FileKind.LIBRARY, NEW.length, hash(NEW)), Reason.NONE);
  const rows: [string, number, number, Reason][] = [
    ['not the first', BLOCK, BLOCK, Reason.TRANSFER],
    ['short', 0, BLOCK - 4, Reason.TRANSFER],
    ['long', 0, BLOCK + 4, Reason.TRANSFER],
    ['nowhere', Number.NaN, BLOCK, Reason.TRANSFER],
    ['first', 0, BLOCK, Reason.NONE],
    ['first again', 0, BLOCK, Reason.NONE],
    ['beyond the end', NEW.length, 4, Reason.TRANSFER],
  ];
  for (const [what, offset, length, reason] of rows) {
    const before = slots.received;
    assert.is(slots.write(offset, NEW, 0, length), reason, what);
    assert.is(slots.received, what === 'first' ? BLOCK : before, what);
  }
  assert.is(slots.commit(), Reason.TRANSFER, 'not yet whole');
  assert.is(install(slots, NEW), Reason.NONE);
  assert.is(slots.commit(), Reason.NONE, 'the result stays');
  assert.is(slots.write(0, NEW, 0, BLOCK), Reason.TRANSFER, 'after the end');
});

test('DERS-SVC-013 too large, empty, of no known kind: refused', () => {
  const { slots } = powerOn(withLibrary(OLD));
  assert.is(slots.begin(FileKind.LIBRARY, 8193, ''), Reason.TOO_LARGE);
  assert.is(slots.begin(FileKind.TRUST, 4096 - BLOCK + 1, ''), Reason.TOO_LARGE);
  for (const length of [0, -1, Number.NaN])
    assert.is(slots.begin(FileKind.LIBRARY, length, ''), Reason.TOO_LARGE);
  for (const kind of [0, 4, Number.NaN]) assert.is(slots.begin(kind, 100, ''), Reason.MESSAGE);
});

test('DERS-SVC-014 what is not signed, not whole or not newer is refused, recorded, and the old library stays', () => {
  const flipped = Buffer.from(NEW);
  flipped[NEW.length - 1] ^= 1;
  const demonstration = signedByBoth(
    compiled({ sequence: '8', demonstration: 'true' }),
    DEMO_AUTHOR,
    DEMO_APPROVER,
  );
  const rows: [string, Buffer, Reason][] = [
    ['content changed', flipped, Reason.DIGEST],
    ['older', release(6), Reason.SEQUENCE_LOWER],
    ['the same sequence, other content', release(7, { title: 'Other' }), Reason.SEQUENCE_REUSED],
    ['demonstration', demonstration, Reason.KEY_DEMONSTRATION],
    ['no signed file', Buffer.alloc(2000, 0x55), Reason.ENVELOPE_FORMAT],
  ];
  for (const [what, file, reason] of rows) {
    const flash = newFlash();
    const pump = powerOn(flash);
    assert.is(install(pump.slots, OLD), Reason.NONE);
    assert.is(install(pump.slots, file), reason, what);
    for (const { slots } of [pump, powerOn(flash)]) assert.is(slots.active?.head.version, 'v7', what);
    assert.is(kinds(pump).at(-1), EventKind.LIBRARY_REFUSED, what);
    assert.is(install(pump.slots, NEW), Reason.NONE, `${what}, then a good one`);
  }
});

/** A pump whose gate does something else. */
function withGate(change: Partial<NodeCrypto>): Parts {
  const parts = powerOn(withLibrary(OLD));
  Object.assign(parts.hal.crypto, change);
  return parts;
}

test('DERS-SVC-014 only the one answer of the gate, given twice, lets a file be used', () => {
  const notAnswers = [
    0,
    1,
    -1,
    Number.NaN,
    undefined,
    641,
    65536,
    0x63c59a5c,
    0x1aaaaaaa,
    true,
    '1673894493',
  ];
  for (const result of notAnswers) {
    const { slots, hal } = withGate({});
    const accept = hal.crypto.accept.bind(hal.crypto);
    hal.crypto.accept = (request, length, answer) => {
      accept(request, length, answer);
      return result as number;
    };
    const reason = install(slots, NEW);
    assert.is(reason, result === 1 || result === 641 ? result : Reason.NOT_VERIFIED, String(result));
    assert.is(slots.active?.head.version, 'v7', String(result));
  }
});

test('DERS-SVC-014 an answer without the result in it, or without a manifest, lets nothing be used', () => {
  const spoils: [string, (answer: Uint8Array) => void][] = [
    ['nothing in it', (answer) => answer.fill(0)],
    ['another result', (answer) => answer.set([0], Answered.RESULT)],
    ['no organisation', (answer) => answer.fill(0, Answered.ORGANISATION, Answered.LIBRARY)],
    [
      'an organisation elsewhere',
      (answer) => answer.fill(0xff, Answered.ORGANISATION, Answered.ORGANISATION + 4),
    ],
  ];
  for (const [what, spoil] of spoils) {
    const { slots, hal } = withGate({});
    const accept = hal.crypto.accept.bind(hal.crypto);
    hal.crypto.accept = (request, length, answer) => {
      const result = accept(request, length, answer);
      spoil(answer as Uint8Array);
      return result;
    };
    assert.is(install(slots, NEW), Reason.NOT_VERIFIED, what);
    assert.is(slots.active?.head.version, 'v7', what);
  }
});

test('DERS-SVC-014 each record is asked for once, in order, before a library is used; any other answer than 0 refuses it', () => {
  const asked: number[] = [];
  const { slots, hal } = withGate({});
  const check = hal.crypto.checkRecords.bind(hal.crypto);
  hal.crypto.checkRecords = (place, length, first, count) => {
    assert.is(slots.active?.head.version, 'v7');
    for (let i = 0; i < count; i++) asked.push(first + i);
    return check(place, length, first, count);
  };
  assert.is(install(slots, NEW), Reason.NONE);
  const { careAreas, entries } = slots.active?.head as { careAreas: number; entries: number };
  assert.equal(
    asked,
    Array.from({ length: careAreas + entries }, (_, i) => i),
  );
  for (const answer of [Reason.LIBRARY_CRC, -1, Number.NaN, undefined]) {
    const refused = withGate({ checkRecords: () => answer as number });
    const reason = install(refused.slots, NEW);
    assert.is(reason, answer === Reason.LIBRARY_CRC ? answer : Reason.LIBRARY_UNREADABLE, String(answer));
    assert.is(refused.slots.active?.head.version, 'v7', String(answer));
  }
});

test('DERS-SVC-014 the same release again is taken', () => {
  const { slots } = powerOn(newFlash());
  assert.is(install(slots, OLD), Reason.NONE);
  assert.is(install(slots, OLD), Reason.NONE);
  assert.is(slots.active?.head.version, 'v7');
});

test('DERS-SVC-014 with a clock that was never set no signature is valid', () => {
  const pump = powerOn(newFlash(), new VirtualClock(0));
  assert.is(install(pump.slots, OLD), Reason.KEY_VALIDITY);
});

test('DERS-SVC-015 the slot that an infusion runs from is not received into, over restarts too, until it ends', () => {
  const flash = withLibrary(OLD);
  const { slots } = powerOn(flash);
  slots.pin(0);
  assert.is(install(slots, NEW), Reason.NONE);
  assert.is(slots.slot, 1);
  assert.is(slots.inSlot(0)?.head.version, 'v7');
  assert.is(slots.begin(FileKind.LIBRARY, NEWER.length, hash(NEWER)), Reason.SLOTS_HELD);
  const again = powerOn(flash).slots;
  assert.is(again.inSlot(0)?.head.version, 'v7');
  assert.is(again.inSlot(1)?.head.version, 'v8');
  assert.is(again.placeOf(0).length, slots.placeOf(0).length);
  assert.is(again.begin(FileKind.LIBRARY, NEWER.length, hash(NEWER)), Reason.SLOTS_HELD);
  again.pin(-1);
  assert.is(again.inSlot(0), null);
  assert.is(install(again, NEWER), Reason.NONE);
  assert.is(again.slot, 0);
});

test('DERS-SVC-015 where the library in use is damaged and the other one held, the damaged one makes room', () => {
  const flash = withLibrary(OLD);
  const first = powerOn(flash).slots;
  first.pin(0);
  assert.is(install(first, NEW), Reason.NONE);
  flash.cells[flash.regionStart(Region.SLOT_B) + 900] ^= 1;
  const { slots } = powerOn(flash);
  assert.is(slots.active, null);
  assert.is(slots.inSlot(0)?.head.version, 'v7');
  assert.is(install(slots, NEWER), Reason.NONE);
  assert.is(slots.slot, 1);
  assert.is(slots.inSlot(0)?.head.version, 'v7');
});

test('DERS-SVC-015 nothing in use and the first slot held: the second takes it', () => {
  const { slots } = powerOn(newFlash());
  slots.pin(0);
  assert.is(install(slots, OLD), Reason.NONE);
  assert.is(slots.slot, 1);
});

test('DERS-SVC-015 an infusion outside the library, or the one that runs from the active slot, holds nothing else', () => {
  const { slots } = powerOn(withLibrary(OLD));
  slots.pin(-1);
  assert.is(install(slots, NEW), Reason.NONE);
  slots.pin(1);
  slots.pin(1);
  slots.pin(-1);
  assert.is(slots.inSlot(1), slots.active);
  assert.is(slots.inSlot(5), null);
  assert.is(slots.placeOf(5).length, 0);
});

test('DERS-SVC-016 a library that is not yet in effect waits for its day, over restarts, and a newer one replaces it', () => {
  const flash = withLibrary(OLD);
  const clock = new VirtualClock(WALL);
  const first = powerOn(flash, clock);
  assert.is(install(first.slots, LATER), Reason.NONE);
  assert.is(first.slots.active?.head.version, 'v7');
  assert.is(first.slots.waiting, 1);
  assert.is(first.slots.effective, 20261201);
  const second = powerOn(flash, clock);
  assert.is(second.slots.waiting, 1);
  const day = 86_400_000;
  clock.advance(8 * day - 12 * 3_600_000 - 1000);
  second.slots.work();
  assert.is(second.slots.active?.head.version, 'v7', 'the second before');
  clock.advance(1000);
  second.slots.work();
  assert.is(second.slots.active?.head.version, 'v10');
  assert.is(second.slots.waiting, -1);
  assert.is(powerOn(flash, clock).slots.active?.head.version, 'v10');
  assert.equal(kinds(second).slice(-1), [EventKind.LIBRARY_ACTIVE]);
});

test('DERS-SVC-016 another file received meanwhile takes the place of the one that waits', () => {
  const flash = withLibrary(OLD);
  const { slots } = powerOn(flash);
  assert.is(install(slots, LATER), Reason.NONE);
  assert.is(slots.begin(FileKind.LIBRARY, NEWER.length, hash(NEWER)), Reason.NONE);
  assert.is(slots.waiting, -1);
  const again = powerOn(flash).slots;
  assert.is(again.waiting, -1);
  assert.is(install(again, release(11)), Reason.NONE);
  assert.is(again.slot, 1);
});

test('DERS-SVC-016 where the switch cannot be written, the old library stays and the new one waits on', () => {
  const flash = withLibrary(OLD);
  const clock = new VirtualClock(WALL);
  const { slots } = powerOn(flash, clock);
  assert.is(install(slots, LATER), Reason.NONE);
  clock.advance(8 * 86_400_000);
  const program = flash.program;
  flash.program = () => false;
  slots.work();
  assert.equal([slots.active?.head.version, slots.waiting], ['v7', 1]);
  flash.program = program;
  clock.advance(1000);
  slots.work();
  assert.equal([slots.active?.head.version, slots.waiting], ['v10', -1]);
});

test('DERS-SVC-014 where the state cannot be written, the file is not taken', () => {
  const flash = withLibrary(OLD);
  const pump = powerOn(flash);
  assert.is(send(pump.slots, FileKind.LIBRARY, NEW), Reason.NONE);
  const put = pump.state.put.bind(pump.state);
  // First the record of highest sequences, then the switch itself.
  for (const key of [StateKey.HIGHEST, StateKey.LIBRARY]) {
    pump.state.put = (wanted, bytes, length) => wanted !== key && put(wanted, bytes, length);
    assert.is(
      send(pump.slots, FileKind.LIBRARY, NEW) || commit(pump.slots),
      Reason.FLASH_FAILED,
      String(key),
    );
    assert.is(pump.slots.active?.head.version, 'v7');
  }
  pump.state.put = put;
  assert.is(powerOn(flash).slots.active?.head.version, 'v7');
  assert.is(install(pump.slots, NEW), Reason.NONE);
});

test('DERS-SVC-017 a library that changes in flash is refused at start', () => {
  const good = withLibrary(OLD);
  for (let at = 0; at < OLD.length; at += 13) {
    const flash = withLibrary(OLD);
    flash.cells[flash.regionStart(Region.SLOT_A) + at] ^= 1 << (at % 8);
    const { slots } = powerOn(flash);
    assert.is(slots.active, null, `byte ${at}`);
    assert.ok(slots.reason > 0 && slots.slot === -1);
  }
  assert.is(powerOn(good).slots.reason, Reason.NONE);
});

test('DERS-SVC-017 and in the background: piece by piece, then verified again and refused', () => {
  const flash = withLibrary(OLD);
  const pump = powerOn(flash);
  const { slots, clock } = pump;
  const pieces = Math.ceil(OLD.length / 4096);
  const look = (times: number) => {
    for (let i = 0; i < times; i++) {
      clock.advance(1000);
      assert.not(slots.work());
    }
  };
  look(3 * pieces + 6);
  assert.is(slots.reason, Reason.NONE);
  const changes = slots.changes;
  slots.work();
  flash.cells[flash.regionStart(Region.SLOT_A) + OLD.length - 5] ^= 4;
  slots.work();
  assert.is(slots.reason, Reason.NONE, 'not within the same second');
  look(2 * pieces + 4);
  assert.is(slots.active, null);
  assert.is(slots.inSlot(0), null);
  assert.is(slots.reason, Reason.DIGEST);
  assert.ok(slots.changes > changes);
  assert.equal(kinds(pump).slice(-1), [EventKind.LIBRARY_REFUSED]);
  // The slot is still the chosen one: a new release goes to the other.
  assert.is(install(slots, NEW), Reason.NONE);
  assert.is(slots.slot, 1);
});

test('DERS-SVC-017 the pinned library is looked at too; a reading that failed once is no damage', () => {
  const flash = withLibrary(OLD);
  const { slots, clock } = powerOn(flash);
  slots.pin(0);
  install(slots, NEW);
  const at = flash.regionStart(Region.SLOT_A) + 700;
  const look = () => {
    for (let i = 0; i < 12; i++) {
      clock.advance(1000);
      slots.work();
    }
  };
  flash.cells[at] ^= 1;
  look();
  assert.is(slots.inSlot(0), null);
  assert.is(slots.active?.head.version, 'v8');
  const crc32 = flash.crc32.bind(flash);
  let fail = 1;
  flash.crc32 = (offset, length, start) => (fail-- > 0 ? -1 : crc32(offset, length, start));
  look();
  assert.is(slots.active?.head.version, 'v8');
});

test('DERS-SVC-018 past its review a library is used, and said to be', () => {
  const flash = withLibrary(OLD);
  const later = (days: number) => new VirtualClock(WALL + days * 86_400);
  assert.not(powerOn(flash, later(98)).slots.pastReview());
  assert.ok(powerOn(flash, later(99)).slots.pastReview());
  assert.not(powerOn(flash, new VirtualClock(0)).slots.pastReview());
  assert.not(powerOn(newFlash(), later(99)).slots.pastReview());
});

test('DERS-SVC-018 a key that ended does not take the library away; one that is revoked does', () => {
  const flash = withLibrary(OLD);
  const much = new VirtualClock(WALL + 770 * 86_400);
  assert.is(powerOn(flash, much).slots.reason, Reason.NONE);
  const { slots } = powerOn(flash);
  const list = trustOf(withoutKey({ ...TRUST }, AUTHOR.id, 'left'));
  assert.is(install(slots, list, FileKind.TRUST), Reason.NONE);
  assert.is(slots.active, null);
  assert.is(slots.reason, Reason.KEY_REVOKED);
  assert.is(powerOn(flash).slots.reason, Reason.KEY_REVOKED);
});

/** The list, signed by the people of the current one. */
function trustOf(list: TrustFile): Buffer {
  const options = { trust: TRUST, at: AT };
  return signTrust(signTrust(encodeTrust(list), AUTHOR, options), APPROVER, options);
}

const RENEWED = trustOf(withoutKey(TRUST, DEMO_AUTHOR.id, 'no longer needed'));

function staffOf(content: Buffer, sequence: number): Buffer {
  const options = { trust: TRUST, at: AT };
  return signStaff(signStaff(content, sequence, AUTHOR, options), sequence, APPROVER, options);
}

function staff(people: number): Buffer {
  const rows = Array.from({ length: people }, (_, i) => ({
    person: i + 1,
    salt: Buffer.alloc(12, i),
    hash: createHash('sha256').update(String(i)).digest(),
  }));
  return encodeStaff(rows);
}

function listIn({ flash, slots }: Parts, list: List): string {
  const at = slots.provision.offset[list];
  return flash.cells.subarray(at, at + slots.provision.length[list]).toString('hex');
}

test('DERS-SVC-020 a trust list that the current one signs takes its place; the staff list stays, and the other way round', () => {
  const flash = newFlash();
  const pump = powerOn(flash);
  assert.is(pump.slots.trust().sequence, TRUST.sequence);
  assert.is(install(pump.slots, staffOf(staff(3), 1), FileKind.STAFF), Reason.NONE);
  assert.is(install(pump.slots, RENEWED, FileKind.TRUST), Reason.NONE);
  assert.is(install(pump.slots, staffOf(staff(5), 2), FileKind.STAFF), Reason.NONE);
  for (const each of [pump, powerOn(flash)]) {
    assert.is(each.slots.trust().sequence, TRUST.sequence + 1);
    assert.is(listIn(each, List.STAFF), staff(5).toString('hex'));
  }
  assert.equal(
    kinds(pump).filter((kind) => kind !== EventKind.LIBRARY_ACTIVE),
    [EventKind.TRUST_INSTALLED, EventKind.TRUST_INSTALLED, EventKind.TRUST_INSTALLED],
  );
});

test('DERS-SVC-021 power cut at every program and erase of a list: the old or the new one, with the other list', () => {
  const before = newFlash();
  assert.is(install(powerOn(before).slots, staffOf(staff(3), 1), FileKind.STAFF), Reason.NONE);
  const from = before.operations;
  const copyOf = () => {
    const flash = newFlash();
    before.cells.copy(flash.cells);
    return flash;
  };
  const whole = copyOf();
  assert.is(install(powerOn(whole).slots, RENEWED, FileKind.TRUST), Reason.NONE);
  assert.ok(from > 0 && whole.operations > 5);
  for (const remains of REMAINS) {
    for (let cut = 1; cut <= whole.operations; cut++) {
      const flash = copyOf();
      const first = powerOn(flash);
      flash.cutPower(cut, remains);
      install(first.slots, RENEWED, FileKind.TRUST);
      flash.powerOn();
      const again = powerOn(flash);
      const { sequence } = again.slots.trust();
      const what = `${remains}, operation ${cut}`;
      assert.ok(sequence === TRUST.sequence || sequence === TRUST.sequence + 1, what);
      assert.is(listIn(again, List.STAFF), staff(3).toString('hex'), what);
      if (sequence === TRUST.sequence)
        assert.is(install(again.slots, RENEWED, FileKind.TRUST), Reason.NONE, what);
      assert.is(powerOn(flash).slots.trust().sequence, TRUST.sequence + 1, what);
    }
  }
});

test('DERS-SVC-022 a list that is not newer, not whole, or signed as something else is refused, and the old one stays', () => {
  const damaged = staff(3);
  damaged[20] ^= 1;
  const miscounted = Buffer.concat([staff(2), Buffer.alloc(48)]);
  miscounted.writeUInt32BE(3, 0);
  const old = trustOf({ ...TRUST, sequence: TRUST.sequence + 1 });
  const rows: [string, Buffer, FileKind, Reason][] = [
    ['a trust list as a staff list', RENEWED, FileKind.STAFF, Reason.SIGNATURE],
    ['a library as a trust list', OLD, FileKind.TRUST, Reason.SIGNATURE],
    ['a staff list as a trust list', staffOf(staff(2), 3), FileKind.TRUST, Reason.SIGNATURE],
    ['a damaged staff list', staffOf(damaged, 3), FileKind.STAFF, Reason.LENGTH],
    ['a miscounted staff list', staffOf(miscounted, 3), FileKind.STAFF, Reason.LENGTH],
    ['an older staff list', staffOf(staff(2), 0), FileKind.STAFF, Reason.SEQUENCE_LOWER],
    ['the same sequence, other keys', old, FileKind.TRUST, Reason.SEQUENCE_REUSED],
    ['the same trust list again', RENEWED, FileKind.TRUST, Reason.SEQUENCE_LOWER],
  ];
  const pump = powerOn(newFlash());
  assert.is(install(pump.slots, RENEWED, FileKind.TRUST), Reason.NONE);
  assert.is(install(pump.slots, staffOf(staff(4), 1), FileKind.STAFF), Reason.NONE);
  for (const [what, file, kind, reason] of rows) {
    assert.is(install(pump.slots, file, kind), reason, what);
    assert.is(pump.slots.trust().sequence, TRUST.sequence + 1, what);
    assert.is(listIn(pump, List.STAFF), staff(4).toString('hex'), what);
    assert.is(kinds(pump).at(-1), EventKind.TRUST_REFUSED, what);
  }
});

test('DERS-SVC-022 no region, no room, flash that fails: refused, and the old list stays', () => {
  const rows: [string, (parts: Parts) => void, Reason][] = [
    ['no erasing', ({ flash }) => Object.assign(flash, { erase: () => false }), Reason.FLASH_FAILED],
    ['no programming', ({ flash }) => Object.assign(flash, { program: () => false }), Reason.FLASH_FAILED],
    [
      'the other list cannot be read',
      ({ flash, slots }) => {
        const read = flash.read.bind(flash);
        const at = slots.provision.offset[List.STAFF];
        flash.read = (offset, buffer, length) => (offset === at ? 0 : read(offset, buffer, length));
      },
      Reason.LIBRARY_UNREADABLE,
    ],
    [
      'the other list cannot be copied',
      ({ flash, slots }) => {
        const program = flash.program.bind(flash);
        const end = slots.provision.spare + 1024 + RENEWED.length;
        flash.program = (offset, bytes, length) => offset < end && program(offset, bytes, length);
      },
      Reason.FLASH_FAILED,
    ],
    [
      'the head cannot be written',
      ({ flash, slots }) => {
        const program = flash.program.bind(flash);
        const { spare } = slots.provision;
        flash.program = (offset, bytes, length) => offset !== spare && program(offset, bytes, length);
      },
      Reason.FLASH_FAILED,
    ],
    [
      'a highest sequence that cannot be kept',
      ({ state }) => Object.assign(state, { keep: () => false }),
      Reason.FLASH_FAILED,
    ],
  ];
  for (const [what, fail, reason] of rows) {
    const flash = newFlash();
    assert.is(install(powerOn(flash).slots, staffOf(staff(3), 1), FileKind.STAFF), Reason.NONE);
    const parts = powerOn(flash);
    fail(parts);
    assert.is(install(parts.slots, RENEWED, FileKind.TRUST), reason, what);
    const cells = Buffer.from(flash.cells);
    const again = newFlash();
    cells.copy(again.cells);
    assert.is(powerOn(again).slots.trust().sequence, TRUST.sequence, what);
    assert.is(listIn(powerOn(again), List.STAFF), staff(3).toString('hex'), what);
  }
});

test('DERS-SVC-022 lists that do not fit beside each other are refused', () => {
  const pump = powerOn(newFlash());
  assert.is(install(pump.slots, staffOf(staff(40), 1), FileKind.STAFF), Reason.NONE);
  assert.is(install(pump.slots, staffOf(staff(50), 2), FileKind.STAFF), Reason.TOO_LARGE);
  assert.is(listIn(pump, List.STAFF), staff(40).toString('hex'));
});

test('DERS-SVC-021 a bank whose head points outside it is none', () => {
  const flash = newFlash();
  const start = flash.regionStart(Region.TRUST);
  const head = Buffer.from(flash.cells.subarray(start, start + 32));
  head.writeUInt32BE(5000, 12);
  head.writeUInt32BE(crc32(head.subarray(0, 28)), 28);
  head.copy(flash.cells, start);
  const { slots } = powerOn(flash);
  assert.is(slots.provision.length[List.TRUST], 0);
  assert.is(slots.trust().reason, Reason.TRUST_LIST);
});

test('DERS-SVC-022 a pump without a region for lists trusts nobody', () => {
  const flash = newFlash();
  const regionSize = flash.regionSize.bind(flash);
  flash.regionSize = (region) => (region === Region.TRUST ? 0 : regionSize(region));
  const { slots } = powerOn(flash);
  assert.is(slots.trust().reason, Reason.TRUST_LIST);
  assert.is(slots.begin(FileKind.TRUST, 100, ''), Reason.TOO_LARGE);
  assert.not(slots.provision.erase());
});

/** Any content, signed by both as anything. */
function signedAs(context: string, content: Buffer, more: Partial<Manifest>): Buffer {
  const manifest: Manifest = {
    organisation: TRUST.organisation,
    library: 'example',
    version: 'v8',
    sequence: 8,
    effective: 20261101,
    reviewBy: 20270301,
    length: content.length,
    digest: createHash('sha256').update(content).digest(),
    waivers: 0,
    widened: 0,
    ...more,
  };
  const options = { trust: TRUST, at: AT };
  const once = addSignature(content, content, manifest, context, AUTHOR, options);
  return addSignature(once, content, manifest, context, APPROVER, options);
}

test('DERS-SVC-014 well signed, but no library, another library, or a library that cannot be read whole', () => {
  const { library } = splitSigned(NEW) as { library: Buffer };
  const damaged = Buffer.from(library);
  damaged[library.length - 400] ^= 1;
  const rows: [string, Buffer, Partial<Manifest>, Reason[]][] = [
    ['no library', Buffer.from('these are signed words, and no drug library'), {}, [Reason.LIBRARY_FORMAT]],
    ['another sequence', library, { sequence: 9 }, [Reason.MANIFEST_HEAD]],
    [
      'damaged before it was signed',
      damaged,
      {},
      [Reason.LIBRARY_CRC, Reason.CBOR_TRUNCATED, Reason.CBOR_TEXT],
    ],
  ];
  for (const [what, content, more, reasons] of rows) {
    const { slots } = powerOn(withLibrary(OLD));
    const reason = install(slots, signedAs(LIBRARY_CONTEXT, content, more));
    assert.ok(reasons.includes(reason), `${what}: ${reason}`);
    assert.is(slots.active?.head.version, 'v7', what);
  }
  // In the slot of a pump that starts, too.
  for (const [what, content, more] of rows.slice(0, 2))
    assert.is(powerOn(withLibrary(signedAs(LIBRARY_CONTEXT, content, more))).slots.active, null, what);
});

test('DERS-SVC-013 while one file is being checked, no other is begun', () => {
  const { slots } = powerOn(withLibrary(OLD));
  assert.is(send(slots, FileKind.LIBRARY, NEW), Reason.NONE);
  assert.is(slots.commit(), Reason.IN_PROGRESS);
  assert.is(slots.begin(FileKind.LIBRARY, NEWER.length, hash(NEWER)), Reason.IN_PROGRESS);
  assert.is(slots.write(0, NEWER, 0, BLOCK), Reason.TRANSFER);
  assert.is(slots.commit(), Reason.IN_PROGRESS);
  assert.is(commit(slots), Reason.NONE);
});

test('DERS-SVC-013 where the state cannot say that a slot is empty, nothing is received into it', () => {
  const flash = withLibrary(OLD);
  const pump = powerOn(flash);
  assert.is(install(pump.slots, NEW), Reason.NONE);
  pump.state.keep = () => false;
  assert.is(pump.slots.begin(FileKind.LIBRARY, NEWER.length, hash(NEWER)), Reason.FLASH_FAILED);
  assert.is(powerOn(flash).slots.active?.head.version, 'v8');
});

test('DERS-SVC-022 well signed, but no trust list, another one, or under another id', () => {
  const list = encodeTrust({ ...TRUST, sequence: 9 });
  const dates = { effective: 0, reviewBy: 99991231, library: 'trust list', sequence: 9 };
  const rows: [string, Buffer, Partial<Manifest>, Reason][] = [
    ['another id', list, { library: 'trusted list' }, Reason.MANIFEST_HEAD],
    ['no list', Buffer.from('these are signed words, and no trust list'), {}, Reason.TRUST_LIST],
    ['another sequence', list, { sequence: 10 }, Reason.MANIFEST_HEAD],
    [
      'another organisation in it',
      encodeTrust({ ...TRUST, sequence: 9, organisation: 'x' }),
      {},
      Reason.MANIFEST_HEAD,
    ],
    ['good', list, {}, Reason.NONE],
  ];
  for (const [what, content, more, reason] of rows) {
    const pump = powerOn(newFlash());
    assert.is(
      install(pump.slots, signedAs(TRUST_CONTEXT, content, { ...dates, ...more }), FileKind.TRUST),
      reason,
      what,
    );
    assert.is(pump.slots.trust().sequence, reason === Reason.NONE ? 9 : TRUST.sequence, what);
  }
});

test('DERS-SVC-017 a library of more than one piece is looked at piece by piece', () => {
  const large = release(7, { notice: 'For tests only.' }, 90);
  assert.ok(large.length > 4096 && large.length < 8192, String(large.length));
  const flash = withLibrary(large);
  const { slots, clock } = powerOn(flash);
  flash.cells[flash.regionStart(Region.SLOT_A) + large.length - 3] ^= 1;
  const until = (wanted: boolean) => {
    let seconds = 0;
    for (; (slots.active !== null) !== wanted && seconds < 20; seconds++) {
      clock.advance(1000);
      slots.work();
    }
    return seconds;
  };
  assert.is(until(false), 2);
});

test.run();
