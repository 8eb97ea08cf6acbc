import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { judgeProgram } from '../../../engine/dose/check';
import { type InfusionProgram, infusionProgram } from '../../../engine/dose/infusion-program';
import { Library, careAreas, findEntries } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import {
  type Point,
  type PointName,
  type Scale,
  placeOn,
  scalesOf,
  zonesOf,
} from '../../../simulator/web/page/scale';
import type { Inspection } from '../../../simulator/web/session';
import { suite } from '../../suite';

const test = suite('simulator/web/scale');

const { bytes } = compile(
  resolve(__dirname, '../../../drug-library-loader/libraries/demonstration-hospital'),
);
const library = new Library(new MemoryStorage(bytes as Buffer));
library.open(0, (bytes as Buffer).length);

function inspection(names: Parameters<typeof findEntries>[1], program: InfusionProgram): Inspection {
  const [entry] = findEntries(library, names);
  const area = careAreas(library).find(({ id }) => id === names.careArea);
  const limits = structuredClone(library.limits(area?.number ?? 0, entry?.number ?? -1));
  const numbers = infusionProgram(program);
  const code = judgeProgram(numbers, limits, []);
  return { check: 1, code, program: numbers, limits, confirmed: [], uk: false, careArea: '', entry: '' };
}

const HEPARIN = { careArea: 'adult-icu', drug: 'heparin', therapy: 'VTE treatment' };

function heparin(dose: string): Scale[] {
  return scalesOf(inspection(HEPARIN, { type: 'continuous', weight: '82 kg', dose, volume: '250 mL' }));
}

const dose = (scales: Scale[]) =>
  scales.find(({ quantity, source }) => quantity === 'dose' && source === 'entry');

// Limits of the entry: 10 lower soft, 18 initial, 25 upper soft, 36 upper hard.
const CROSSINGS: [string, PointName | undefined][] = [
  ['9.99', 'lower-soft'],
  ['10', undefined],
  ['18', undefined],
  ['25', undefined],
  ['25.1', 'upper-soft'],
  ['36', 'upper-soft'],
  ['36.1', 'upper-hard'],
  ['180', 'upper-hard'],
];

for (const [value, crossed] of CROSSINGS) {
  test(`DERS-WEB-011 heparin at ${value} unit/kg/h crosses ${crossed ?? 'nothing'} on its scale`, () => {
    const scale = dose(heparin(`${value} unit/kg/h`));
    assert.is(scale?.entered, value);
    assert.is(scale?.crossed, crossed);
    assert.is(scale?.unit, 'unit/kg/h');
    assert.equal(
      scale?.points.map(({ name, text }) => [name, text]),
      [
        ['lower-soft', '10'],
        ['initial', '18'],
        ['upper-soft', '25'],
        ['upper-hard', '36'],
      ],
    );
  });
}

test('DERS-WEB-011 limits of entry, care area and pump have scales of their own, crossed ones first', () => {
  const scales = heparin('180 unit/kg/h');
  assert.is(scales[0]?.quantity, 'dose');
  const named = scales
    .filter(({ entered }) => entered !== undefined)
    .map(({ quantity, source }) => `${quantity} ${source}`);
  for (const each of ['dose entry', 'weight care area', 'vtbi entry', 'rate pump'])
    assert.ok(named.includes(each), `${each} in ${named}`);
  assert.is(
    scales.find(({ quantity, source }) => quantity === 'rate' && source === 'pump')?.entered,
    '147.6',
  );
});

test('DERS-WEB-011 a program outside the library has the scales of care area and pump', () => {
  const own = inspection(HEPARIN, { type: 'continuous', rate: '20 mL/h', volume: '100 mL' });
  const limits = own.limits && { ...own.limits, entry: null };
  const sources = new Set(scalesOf({ ...own, limits }).map(({ source }) => source));
  assert.equal([...sources].sort(), ['care area', 'pump']);
});

test('DERS-WEB-011 without limits there is no scale, and what was judged stays as it was', () => {
  const given = inspection(HEPARIN, {
    type: 'continuous',
    weight: '82 kg',
    dose: '18 unit/kg/h',
    volume: '250 mL',
  });
  const before = structuredClone(given);
  scalesOf(given);
  assert.equal(given, before);
  assert.equal(scalesOf({ ...given, limits: null }), []);
});

const points = (...all: [PointName, number][]): Point[] =>
  all.map(([name, value]) => ({ name, value, text: String(value) }));
const FIVE = points(
  ['lower-hard', 1],
  ['lower-soft', 10],
  ['initial', 20],
  ['upper-soft', 40],
  ['upper-hard', 400],
);

const ZONES: [string, Point[], string[]][] = [
  ['five points', FIVE, ['hard', 'soft', 'inside', 'inside', 'soft', 'hard']],
  ['an upper hard one alone', points(['upper-hard', 5]), ['inside', 'hard']],
  ['an upper soft one alone', points(['upper-soft', 5]), ['inside', 'soft']],
  [
    'a lower hard and an upper soft one',
    points(['lower-hard', 1], ['upper-soft', 5]),
    ['hard', 'inside', 'soft'],
  ],
  ['an initial one alone', points(['initial', 5]), ['inside', 'inside']],
];

for (const [name, given, zones] of ZONES) {
  test(`DERS-WEB-011 zones of ${name}`, () => assert.equal(zonesOf(given), zones));
}

const PLACES: [number, number][] = [
  [0, 0.02 / 6],
  [0.5, 0.5 / 6],
  [1, 1 / 6],
  [10, 2 / 6],
  [20, 3 / 6],
  [40, 4 / 6],
  [400, 5 / 6],
  // Ten times the last point and more stands at the end.
  [4000, 5.98 / 6],
  [400_000, 5.98 / 6],
];

for (const [value, place] of PLACES) {
  test(`DERS-WEB-011 ${value} stands at ${place.toFixed(4)} of the scale`, () => {
    assert.ok(Math.abs(placeOn(FIVE, value) - place) < 1e-9, String(placeOn(FIVE, value)));
  });
}

test('DERS-WEB-011 a value just beyond a point is drawn beyond it', () => {
  for (const { value } of FIVE) {
    assert.ok(placeOn(FIVE, value * 1.000001) > placeOn(FIVE, value));
    assert.ok(placeOn(FIVE, value * 0.999999) < placeOn(FIVE, value));
  }
});

test.run();
