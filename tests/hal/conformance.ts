// What any implementation of hal/hal.ts must do. A board or a host gives a rig that makes a pump without an application, and a driver for
// what people and cables do to it; every case begins with a new one.
import * as assert from 'uvu/assert';
import { encodeLibrary } from '../../drug-library-loader/compiler/encode';
import { Reason } from '../../engine/reason';
import {
  Answer,
  Answered,
  Asked,
  type Flash,
  Gate,
  type Hal,
  Halt,
  KeyCode,
  Loudness,
  Motion,
  Order,
  Part,
  Priority,
  Region,
  Sensor,
  Style,
  Tone,
} from '../../hal/hal';
import { smallModel } from '../engine/library/sample';
import * as signed from '../engine/library/signed';
import { type Suite, suite } from '../suite';

export interface Rig {
  /** The pump's hardware; another object after a power cycle. */
  readonly hal: Hal;
  /** Lets whole ms pass, with the application alive. */
  advance(ms: number): void;
  /** A finger goes down on a key, or leaves it; the edge is certain when the call returns, whatever time that takes. */
  press(key: KeyCode): void;
  release(key: KeyCode): void;
  /** The other end of the service cable sends a frame. */
  deliver(frame: Uint8Array): void;
  /** Frames that the pump sent since the last call. */
  sent(): Uint8Array[];
  /** Off and on again. */
  powerCycle(): void;
}

const REGIONS = [
  Region.SLOT_A,
  Region.SLOT_B,
  Region.JOURNAL,
  Region.TRAINING_JOURNAL,
  Region.STATE,
  Region.TRUST,
];
/** What no pump can do without. */
const NEEDED = [Region.SLOT_A, Region.JOURNAL, Region.STATE, Region.TRUST];
const NOT_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5];

const there = (flash: Flash) => REGIONS.filter((region) => flash.regionSize(region) > 0);

function bytesAt(flash: Flash, offset: number, length: number): number[] {
  const bytes = new Uint8Array(length);
  assert.is(flash.read(offset, bytes, length), length, `${length} bytes at ${offset}`);
  return [...bytes];
}

const filled = (length: number, value: number) => new Array<number>(length).fill(value);
const rising = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7 + 1) & 0xff);

