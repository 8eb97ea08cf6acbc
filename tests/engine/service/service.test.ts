// The service link: every message, refusals while infusing, and whatever a cable can bring.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import {
  type Answer,
  type Value,
  decodeAnswer,
  encodeRequest,
} from '../../../drug-library-loader/service/message';
import { Reason } from '../../../engine/index';
import { Detail, EventKind } from '../../../engine/journal/event';
import { BLOCK, FileKind } from '../../../engine/service/library-slots';
import { FRAME, Message, Service } from '../../../engine/service/service';
import { VirtualClock } from '../../../hal/desktop/clock';
import {
  type LinkVector,
  linkVectors,
  readLinkVectors,
} from '../../drug-library-loader/service/link-vectors';
import { TRUST, compiled, signedByBoth } from '../../drug-library-loader/signature/people';
import { suite } from '../../suite';
import { type Parts, WALL, newFlash, powerOn, withLibrary } from './pump-parts';

const test = suite('engine/service');

const LIBRARY = signedByBoth(compiled({ effective: '2026-11-01' }));

interface Cable extends Parts {
  service: Service;
  infusing: boolean;
  ask(message: Message, ...values: Value[]): Answer;
  /** A frame of any bytes, and what came back. */
  raw(frame: Uint8Array): Answer[];
}

function cable(flash = withLibrary(LIBRARY), clock?: VirtualClock): Cable {
  const parts = powerOn(flash, clock);
  const state = { infusing: false };
  const service = new Service(parts.hal, parts.journal, parts.training, parts.slots, {
    infusing: () => state.infusing,
    figures: () => [3, 'µ'],
  });
  let id = 0;
  const raw = (frame: Uint8Array) => {
    parts.link.deliver(frame);
    service.poll();
    const answers: Answer[] = [];
    for (let got = parts.link.take(); got; got = parts.link.take()) answers.push(decodeAnswer(got) as Answer);
    return answers;
  };
  return Object.assign(state, parts, {
    service,
    raw,
    ask(message: Message, ...values: Value[]) {
      const answers = raw(encodeRequest(++id, message, values));
      assert.is(answers.length, 1);
      assert.is(answers[0].id, id);
      assert.is(answers[0].message, message);
      return answers[0];
    },
  });
}

test('DERS-SVC-001 status: who the pump is, its library, what it is receiving, how far its journal is', () => {
  const pump = cable();
  const manifest = pump.slots.manifest;
  assert.equal(pump.ask(Message.STATUS), {
    id: 1,
    message: Message.STATUS,
    reason: Reason.NONE,
    values: [
      1,
      'T-1',
      'test 1',
      WALL,
      0,
      0,
      'Example organisation',
      'example',
      '1.0',
      7,
      20261101,
      20270301,
      Buffer.from(manifest?.digest as Uint8Array).toString('hex'),
      0,
      Reason.NONE,
      -1,
      0,
      -1,
      0,
      0,
      '',
      0,
      -1,
      BLOCK,
      'Example organisation',
      TRUST.sequence,
      0,
      0,
      3,
      'µ',
    ],
  });
  const empty = cable(newFlash()).ask(Message.STATUS).values;
  assert.equal(empty.slice(6, 15), ['', '', '', 0, 0, 0, '', -1, Reason.NOT_FOUND]);
});

test('DERS-SVC-002 a library by begin, block and commit', () => {
  const pump = cable(newFlash());
  const digest = createHash('sha256').update(LIBRARY).digest();
  assert.equal(pump.ask(Message.BEGIN, FileKind.LIBRARY, LIBRARY.length, digest).values, [0, -1]);
  assert.is(pump.ask(Message.STATUS).values[20], digest.toString('hex'));
  let received = 0;
  for (; received < LIBRARY.length; received += BLOCK) {
    const { reason, values } = pump.ask(
      Message.BLOCK,
      received,
      LIBRARY.subarray(received, received + BLOCK),
    );
    assert.is(reason, Reason.NONE);
    assert.is(values[0], Math.min(received + BLOCK, LIBRARY.length));
  }
  let answer = pump.ask(Message.COMMIT);
  while (answer.reason === Reason.IN_PROGRESS) answer = pump.ask(Message.COMMIT);
  assert.is(answer.reason, Reason.NONE);
  assert.is(pump.slots.active?.head.sequence, 7);
});

