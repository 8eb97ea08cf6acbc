import * as assert from 'uvu/assert';
import { COLUMNS, ROWS, RecordedDisplay, RecordedSignals } from '../../../hal/desktop/recorded-panel';
import { Loudness, Priority, Style, Tone } from '../../../hal/hal';
import { suite } from '../../suite';

const test = suite('hal/desktop/recorded-panel');

test('DERS-HAL-010 a display remembers its rows and counts their changes', () => {
  const display = new RecordedDisplay();
  assert.is(display.rows().length, ROWS);
  display.show(2, Style.TITLE, 'Care area');
  display.show(2, Style.TITLE, 'Care area');
  assert.is(display.changes, 1);
  display.show(2, Style.SELECTED, 'Care area');
  assert.is(display.changes, 2);
  assert.equal(display.rows()[2], { style: Style.SELECTED, text: 'Care area' });
  display.clear();
  assert.equal([display.changes, display.rows()[2]?.text, display.faults.length], [3, '', 0]);
});

// row, style, text, what is shown of it
const FAULTS: [number, number, string, string | undefined][] = [
  [0, Style.NORMAL, 'x'.repeat(COLUMNS + 1), 'x'.repeat(COLUMNS)],
  [-1, Style.NORMAL, 'x', undefined],
  [ROWS, Style.NORMAL, 'x', undefined],
  [0.5, Style.NORMAL, 'x', undefined],
  [Number.NaN, Style.NORMAL, 'x', undefined],
  [0, 11, 'x', ''],
  [0, -1, 'x', ''],
];
for (const [row, style, text, shown] of FAULTS) {
  test(`DERS-HAL-010 ${text.length} characters in row ${row}, style ${style}, are a fault`, () => {
    const display = new RecordedDisplay();
    display.show(row, style, text);
    assert.is(display.faults.length, 1);
    assert.is(display.rows()[row]?.text, shown);
  });
}

test('DERS-HAL-010 the last row and 40 columns are there', () => {
  const display = new RecordedDisplay();
  display.show(ROWS - 1, Style.KEYS, 'x'.repeat(COLUMNS));
  assert.equal([display.faults.length, display.rows()[ROWS - 1]?.text.length], [0, COLUMNS]);
});

test('DERS-HAL-010 signals remember lamp, sound and tones', () => {
  const signals = new RecordedSignals();
  signals.alarm(Priority.HIGH, true);
  signals.alarm(Priority.HIGH, true);
  assert.equal([signals.priority, signals.audible, signals.changes], [Priority.HIGH, true, 1]);
  signals.alarm(Priority.HIGH, false);
  signals.alarm(Priority.NONE, true);
  assert.equal([signals.priority, signals.audible, signals.changes], [Priority.NONE, false, 3]);
  signals.running(true);
  signals.running(true);
  assert.equal([signals.moving, signals.changes], [true, 4]);
  signals.beep(Tone.KEY);
  signals.beep(Tone.KEY);
  assert.equal([signals.beeps, signals.changes], [[Tone.KEY, Tone.KEY], 6]);
});

// what is told, what holds
for (const [told, level] of [
  [Loudness.QUIET, Loudness.QUIET],
  [Loudness.MIDDLE, Loudness.MIDDLE],
  [0, Loudness.LOUD],
  [4, Loudness.LOUD],
  [Number.NaN, Loudness.LOUD],
] as const) {
  test(`DERS-HAL-010 loudness ${told} is ${level}`, () => {
    const signals = new RecordedSignals();
    assert.is(signals.level, Loudness.LOUD);
    signals.loudness(Loudness.QUIET);
    signals.loudness(told as Loudness);
    assert.is(signals.level, level);
  });
}

test('DERS-HAL-010 a priority that nobody knows is the highest', () => {
  const signals = new RecordedSignals();
  signals.alarm(4 as Priority, true);
  assert.equal([signals.priority, signals.audible], [Priority.HIGH, true]);
  signals.alarm(Number.NaN as Priority, true);
  assert.is(signals.priority, Priority.HIGH);
});

test('DERS-HAL-010 the last 1,000 tones are kept', () => {
  const signals = new RecordedSignals();
  for (let i = 0; i < 1001; i++) signals.beep(i === 0 ? Tone.REMINDER : Tone.KEY);
  assert.equal([signals.beeps.length, signals.beeps[0]], [1000, Tone.KEY]);
});

test.run();