function flashCases(test: Suite, make: () => Rig): void {
  test('DERS-HAL-001 regions are whole sectors, apart from each other, inside the storage', () => {
    const { flash } = make().hal;
    const spans = there(flash).map((region) => {
      const [start, size, sector] = [
        flash.regionStart(region),
        flash.regionSize(region),
        flash.sectorSize(region),
      ];
      assert.ok(start >= 0 && start + size <= flash.size, `region ${region} is inside`);
      assert.ok(sector > 0 && size % sector === 0 && start % 4 === 0, `region ${region} is whole sectors`);
      return [start, start + size] as const;
    });
    spans.sort((a, b) => a[0] - b[0]);
    spans.forEach(([start], i) => assert.ok(i === 0 || start >= (spans[i - 1]?.[1] as number), 'apart'));
    for (const region of NEEDED) assert.ok(flash.regionSize(region) > 0, `region ${region} is there`);
    // A ring is erased ahead of its end.
    for (const region of [Region.JOURNAL, Region.STATE]) {
      assert.ok(flash.regionSize(region) >= 2 * flash.sectorSize(region), `region ${region} has two sectors`);
    }
  });

  test('DERS-HAL-001 a region that is not there has no place and no size', () => {
    const { flash } = make().hal;
    const absent = REGIONS.filter((region) => !there(flash).includes(region));
    for (const region of [...absent, Region.COUNT, ...NOT_NUMBERS] as Region[]) {
      assert.is(flash.regionStart(region), -1, `region ${region}`);
      assert.is(flash.regionSize(region), 0, `region ${region}`);
    }
  });

  test('DERS-HAL-002 words, blocks and checksums are those of the bytes; nothing is read outside', () => {
    const { flash } = make().hal;
    const start = flash.regionStart(Region.STATE);
    assert.ok(flash.erase(start));
    assert.ok(flash.program(start, Buffer.from('123456789\xff\xff\xff', 'latin1'), 12));
    assert.is(flash.word(start), 0x31323334);
    assert.is(flash.word(start + 1), 0x32333435);
    assert.is(flash.crc32(start, 9, 0), 0xcbf43926);
    assert.is(flash.crc32(start + 4, 5, flash.crc32(start, 4, 0)), 0xcbf43926);
    assert.is(flash.search(start, 0, 1, 1), 0);
    assert.is(flash.search(start, 1, 0x31323334, 0x35363738), 0);
    assert.is(flash.search(start, 1, 0x31323334, 0x35363739), 1);
    assert.is(flash.search(flash.size - 15, 1, 0, 0), -1);
    const buffer = new Uint8Array(4).fill(0xee);
    for (const offset of [flash.size - 3, flash.size, 2 ** 40, ...NOT_NUMBERS]) {
      assert.is(flash.word(offset), -1, `word at ${offset}`);
      assert.is(flash.crc32(offset, 4, 0), -1, `checksum at ${offset}`);
      assert.ok(flash.read(offset, buffer, 4) < 4, `block at ${offset}`);
    }
    for (const length of NOT_NUMBERS) {
      assert.is(flash.crc32(start, length, 0), -1, `checksum of ${length}`);
      assert.is(flash.read(start, buffer, length), 0, `block of ${length}`);
    }
    assert.is(flash.read(start, buffer, 0), 0);
  });

  test('DERS-HAL-003 erasing makes a sector 0xff and leaves its neighbours', () => {
    const { flash } = make().hal;
    for (const region of there(flash)) {
      const sector = flash.sectorSize(region);
      const count = Math.min(3, flash.regionSize(region) / sector);
      const starts = Array.from({ length: count }, (_, i) => flash.regionStart(region) + i * sector);
      for (const start of starts) {
        assert.ok(flash.erase(start), `erase ${start}`);
        assert.ok(flash.program(start, rising(8), 8));
        assert.ok(flash.program(start + sector - 8, rising(8), 8));
      }
      const middle = starts[count > 1 ? 1 : 0] as number;
      assert.ok(flash.erase(middle));
      for (const start of starts) {
        const wanted = start === middle ? filled(8, 0xff) : [...rising(8)];
        assert.equal(bytesAt(flash, start, 8), wanted, `first bytes of the sector at ${start}`);
        assert.equal(bytesAt(flash, start + sector - 8, 8), wanted, `last bytes of the sector at ${start}`);
      }
    }
  });

  test('DERS-HAL-003 nothing is erased where no sector begins', () => {
    const { flash } = make().hal;
    const start = flash.regionStart(Region.STATE);
    const sector = flash.sectorSize(Region.STATE);
    assert.ok(flash.erase(start) && flash.program(start, rising(8), 8));
    for (const offset of [
      start + 4,
      start + sector / 2,
      start + sector - 1,
      flash.size,
      -sector,
      ...NOT_NUMBERS,
    ]) {
      assert.is(flash.erase(offset), false, `erase ${offset}`);
    }
    assert.equal(bytesAt(flash, start, 8), [...rising(8)]);
  });

  // title, offset from an erased sector, length, bytes; all to be refused
  const REFUSED: [string, (sector: number) => number, number, number][] = [
    ['an odd offset', () => 1, 4, 4],
    ['an offset of half a word', () => 2, 4, 4],
    ['half a word', () => 0, 2, 4],
    ['three words and a byte', () => 0, 13, 16],
    ['nothing', () => 0, 0, 4],
    ['fewer than nothing', () => 0, -4, 4],
    ['no number of bytes', () => 0, Number.NaN, 4],
    ['no offset', () => Number.NaN, 4, 4],
    ['a word more than 1,024 bytes', () => 0, 1028, 1028],
    ['more than there is', () => 0, 8, 4],
  ];
  for (const [why, offset, length, size] of REFUSED) {
    test(`DERS-HAL-004 not programmed: ${why}`, () => {
      const { flash } = make().hal;
      const start = flash.regionStart(Region.STATE);
      assert.ok(flash.erase(start));
      assert.is(
        flash.program(start + offset(flash.sectorSize(Region.STATE)), new Uint8Array(size), length),
        false,
      );
      assert.equal(bytesAt(flash, start, 1024), filled(1024, 0xff));
    });
  }

  test('DERS-HAL-004 a word and 1,024 bytes are programmed, and read back', () => {
    const { flash } = make().hal;
    const start = flash.regionStart(Region.STATE);
    assert.ok(flash.erase(start));
    assert.ok(flash.program(start + 1024, rising(1024), 1024));
    assert.ok(flash.program(start + 4, rising(4), 4));
    assert.equal(bytesAt(flash, start, 8), [...filled(4, 0xff), ...rising(4)]);
    assert.equal(bytesAt(flash, start + 1024, 1024), [...rising(1024)]);
  });

  test('DERS-HAL-004 bytes are programmed once, all or none', () => {
    const { flash } = make().hal;
    const start = flash.regionStart(Region.STATE);
    assert.ok(flash.erase(start));
    assert.ok(flash.program(start + 8, rising(4), 4));
    for (const [offset, length] of [
      [8, 4],
      [0, 12],
      [8, 8],
      [4, 8],
    ] as const) {
      assert.is(
        flash.program(start + offset, new Uint8Array(length), length),
        false,
        `${length} at ${offset}`,
      );
    }
    assert.equal(bytesAt(flash, start, 16), [...filled(8, 0xff), ...rising(4), ...filled(4, 0xff)]);
  });

  test('DERS-HAL-004 nothing is programmed over the end of a region', () => {
    const { flash } = make().hal;
    for (const region of there(flash)) {
      const end = flash.regionStart(region) + flash.regionSize(region);
      assert.ok(flash.erase(end - flash.sectorSize(region)));
      assert.is(flash.program(end - 4, rising(8), 8), false, `region ${region}`);
      assert.equal(bytesAt(flash, end - 4, 4), filled(4, 0xff));
    }
    assert.is(flash.program(flash.size, rising(4), 4), false);
    assert.is(flash.program(-4, rising(4), 4), false);
  });

  test('DERS-HAL-006 what was programmed is there after a power cycle', () => {
    const rig = make();
    const start = rig.hal.flash.regionStart(Region.STATE);
    assert.ok(rig.hal.flash.erase(start) && rig.hal.flash.program(start, rising(64), 64));
    rig.powerCycle();
    assert.equal(bytesAt(rig.hal.flash, start, 64), [...rising(64)]);
  });
}