test('DERS-SVC-003 the journal from a number on, as many whole records as fit, until there is no more', () => {
  const pump = cable();
  for (let i = 1; i <= 30; i++)
    pump.journal.write(EventKind.STATUS, [Detail.TEXT, 'x'.repeat((i * 41) % 200)]);
  pump.journal.write(EventKind.STATUS, [Detail.TEXT, 'x'.repeat(950)]);
  pump.training.write(EventKind.TRAINING, []);
  const numbers: number[] = [];
  let from = 0;
  for (;;) {
    const { reason, values } = pump.ask(Message.JOURNAL, 0, from);
    const [last, ...records] = values as [number, ...Uint8Array[]];
    assert.is(reason, Reason.NONE);
    assert.is(last, 31);
    if (records.length === 0) break;
    for (const record of records) {
      numbers.push(Buffer.from(record).readUInt32BE(4));
      const buffer = Buffer.alloc(1024);
      assert.is(pump.journal.read(numbers.at(-1) as number, buffer), record.length);
      assert.equal(Buffer.from(record), buffer.subarray(0, record.length));
    }
    from = (numbers.at(-1) as number) + 1;
  }
  assert.is(numbers.at(-1), 31);
  assert.is(numbers.length, 31 - numbers[0] + 1);
  const [last, ...records] = pump.ask(Message.JOURNAL, 1, 0).values;
  assert.is(last, 1);
  assert.is(records.length, 1);
});

test('DERS-SVC-004 the clock is set, and the journal says from what to what', () => {
  const pump = cable();
  assert.equal(pump.ask(Message.TIME, WALL + 60).values, [WALL + 60]);
  assert.is(pump.clock.wall(), WALL + 60);
  const buffer = Buffer.alloc(1024);
  pump.journal.read(pump.journal.ring.last, buffer);
  assert.is(buffer[9], EventKind.CLOCK_SET);
  for (const seconds of [0, 1577836799, 4294967296]) {
    assert.is(pump.ask(Message.TIME, seconds).reason, Reason.CLOCK, String(seconds));
    assert.is(pump.clock.wall(), WALL + 60);
  }
  const fixed = cable(undefined, new VirtualClock(WALL, false));
  assert.is(fixed.ask(Message.TIME, WALL + 60).reason, Reason.CLOCK);
  assert.is(fixed.journal.ring.last, 0);
});

test('DERS-SVC-005 while infusing, clock and tests are refused and nothing is done; the rest is answered', () => {
  const pump = cable();
  pump.infusing = true;
  const before = pump.flash.operations;
  const key = Buffer.alloc(32);
  assert.is(pump.ask(Message.TIME, WALL + 60).reason, Reason.INFUSING);
  assert.is(pump.ask(Message.SELF_TEST).reason, Reason.INFUSING);
  assert.is(pump.ask(Message.VERIFY, key, key, Buffer.alloc(64)).reason, Reason.INFUSING);
  assert.is(pump.ask(Message.DIGEST, key).reason, Reason.INFUSING);
  assert.is(pump.ask(Message.CHECK, key, key, key, 1, [], [], [], [], []).reason, Reason.INFUSING);
  assert.is(pump.clock.wall(), WALL);
  assert.is(pump.flash.operations, before);
  assert.is(pump.ask(Message.STATUS).values[5], 1);
  assert.is(pump.ask(Message.JOURNAL, 0, 0).reason, Reason.NONE);
  assert.is(pump.ask(Message.BEGIN, FileKind.LIBRARY, 600, key).reason, Reason.NONE);
});

