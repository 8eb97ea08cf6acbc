// Curves of IEC 60601-2-24 from a record worked out by hand, then from the plant.
import * as assert from 'uvu/assert';
import { Plant } from '../../../simulator/plant/plant';
import { meanError, period, startUpCurve, trumpetCurve } from '../../../simulator/plant/trumpet';
import { suite } from '../../suite';
import { MINUTE, SECOND, near } from './ideal';

const test = suite('simulator/plant/trumpet');

// Six half-minute intervals, set rate 60 mL/h = 0.5 mL an interval: 0.4 0.6 0.5 0.7 0.5 0.3 mL.
const RECORD = { interval: 0.5, volumes: [0, 0.4, 1, 1.5, 2.2, 2.7, 3] };

test('DERS-SIM-016 start-up curve: mL of each interval as mL/h', () => {
  const curve = startUpCurve(RECORD);
  assert.equal(
    curve.map(({ minute, flow }) => [minute, Math.round(flow * 1e9) / 1e9]),
    [
      [0.5, 48],
      [1, 72],
      [1.5, 60],
      [2, 84],
      [2.5, 60],
      [3, 36],
    ],
  );
});

// window in minutes, largest and smallest error in per cent, by hand:
// 1 min: sums of two 1.0 1.1 1.2 1.2 0.8 against 1; 2 min: 2.2 2.3 2.0 against 2; 3 min: 3.0 against 3
for (const [window, maximum, minimum] of [
  [0.5, 40, -40],
  [1, 20, -20],
  [2, 15, 0],
  [3, 0, 0],
] as const) {
  test(`DERS-SIM-016 trumpet: windows of ${window} min are off by ${minimum} to ${maximum} %`, () => {
    const [point] = trumpetCurve(RECORD, 60, [window]);
    assert.is(point?.window, window);
    assert.ok(near(point?.maximum ?? Number.NaN, maximum, 1e-9), JSON.stringify(point));
    assert.ok(near(point?.minimum ?? Number.NaN, minimum, 1e-9), JSON.stringify(point));
  });
}

test('DERS-SIM-016 mean error and analysis period', () => {
  assert.ok(near(meanError(RECORD, 50), 20, 1e-9));
  assert.equal(period(RECORD, 1, 2.5), { interval: 0.5, volumes: [1, 1.5, 2.2, 2.7] });
  assert.ok(near(meanError(period(RECORD, 1, 2.5), 60), (1.7 / 1.5 - 1) * 100, 1e-9));
});

for (const [name, does, message] of [
  ['a window longer than the record', () => trumpetCurve(RECORD, 60, [5]), /5 min does not fit/],
  ['a window of half an interval', () => trumpetCurve(RECORD, 60, [0.75]), /not made of sample intervals/],
  ['a rate of nothing', () => trumpetCurve(RECORD, 0, [1]), /set rate of 0/],
  ['a rate that is no number', () => meanError(RECORD, Number.NaN), /set rate of NaN/],
  ['an interval of nothing', () => startUpCurve({ interval: 0, volumes: [0, 1] }), /interval of 0/],
  ['one reading', () => startUpCurve({ interval: 1, volumes: [0] }), /two readings/],
  [
    'a reading that is none',
    () => startUpCurve({ interval: 1, volumes: [0, Number.NaN] }),
    /reading 1 .* NaN/,
  ],
  ['a period beyond the record', () => period(RECORD, 1, 4), /runs to minute 3/],
  ['a period that ends before it begins', () => period(RECORD, 2, 1), /from 2 to 1/],
] as const) {
  test(`DERS-SIM-017 refused: ${name}`, () => {
    assert.throws(does, message);
  });
}

function record(seed: number, rate: number): { interval: number; volumes: number[] } {
  const plant = new Plant({ seed });
  plant.run(plant.stepRate(rate));
  const volumes = [plant.truth().delivered];
  for (let i = 0; i < 240; i++) {
    plant.advance(30 * SECOND);
    volumes.push(plant.truth().delivered);
  }
  assert.is(plant.now, 120 * MINUTE);
  return { interval: 0.5, volumes };
}

test('DERS-SIM-016 the plant starts late and has a trumpet that narrows to ± 5 %, at the minimum rate too', () => {
  for (let seed = 1; seed <= 10; seed++) {
    for (const rate of [1, 25]) {
      const flows = record(seed, rate);
      const hour = period(flows, 60, 120);
      const curve = trumpetCurve(hour, rate);
      assert.equal(
        curve.map(({ window }) => window),
        [2, 5, 11, 19, 31],
      );
      const width = curve.map(({ maximum, minimum }) => maximum - minimum);
      const error = meanError(hour, rate);
      assert.ok(Math.abs(error) < 5, `${error} %`);
      // A revolution lasts six minutes at 1 mL/h; the first one lacks what the slack took.
      const start = meanError(period(flows, 0, 6), rate);
      assert.ok(start < error, `${start} % at the start, ${error} % later`);
      for (const { maximum, minimum } of curve) assert.ok(minimum <= error + 1 && error - 1 <= maximum);
      if (rate === 1) assert.ok((width[0] as number) > 20 && (width[4] as number) < 4, String(width));
      else
        assert.ok(
          width.every((per) => per < 10),
          String(width),
        );
    }
  }
});

test.run();