function timeCases(test: Suite, make: () => Rig): void {
  test('DERS-HAL-007 monotonic time is whole and follows time; it begins again at power-on', () => {
    const rig = make();
    let last = rig.hal.clock.monotonic();
    for (const ms of [1, 999, 10_000]) {
      rig.advance(ms);
      const now = rig.hal.clock.monotonic();
      assert.ok(Number.isInteger(now) && now - last >= ms, `${now - last} ms in ${ms}`);
      last = now;
    }
    rig.powerCycle();
    const again = rig.hal.clock.monotonic();
    assert.ok(again >= 0 && again < last);
  });

  test('DERS-HAL-007 wall time is set, goes on, and outlives a power cycle; or it is refused and unchanged', () => {
    const rig = make();
    const wanted = 1_800_000_000;
    const before = rig.hal.clock.wall();
    assert.ok(Number.isInteger(before) && before >= 0);
    const set = rig.hal.clock.setWall(wanted);
    const now = rig.hal.clock.wall();
    const from = set ? wanted : before;
    assert.ok(now >= from && now <= from + 1, `${now}`);
    rig.advance(60_000);
    if (from > 0) assert.ok(rig.hal.clock.wall() >= from + 60);
    rig.powerCycle();
    if (from > 0) assert.ok(rig.hal.clock.wall() >= from + 60);
  });

  test('DERS-HAL-007 no wall time that is none', () => {
    const { clock } = make().hal;
    clock.setWall(1_800_000_000);
    const before = clock.wall();
    for (const seconds of [0, ...NOT_NUMBERS, 2 ** 53])
      assert.is(clock.setWall(seconds), false, `${seconds}`);
    assert.ok(clock.wall() >= before && clock.wall() <= before + 1);
  });
}

