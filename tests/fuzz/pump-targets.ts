// Messages on the service cable, and what may stand in the flash of journal and state.
import * as assert from 'uvu/assert';
import { readJournal } from '../../drug-library-loader/service/journal-image';
import { encodeRequest } from '../../drug-library-loader/service/message';
import { Reason } from '../../engine/index';
import { Detail, EventKind, StateKey } from '../../engine/journal/event';
import { Journal } from '../../engine/journal/journal';
import { StateStore } from '../../engine/journal/state-store';
import * as engineService from '../../engine/service/service';
import { Region } from '../../hal/hal';
import { compiled, signedByBoth } from '../drug-library-loader/signature/people';
import { SetClock, WatchedFlash, nodeDigest } from '../engine/journal/watched-flash';
import { powerOn, withLibrary } from '../engine/service/pump-parts';
import type { Change } from './mutate';
import type { Target } from './target';

const LIBRARY = signedByBoth(compiled({ effective: '2026-11-01' }));
const SEQUENCE = 1;

/** Frames in one input: the length of each in two bytes before it. */
export function packed(frames: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    frames.flatMap((frame) => [Buffer.from([frame.length >> 8, frame.length & 255]), frame]),
  );
}

function unpacked(input: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + 2 <= input.length; ) {
    const length = input.readUInt16BE(at);
    frames.push(input.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return frames;
}

// The engine's enums are constants for the compiler; what runs here keeps their names.
const { Message } = engineService as unknown as { Message: Record<string, number | string> };
const KINDS = Object.values(Message).filter((value): value is number => typeof value === 'number');
const STATUS = Message.STATUS as number;

/** Well-formed messages with any values. */
const MESSAGES: Change[] = [
  (bytes, draw) => {
    const value = () =>
      [draw(1 << 16), 0, 2 ** 32 + draw(9), 'µ'.repeat(draw(40)), Buffer.alloc(draw(300), draw(256))][
        draw(5)
      ];
    const values = Array.from({ length: draw(6) }, value) as Parameters<typeof encodeRequest>[2];
    return Buffer.concat([bytes, packed([encodeRequest(draw(100), KINDS[draw(KINDS.length)], values)])]);
  },
];

export const serviceMessages: Target = {
  name: 'service-messages',
  promise: 'the library in use stays the one that was signed, and after any messages the pump still answers',
  seeds: () => [
    packed([encodeRequest(1, STATUS, []), encodeRequest(2, STATUS, [])]),
    packed(KINDS.map((kind, i) => encodeRequest(i, kind, []))),
  ],
  changes: MESSAGES,
  run(input) {
    const pump = powerOn(withLibrary(LIBRARY));
    let infusing = false;
    const service = new engineService.Service(pump.hal, pump.journal, pump.training, pump.slots, {
      infusing: () => infusing,
      figures: () => [1],
    });
    const before = JSON.stringify(pump.slots.manifest);
    for (const frame of unpacked(input).slice(0, 64)) {
      infusing = !infusing;
      pump.link.deliver(frame);
      for (let n = 0; n < 8 && service.poll(); n++);
      while (pump.link.take());
    }
    if (pump.slots.active !== null)
      assert.is(JSON.stringify(pump.slots.manifest), before, 'another library is in use');
    pump.link.deliver(encodeRequest(7, STATUS, []));
    service.poll();
    assert.ok(pump.link.take(), 'no answer to a good message');
  },
};

const SECTOR = 2048;
const PLACE = (region: Region) => region * SECTOR;

function flashWith(region: Region, image: Buffer, sectors = 3): WatchedFlash {
  const flash = new WatchedFlash(region, sectors, SECTOR);
  image.copy(flash.cells, PLACE(region), 0, Math.min(image.length, sectors * SECTOR));
  return flash;
}

function imageOf(region: Region, fill: (flash: WatchedFlash) => void, sectors = 3): Buffer {
  const flash = new WatchedFlash(region, sectors, SECTOR);
  fill(flash);
  return Buffer.from(flash.cells.subarray(PLACE(region), PLACE(region) + sectors * SECTOR));
}

const journalOf = (flash: WatchedFlash) => new Journal(flash, nodeDigest, new SetClock(), Region.JOURNAL);

export const journalImage: Target = {
  name: 'journal-image',
  promise:
    'whatever stands in the flash: it is read without an end being missed, and the next record is written and read',
  seeds: () =>
    [3, 40].map((records) =>
      imageOf(Region.JOURNAL, (flash) => {
        const journal = journalOf(flash);
        journal.open();
        journal.setLibrary(SEQUENCE, [1, 2, 3, 4, 5, 6, 7, 8]);
        for (let i = 0; i < records; i++)
          journal.write(EventKind.STATUS, [Detail.CODE, i, Detail.TEXT, 'x'.repeat((i * 37) % 200)]);
      }),
    ),
  run(input) {
    const flash = flashWith(Region.JOURNAL, input);
    const journal = journalOf(flash);
    assert.is(journal.open(), Reason.NONE);
    const buffer = Buffer.alloc(1024);
    let last = -1;
    for (let number = 0, reads = 0; journal.read(number, buffer) > 0; number = journal.ring.found + 1) {
      assert.ok(journal.ring.found > last, 'numbers rise');
      assert.ok(++reads <= (3 * SECTOR) / 4, 'more records than fit');
      last = journal.ring.found;
    }
    const written = journal.write(EventKind.STATUS, [Detail.CODE, 4711]);
    // A whole record of a lower number behind a higher one is no work of a pump: only somebody who writes flash can make it.
    if (written > last) {
      assert.ok(
        journal.read(written, buffer) > 0 && journal.ring.found === written,
        'what was written is not read',
      );
      const again = journalOf(flash.again());
      again.open();
      assert.ok(
        again.read(written, buffer) > 0 && again.ring.found === written,
        'it is gone after a restart',
      );
    }
    assert.ok(flash.othersUntouched, 'another region was written');
    const { records } = readJournal(input);
    for (let i = 1; i < records.length; i++)
      assert.ok(
        (records[i - 1]?.number as number) < (records[i]?.number as number),
        'the hospital reads them in order',
      );
  },
};

const KEYS = [StateKey.LIBRARY, StateKey.INFUSION, StateKey.COUNTERS];

export const stateImage: Target = {
  name: 'state-image',
  promise: 'whatever stands in the flash: values have bounds, and the next value is kept over a restart',
  seeds: () => [
    imageOf(Region.STATE, (flash) => {
      const store = new StateStore(flash, Region.STATE);
      store.open();
      for (let i = 0; i < 30; i++)
        store.put(KEYS[i % 3] as StateKey, Buffer.alloc((i * 29) % 120, i), (i * 29) % 120);
    }),
  ],
  run(input) {
    const flash = flashWith(Region.STATE, input);
    const store = new StateStore(flash, Region.STATE);
    assert.is(store.open(), Reason.NONE);
    const buffer = Buffer.alloc(1024);
    for (let key = 0; key <= StateKey.COUNT; key++) {
      const length = store.get(key, buffer);
      assert.ok(length >= 0 && length <= buffer.length, `a value of ${length} bytes`);
    }
    if (!store.put(StateKey.COUNTERS, Buffer.from('kept'), 4)) return;
    const again = new StateStore(flash.again(), Region.STATE);
    again.open();
    assert.is(buffer.subarray(0, again.get(StateKey.COUNTERS, buffer)).toString(), 'kept');
    assert.ok(flash.othersUntouched, 'another region was written');
  },
};