test('DERS-SVC-006 self-test: digest, library, journal, trust list', () => {
  const pump = cable();
  assert.equal(pump.ask(Message.SELF_TEST).values, [0, 0, 0, 0]);
  assert.equal(cable(newFlash()).ask(Message.SELF_TEST).values, [0, Reason.NOT_FOUND, 0, 0]);
  pump.flash.cells[LIBRARY.length - 3] ^= 1;
  assert.equal(pump.ask(Message.SELF_TEST).values, [0, Reason.DIGEST, 0, 0]);
  assert.is(pump.slots.active, null);
  pump.flash.erase = () => false;
  pump.flash.program = () => false;
  pump.hal.crypto.digest = () => false;
  pump.flash.cells.fill(0, pump.slots.provision.offset[0]);
  assert.equal(pump.ask(Message.SELF_TEST).values, [
    Reason.DIGEST,
    Reason.TRUST_LIST,
    Reason.FLASH_FAILED,
    Reason.TRUST_LIST,
  ]);
});

test('DERS-SVC-006 vectors of signatures and digests run on the pump', () => {
  const pump = cable();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
  const message = Buffer.from('a vector');
  const signature = sign(null, message, privateKey);
  assert.equal(pump.ask(Message.VERIFY, key, message, signature).values, [1]);
  signature[3] ^= 1;
  assert.equal(pump.ask(Message.VERIFY, key, message, signature).values, [0]);
  assert.equal(pump.ask(Message.VERIFY, Buffer.alloc(3), message, Buffer.alloc(0)).values, [0]);
  const digest = createHash('sha256').update(message).digest('hex');
  assert.equal(pump.ask(Message.DIGEST, message).values, [digest]);
  pump.hal.crypto.digest = () => false;
  assert.is(pump.ask(Message.DIGEST, message).reason, Reason.CANNOT_JUDGE);
});

test('DERS-SVC-006 vectors of the check run on the pump, byte for byte as published', () => {
  const pump = cable();
  const vectors: LinkVector[] = JSON.parse(readLinkVectors());
  assert.ok(vectors.length >= 300);
  for (const { source, request, answer } of vectors) {
    pump.link.deliver(Buffer.from(request, 'hex'));
    pump.service.poll();
    assert.is(Buffer.from(pump.link.take() as Uint8Array).toString('hex'), answer, source);
  }
});

test('DERS-SVC-006 those vectors are the ones of dose-check.json', () => {
  assert.ok(
    readLinkVectors() === linkVectors(),
    'run node -r ts-node/register tests/drug-library-loader/service/link-vectors.ts',
  );
});

test('DERS-SVC-006 limits or programs that cannot be read are refused', () => {
  const pump = cable();
  const none = Buffer.alloc(0);
  const arrays = [[], [], [], [], []];
  assert.is(pump.ask(Message.CHECK, Buffer.of(0xff), none, none, 1, ...arrays).reason, Reason.LIBRARY_TYPE);
  assert.is(pump.ask(Message.CHECK, none, none, none, 1, ...arrays.slice(1)).reason, Reason.MESSAGE);
  assert.is(pump.ask(Message.CHECK, none, none, none, 1, ...arrays, []).reason, Reason.MESSAGE);
  assert.is(pump.ask(Message.CHECK, none, none, none, 1, ...arrays, 7).reason, Reason.MESSAGE);
  const { reason, values } = pump.ask(Message.CHECK, none, none, none, 1, ...arrays);
  assert.is(reason, Reason.NONE);
  assert.is(values[0], 0, 'refused');
});