function panelCases(test: Suite, make: () => Rig): void {
  const edges = (hal: Hal) => {
    const all: number[] = [];
    for (let edge = hal.keypad.next(); edge >= 0; edge = hal.keypad.next()) all.push(edge);
    return all;
  };

  test('DERS-HAL-008 edges of every key come in order, each once', () => {
    const rig = make();
    assert.equal(edges(rig.hal), []);
    for (let key = 0; key < KeyCode.COUNT; key++) {
      // What POWER does is the hardware's.
      if (key === KeyCode.POWER) continue;
      rig.press(key);
      rig.release(key);
      assert.equal(edges(rig.hal), [key * 2 + 1, key * 2], `key ${key}`);
    }
    assert.is(rig.hal.keypad.next(), -1);
  });

  test('DERS-HAL-008 keys that overlap', () => {
    const rig = make();
    const [one, two] = [1, 2] as number[] as [KeyCode, KeyCode];
    rig.press(one);
    rig.press(two);
    rig.release(one);
    rig.release(two);
    assert.equal(edges(rig.hal), [3, 5, 2, 4]);
  });

  test('DERS-HAL-008 32 edges wait, the oldest first; what is lost is the latest', () => {
    const rig = make();
    for (let i = 0; i < 20; i++) {
      rig.press(i % 10);
      rig.release(i % 10);
    }
    const wanted = Array.from({ length: 32 }, (_, i) => ((i >> 1) % 10) * 2 + (i % 2 === 0 ? 1 : 0));
    assert.equal(edges(rig.hal), wanted);
  });

  test('DERS-HAL-010 the display takes every row, style and text, and what it cannot show', () => {
    const { display } = make().hal;
    for (let row = 0; row < 14; row++) {
      for (let style = Style.NORMAL; style <= Style.BANNER; style++) {
        display.show(row, style, `${row}/${style} µg · ${'x'.repeat(40)}`.slice(0, 40));
      }
      display.show(row, Style.NORMAL, '');
    }
    for (const row of [-1, 14, ...NOT_NUMBERS]) display.show(row, Style.NORMAL, 'nowhere');
    display.show(0, 99 as Style, 'no style');
    display.show(0, Style.NORMAL, 'x'.repeat(1000));
  });

  test('DERS-HAL-010 the signals take every priority and tone, and what they do not know', () => {
    const { signals } = make().hal;
    for (const priority of [Priority.NONE, Priority.LOW, Priority.MEDIUM, Priority.HIGH, 99 as Priority]) {
      signals.alarm(priority, true);
      signals.alarm(priority, false);
    }
    for (const tone of [Tone.KEY, Tone.REFUSED, Tone.REMINDER, 99 as Tone]) signals.beep(tone);
    for (const level of [Loudness.QUIET, Loudness.MIDDLE, Loudness.LOUD, 0 as Loudness, 99 as Loudness])
      signals.loudness(level);
    signals.running(true);
    signals.running(false);
  });

  test('DERS-HAL-011 a sensor reads a number where there is one, else NaN', () => {
    const { sensors } = make().hal;
    for (let sensor = 0; sensor < Sensor.COUNT; sensor++) {
      assert.is(Number.isFinite(sensors.read(sensor)), sensors.has(sensor), `sensor ${sensor}`);
    }
    for (const sensor of [Sensor.COUNT, ...NOT_NUMBERS] as Sensor[]) {
      assert.is(sensors.has(sensor), false, `sensor ${sensor}`);
      assert.ok(Number.isNaN(sensors.read(sensor)), `sensor ${sensor}`);
    }
    for (const needed of [Sensor.DOWNSTREAM_PRESSURE, Sensor.DOOR, Sensor.BATTERY, Sensor.MAINS]) {
      assert.ok(sensors.has(needed), `sensor ${needed}`);
    }
  });

  test('DERS-HAL-014 a pump says what it is', () => {
    const { hal } = make();
    assert.match(hal.serial, /^[\x21-\x7e][\x20-\x7e]{0,31}$/);
    assert.match(hal.firmware, /^[\x21-\x7e][\x20-\x7e]{0,63}$/);
    assert.is(typeof hal.demonstrationKeys, 'boolean');
    assert.ok(Number.isInteger(hal.highestRate) && hal.highestRate > 0);
  });
}

