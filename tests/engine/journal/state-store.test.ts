// The state store: the latest value of each key, old or new after a power cut anywhere, on worn and damaged flash too.
import * as assert from 'uvu/assert';
import { Reason } from '../../../engine/index';
import { StateKey } from '../../../engine/journal/event';
import { StateStore } from '../../../engine/journal/state-store';
import { Region } from '../../../hal/hal';
import { suite } from '../../suite';
import { REMAINS, WatchedFlash } from './watched-flash';

const test = suite('engine/journal/state-store');
const SECTOR = 1024;
const KEYS = [StateKey.LIBRARY, StateKey.INFUSION, StateKey.COUNTERS];

/** Where the region begins: one sector behind each of four others. */
const BASE = 4 * SECTOR;

function newFlash(sectors: number): WatchedFlash {
  return new WatchedFlash(Region.STATE, sectors, SECTOR);
}

function open(flash: WatchedFlash): StateStore {
  const store = new StateStore(flash, Region.STATE);
  assert.is(store.open(), Reason.NONE);
  return store;
}

function get(store: StateStore, key: StateKey): string {
  const buffer = Buffer.alloc(1024);
  return buffer.subarray(0, store.get(key, buffer)).toString();
}

function put(store: StateStore, key: StateKey, text: string): boolean {
  return store.put(key, Buffer.from(text), Buffer.byteLength(text));
}

/** Writes of changing lengths, the third of them ending a value. */
function value(i: number): string {
  return i % 9 === 5 ? '' : `${i} `.padEnd((i * 29) % 120, '.');
}

test('DERS-LOG-010 power cut in every program and erase: each value is old or new, the others stay', () => {
  const whole = newFlash(2);
  const store = open(whole);
  for (let i = 0; i < 40; i++) assert.ok(put(store, KEYS[i % 3], value(i)));
  assert.ok(whole.names.filter((name) => name.startsWith('erase')).length >= 3);
  for (const remains of REMAINS) {
    for (let cut = 1; cut <= whole.operations; cut++) {
      const flash = newFlash(2);
      flash.cutPower(cut, remains);
      const before = open(flash);
      const held = new Map<number, string>(KEYS.map((key) => [key, '']));
      let i = 0;
      for (; i < 40; i++) {
        put(before, KEYS[i % 3], value(i));
        if (!flash.powered) break;
        held.set(KEYS[i % 3], value(i));
      }
      const what = `${remains}, operation ${cut} (${flash.names[cut - 1]})`;
      const again = flash.again();
      for (const key of KEYS) {
        const found = get(open(again), key);
        const allowed = key === KEYS[i % 3] ? [held.get(key), value(i)] : [held.get(key)];
        assert.ok(allowed.includes(found), `${what}: key ${key} is "${found}"`);
      }
      // And it goes on.
      const after = open(again);
      for (let more = 0; more < 20; more++) assert.ok(put(after, StateKey.INFUSION, `after ${more}`), what);
      assert.is(get(open(again), StateKey.INFUSION), 'after 19');
      assert.ok(again.othersUntouched, what);
    }
  }
});

test('DERS-LOG-010 a value of 1,012 bytes is kept where a sector holds it, a longer one refused', () => {
  const flash = new WatchedFlash(Region.STATE, 3, 4096);
  const store = open(flash);
  assert.ok(put(store, StateKey.HIGHEST, 'x'.repeat(1012)));
  assert.not(put(store, StateKey.HIGHEST, 'y'.repeat(1013)));
  assert.not(store.put(StateKey.HIGHEST, Buffer.alloc(4), Number.NaN));
  assert.is(get(open(flash), StateKey.HIGHEST), 'x'.repeat(1012));
});

test('DERS-LOG-010 more than a sector holds: refused, and every value stays', () => {
  const flash = newFlash(2);
  const store = open(flash);
  assert.ok(put(store, StateKey.LIBRARY, 'a'.repeat(400)));
  assert.ok(put(store, StateKey.INFUSION, 'b'.repeat(400)));
  assert.not(put(store, StateKey.COUNTERS, 'c'.repeat(300)));
  assert.not(put(store, StateKey.SETTINGS, 'd'.repeat(300)));
  for (const held of [store, open(flash)]) {
    assert.is(get(held, StateKey.LIBRARY), 'a'.repeat(400));
    assert.is(get(held, StateKey.INFUSION), 'b'.repeat(400));
    assert.is(get(held, StateKey.COUNTERS), '');
  }
  assert.ok(put(store, StateKey.INFUSION, 'b'));
  assert.ok(put(store, StateKey.COUNTERS, 'c'.repeat(300)));
});

test('DERS-LOG-010 a key that is none is refused', () => {
  const store = open(newFlash(2));
  for (const key of [0, -1, StateKey.COUNT, Number.NaN]) {
    assert.not(put(store, key, 'a'));
    assert.is(get(store, key), '');
  }
});

test('DERS-LOG-011 flash that cannot be written or erased: refused, and the old value stays', () => {
  const flash = newFlash(2);
  const store = open(flash);
  put(store, StateKey.LIBRARY, 'old');
  flash.worn = [0, flash.size];
  assert.not(put(store, StateKey.LIBRARY, 'new'));
  flash.noErase = true;
  assert.not(put(store, StateKey.LIBRARY, 'new'));
  assert.is(get(store, StateKey.LIBRARY), 'old');
  assert.is(get(open(flash), StateKey.LIBRARY), 'old');
  flash.noErase = false;
  // The heads can be written no more: a copy without its head is none.
  flash.worn = [BASE, BASE + 1];
  assert.not(put(store, StateKey.LIBRARY, 'new'));
  assert.is(get(open(flash), StateKey.LIBRARY), 'old');
  flash.worn = null;
  assert.ok(put(store, StateKey.LIBRARY, 'new'));
  assert.is(get(open(flash), StateKey.LIBRARY), 'new');
});

test('DERS-LOG-011 a damaged value is not given; after a start the one before it is', () => {
  const flash = newFlash(2);
  const store = open(flash);
  put(store, StateKey.LIBRARY, 'first');
  put(store, StateKey.LIBRARY, 'second');
  flash.cells[flash.cells.indexOf('second')] ^= 1;
  assert.is(get(store, StateKey.LIBRARY), '');
  assert.is(get(open(flash), StateKey.LIBRARY), 'first');
});

test('DERS-LOG-011 no region or one sector: refused', () => {
  for (const sectors of [0, 1]) {
    const store = new StateStore(newFlash(sectors), Region.STATE);
    assert.is(store.open(), Reason.FLASH_REGION);
    assert.not(put(store, StateKey.LIBRARY, 'a'));
  }
});

test.run();