test('DERS-SVC-007 what is no message gets an answer that says so, with its id where it has one', () => {
  const pump = cable();
  const rows: [string, Buffer, number, number][] = [
    ['noise', Buffer.of(0xff, 0x00, 0x12), 0, 0],
    ['nothing of CBOR', Buffer.of(0x83), 0, 0],
    ['no array', Buffer.of(0x01), 0, 0],
    ['no message', Buffer.of(0x81, 0x05), 0, 0],
    ['a text for an id', Buffer.of(0x82, 0x61, 0x41, 0x01), 0, 0],
    ['not the shortest form', Buffer.of(0x82, 0x18, 0x05, 0x01), 0, 0],
    ['message 0', encodeRequest(5, 0, []), 5, 0],
    ['message 11', encodeRequest(5, 11, []), 5, 11],
    ['one item too many', encodeRequest(5, Message.STATUS, [1]), 5, Message.STATUS],
    ['one item too few', encodeRequest(5, Message.JOURNAL, [1]), 5, Message.JOURNAL],
    ['a text for a number', encodeRequest(5, Message.TIME, ['1']), 5, Message.TIME],
    ['a negative number', encodeRequest(5, Message.TIME, [-1]), 5, Message.TIME],
  ];
  for (const [what, frame, id, message] of rows)
    assert.equal(pump.raw(frame), [{ id, message, reason: Reason.MESSAGE, values: [] }], what);
});

test('DERS-SVC-007 any bytes: one answer each, no throw, no write to flash, the library stays', () => {
  const pump = cable();
  const before = pump.flash.operations;
  const anyMessage = fc
    .tuple(
      fc.nat(12),
      fc.array(fc.oneof(fc.nat(70000), fc.uint8Array({ maxLength: 40 }), fc.string()), { maxLength: 9 }),
    )
    .filter(
      ([message]) => message !== Message.BEGIN && message !== Message.TIME && message !== Message.SELF_TEST,
    )
    .map(([message, values]) => encodeRequest(1, message, values));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 60 }), anyMessage), (frame) => {
      assert.is(pump.raw(frame).length, 1);
    }),
    { numRuns: 2000, seed: 20261123 },
  );
  assert.is(pump.flash.operations, before);
  assert.is(pump.slots.active?.head.sequence, 7);
});

test('DERS-SVC-007 a flood is answered four frames at a time; a frame too long for the pump is lost and none after it', () => {
  const pump = cable();
  for (let id = 1; id <= 9; id++) pump.link.deliver(encodeRequest(id, Message.STATUS, []));
  pump.service.poll();
  assert.is(pump.link.waiting, 5);
  pump.service.poll();
  pump.service.poll();
  for (let id = 1; id <= 9; id++) assert.is(decodeAnswer(pump.link.take() as Uint8Array)?.id, id);
  assert.equal(
    [...pump.raw(Buffer.alloc(FRAME + 1, 0x55)), ...pump.raw(encodeRequest(10, Message.STATUS, []))].map(
      ({ id }) => id,
    ),
    [10],
  );
});

test('DERS-SVC-007 an answer too long for a frame says so', () => {
  const pump = cable();
  const service = new Service(pump.hal, pump.journal, pump.training, pump.slots, {
    infusing: () => false,
    figures: () => ['x'.repeat(FRAME)],
  });
  pump.link.deliver(encodeRequest(3, Message.STATUS, []));
  service.poll();
  assert.equal(decodeAnswer(pump.link.take() as Uint8Array), {
    id: 3,
    message: Message.STATUS,
    reason: Reason.TOO_LARGE,
    values: [],
  });
});

test('DERS-SVC-008 work that goes on asks to be called again', () => {
  const pump = cable(newFlash());
  const digest = createHash('sha256').update(LIBRARY).digest();
  pump.ask(Message.BEGIN, FileKind.LIBRARY, LIBRARY.length, digest);
  pump.ask(Message.BLOCK, 0, LIBRARY.subarray(0, BLOCK));
  pump.link.deliver(encodeRequest(9, Message.COMMIT, []));
  const again: boolean[] = [];
  while (pump.slots.active === null && again.length < 100) again.push(pump.service.poll());
  assert.ok(again.slice(0, -1).every((each) => each) && again.at(-1) === false);
});

test.run();