// FIPS 180-4 examples (NIST, SHA256.pdf) and RFC 8032 section 7.1, test 2.
const DIGESTS: [string, string][] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
];
const hex = (digits: string) => Buffer.from(digits, 'hex');
const PUBLIC = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
const SIGNATURE = hex(
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
);

function cryptoCases(test: Suite, make: () => Rig): void {
  for (const [text, digest] of DIGESTS) {
    test(`DERS-HAL-012 SHA-256 of "${text.slice(0, 8)}", in memory and in flash`, () => {
      const { crypto, flash } = make().hal;
      const made = new Uint8Array(32);
      const bytes = Buffer.from(text);
      assert.ok(crypto.digest(Buffer.concat([bytes, Buffer.from('more')]), bytes.length, made));
      assert.is(Buffer.from(made).toString('hex'), digest);
      const start = flash.regionStart(Region.STATE);
      const padded = Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4), 0xff)]);
      assert.ok(flash.erase(start) && flash.program(start, padded, padded.length));
      assert.ok(crypto.sha256(start, bytes.length, made.fill(0)));
      assert.is(Buffer.from(made).toString('hex'), digest);
    });
  }

  test('DERS-HAL-012 no digest of what is not there', () => {
    const { crypto, flash } = make().hal;
    const digest = new Uint8Array(32).fill(0xee);
    for (const length of [4, ...NOT_NUMBERS])
      assert.is(crypto.digest(new Uint8Array(3), length, digest), false);
    for (const offset of [flash.size, ...NOT_NUMBERS]) assert.is(crypto.sha256(offset, 1, digest), false);
    for (const length of [flash.size + 1, ...NOT_NUMBERS]) assert.is(crypto.sha256(0, length, digest), false);
    assert.equal([...digest], filled(32, 0xee));
  });

  const SIGNED: [string, boolean, Uint8Array, Uint8Array, number, Uint8Array][] = [
    ['the example of RFC 8032', true, PUBLIC, hex('72'), 1, SIGNATURE],
    ['… in a longer buffer', true, PUBLIC, hex('7200'), 1, SIGNATURE],
    ['another message', false, PUBLIC, hex('73'), 1, SIGNATURE],
    ['an empty message', false, PUBLIC, hex('72'), 0, SIGNATURE],
    ['more than there is', false, PUBLIC, hex('72'), 2, SIGNATURE],
    ['no length', false, PUBLIC, hex('72'), Number.NaN, SIGNATURE],
    ['a short key', false, PUBLIC.subarray(1), hex('72'), 1, SIGNATURE],
    ['a short signature', false, PUBLIC, hex('72'), 1, SIGNATURE.subarray(1)],
    ['a key that is no point', false, Buffer.alloc(32, 0x02), hex('72'), 1, SIGNATURE],
  ];
  for (const [what, good, key, message, length, signature] of SIGNED) {
    test(`DERS-HAL-012 a signature, ${what}: ${good}`, () => {
      assert.is(make().hal.crypto.verify(key, message, length, signature), good);
    });
  }
}

/** Writes bytes at the start of a region that is erased for them; where they lie. */
function written(flash: Flash, region: Region, bytes: Uint8Array): number {
  const start = flash.regionStart(region);
  const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3, 0xff)]);
  for (let at = 0; at < padded.length; at += flash.sectorSize(region)) assert.ok(flash.erase(start + at));
  for (let at = 0; at < padded.length; at += 1024) {
    const some = padded.subarray(at, at + 1024);
    assert.ok(flash.program(start + at, some, some.length));
  }
  return start;
}

function gateCases(test: Suite, make: () => Rig): void {
  const prepared = (file: Uint8Array, trust: Uint8Array) => {
    const { crypto, flash } = make().hal;
    const request = Buffer.alloc(Asked.HIGHEST);
    request.writeUInt32BE(1, Asked.KIND);
    request.writeUInt32BE(written(flash, Region.SLOT_A, file), Asked.PLACE);
    request.writeUInt32BE(file.length, Asked.LENGTH);
    request.writeUInt32BE(signed.TODAY, Asked.DAY);
    request.writeUInt32BE(written(flash, Region.STATE, trust), Asked.TRUST_PLACE);
    request.writeUInt32BE(trust.length, Asked.TRUST_LENGTH);
    return { crypto, flash, request, answer: new Uint8Array(Answered.SIZE).fill(0xee) };
  };
  const file = signed.fileOf(signed.goodParts());

  test('DERS-HAL-016 the gate accepts what two persons signed, and says where the content lies', () => {
    const { crypto, flash, request, answer } = prepared(file, signed.trustBytes());
    assert.is(crypto.accept(request, request.length, answer), Gate.ACCEPTED as number);
    const words = Buffer.from(answer);
    assert.is(words.readUInt32BE(Answered.RESULT), Gate.ACCEPTED as number);
    assert.equal(
      bytesAt(flash, words.readUInt32BE(Answered.CONTENT), words.readUInt32BE(Answered.CONTENT + 4)),
      [...signed.CONTENT],
    );
  });

  test('DERS-HAL-016 one bit of the content, and it refuses with the reason in the answer too', () => {
    const changed = Buffer.from(file);
    changed[changed.length - 1] = (changed.at(-1) as number) ^ 1;
    const { crypto, request, answer } = prepared(changed, signed.trustBytes());
    assert.is(crypto.accept(request, request.length, answer), Reason.DIGEST as number);
    assert.is(Buffer.from(answer).readUInt32BE(Answered.RESULT), Reason.DIGEST as number);
    assert.is(Buffer.from(answer).readUInt32BE(Answered.CONTENT), 0);
  });

  test('DERS-HAL-016 a request or an answer that is none is refused', () => {
    const { crypto, request, answer } = prepared(file, signed.trustBytes());
    for (const length of [Asked.HIGHEST - 1, Asked.HIGHEST + 1, ...NOT_NUMBERS])
      assert.is(crypto.accept(request, length, answer), Reason.NOT_VERIFIED as number, `${length}`);
    const small = new Uint8Array(Answered.SIZE - 1).fill(0xee);
    assert.is(crypto.accept(request, request.length, small), Reason.NOT_VERIFIED as number);
    assert.is(crypto.readTrust(0, 1, small), Reason.TRUST_LIST as number);
    assert.equal([...small], filled(small.length, 0xee));
  });

  test('DERS-HAL-016 a trust list is read where it lies, and nowhere else', () => {
    const trust = signed.trustBytes();
    const { crypto, flash, request, answer } = prepared(file, trust);
    const place = request.readUInt32BE(Asked.TRUST_PLACE);
    assert.is(crypto.readTrust(place, trust.length, answer), Reason.NONE as number);
    assert.equal([...answer.subarray(Answered.SEQUENCE, Answered.SEQUENCE + 8)], [0, 0, 0, 0, 0, 0, 0, 5]);
    for (const other of [place + 4, flash.size, ...NOT_NUMBERS])
      assert.is(crypto.readTrust(other, trust.length, answer), Reason.TRUST_LIST as number, `${other}`);
    for (const length of [0, trust.length - 1, ...NOT_NUMBERS])
      assert.is(crypto.readTrust(place, length, answer), Reason.TRUST_LIST as number, `${length}`);
  });

  test('DERS-HAL-016 records of a library are good, or refused; those that are not there too', () => {
    const library = encodeLibrary(smallModel()).bytes;
    const { crypto, flash } = make().hal;
    const place = written(flash, Region.SLOT_A, library);
    assert.is(crypto.checkRecords(place, library.length, 0, 2), Reason.NONE as number);
    for (const first of [10_000, ...NOT_NUMBERS])
      assert.is.not(crypto.checkRecords(place, library.length, first, 1), Reason.NONE, `from ${first}`);
    for (const count of [10_000, ...NOT_NUMBERS])
      assert.is.not(crypto.checkRecords(place, library.length, 0, count), Reason.NONE, `${count} records`);
    for (const other of [place + 4, flash.size, ...NOT_NUMBERS]) {
      assert.is.not(crypto.checkRecords(other, library.length, 0, 1), Reason.NONE, `at ${other}`);
      assert.is.not(crypto.checkRecords(place, other, 0, 1), Reason.NONE, `${other} bytes`);
    }
  });
}

function linkCases(test: Suite, make: () => Rig): void {
  test('DERS-HAL-013 frames come one by one, whole, in order', () => {
    const rig = make();
    const buffer = new Uint8Array(16).fill(0xee);
    assert.is(rig.hal.link.receive(buffer), 0);
    rig.deliver(Uint8Array.of(1, 2, 3));
    rig.deliver(Uint8Array.of(0));
    assert.is(rig.hal.link.receive(buffer), 3);
    assert.equal([...buffer.subarray(0, 4)], [1, 2, 3, 0xee]);
    assert.is(rig.hal.link.receive(buffer), 1);
    assert.is(rig.hal.link.receive(buffer), 0);
  });

  test('DERS-HAL-013 a frame too long for the buffer overruns nothing, and the next one comes', () => {
    const rig = make();
    const around = new Uint8Array(8).fill(0xee);
    rig.deliver(new Uint8Array(5));
    rig.deliver(Uint8Array.of(9));
    assert.is(rig.hal.link.receive(around.subarray(2, 6)), 1);
    assert.equal([...around], [0xee, 0xee, 9, ...filled(5, 0xee)]);
  });

  test('DERS-HAL-013 what is sent arrives; what is no frame is refused', () => {
    const rig = make();
    assert.ok(rig.hal.link.send(Uint8Array.of(7, 8, 9), 2));
    for (const length of [0, 4, ...NOT_NUMBERS])
      assert.is(rig.hal.link.send(new Uint8Array(3), length), false);
    rig.advance(3000);
    assert.equal(
      rig.sent().map((frame) => [...frame]),
      [[7, 8]],
    );
  });
}

/** 36 mL/h, 10 µL a second, outside the library. */
const RATE = 36_000;

function orderOf(volume: number): number[] {
  const order = filled(Order.SIZE, 0);
  order[Order.SLOT] = -1;
  order[Order.ENTRY] = -1;
  order[Order.MAIN_RATE] = RATE;
  order[Order.MAIN_VOLUME] = volume;
  return order;
}

function supervisorCases(test: Suite, make: () => Rig): void {
  const start = (rig: Rig, volume: number) => {
    rig.press(KeyCode.START);
    rig.release(KeyCode.START);
    assert.is(rig.hal.supervisor.order(orderOf(volume)), Answer.ACCEPTED);
    assert.is(rig.hal.supervisor.run(Part.MAIN, RATE, 5000), Answer.ACCEPTED);
  };

  test('DERS-HAL-015 after power-on nothing is ordered and nothing moves', () => {
    const { supervisor } = make().hal;
    assert.equal([supervisor.motion(), supervisor.halt()], [Motion.HALTED, Halt.POWER_ON]);
    assert.is(supervisor.run(Part.MAIN, RATE, 5000), Answer.NOT_ORDERED);
    assert.is(supervisor.order(orderOf(100)), Answer.NO_KEY);
    assert.equal([supervisor.delivered(Part.MAIN), supervisor.total()], [0, 0]);
  });

  test('DERS-HAL-015 with START an order is delivered, to its end', () => {
    const rig = make();
    start(rig, 30);
    const { supervisor } = rig.hal;
    rig.advance(2900);
    assert.is(supervisor.motion(), Motion.MOVING);
    rig.advance(200);
    assert.equal([supervisor.motion(), supervisor.halt()], [Motion.ARMED, Halt.COMPLETE]);
    assert.ok(supervisor.delivered(Part.MAIN) >= 29 && supervisor.delivered(Part.MAIN) <= 30);
    assert.is(supervisor.total(), supervisor.delivered(Part.MAIN));
  });

  test('DERS-HAL-015 a lease ends what nobody renews', () => {
    const rig = make();
    start(rig, 1000);
    rig.advance(4000);
    assert.is(rig.hal.supervisor.renew(5000), Answer.ACCEPTED);
    rig.advance(4900);
    assert.is(rig.hal.supervisor.motion(), Motion.MOVING);
    rig.advance(200);
    assert.equal([rig.hal.supervisor.motion(), rig.hal.supervisor.halt()], [Motion.HALTED, Halt.LEASE]);
    const { supervisor } = rig.hal;
    const total = supervisor.total();
    rig.advance(5000);
    assert.is(supervisor.total(), total);
  });

  test('DERS-HAL-015 STOP halts without the application', () => {
    const rig = make();
    start(rig, 1000);
    rig.advance(1000);
    rig.press(KeyCode.STOP);
    assert.equal([rig.hal.supervisor.motion(), rig.hal.supervisor.halt()], [Motion.HALTED, Halt.STOP_KEY]);
    assert.is(rig.hal.supervisor.run(Part.MAIN, RATE, 5000), Answer.NO_KEY);
  });

  test('DERS-HAL-015 a demand wants the handset', () => {
    const rig = make();
    const order = orderOf(1000);
    order[Order.DEMAND_RATE] = RATE;
    order[Order.DEMAND_VOLUME] = 10;
    order[Order.LOCKOUT] = 60;
    rig.press(KeyCode.START);
    rig.release(KeyCode.START);
    const { supervisor } = rig.hal;
    assert.is(supervisor.order(order), Answer.ACCEPTED);
    assert.is(supervisor.run(Part.DEMAND, RATE, 5000), Answer.NO_KEY);
    rig.press(KeyCode.HANDSET);
    rig.release(KeyCode.HANDSET);
    assert.is(supervisor.run(Part.DEMAND, RATE, 5000), Answer.ACCEPTED);
    rig.advance(1100);
    assert.is(supervisor.halt(), Halt.COMPLETE);
    rig.press(KeyCode.HANDSET);
    assert.is(supervisor.run(Part.DEMAND, RATE, 5000), Answer.LOCKED_OUT);
  });

  test('DERS-HAL-015 the order is gone after a power cycle', () => {
    const rig = make();
    start(rig, 1000);
    rig.advance(1000);
    rig.powerCycle();
    const { supervisor } = rig.hal;
    assert.equal([supervisor.motion(), supervisor.halt()], [Motion.HALTED, Halt.POWER_ON]);
    assert.is(supervisor.run(Part.MAIN, RATE, 5000), Answer.NOT_ORDERED);
    assert.equal([supervisor.delivered(Part.MAIN), supervisor.total()], [0, 0]);
  });

  test('DERS-HAL-015 not above the highest rate that the pump states', () => {
    const rig = make();
    const order = orderOf(1000);
    order[Order.MAIN_RATE] = rig.hal.highestRate + 1;
    rig.press(KeyCode.START);
    assert.is(rig.hal.supervisor.order(order), Answer.ABOVE_CEILING);
    order[Order.MAIN_RATE] = rig.hal.highestRate;
    assert.is(rig.hal.supervisor.order(order), Answer.ACCEPTED);
  });
}

/** The same for a driver of a flash alone. */
export function flashConformance(name: string, make: () => Rig): Suite {
  const test = suite(`hal conformance: ${name}`);
  flashCases(test, make);
  return test;
}

/** Tests that `make`'s pumps keep the contract of hal/hal.ts. Call `run()` of the suite at the end of the file. */
export function conformance(name: string, make: () => Rig): Suite {
  const test = suite(`hal conformance: ${name}`);
  flashCases(test, make);
  timeCases(test, make);
  panelCases(test, make);
  cryptoCases(test, make);
  gateCases(test, make);
  linkCases(test, make);
  supervisorCases(test, make);
  return test;
}
