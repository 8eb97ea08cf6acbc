// The demonstration libraries: every entry compiles, reads back, and is content with its own suggestions.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { compile } from '../../drug-library-loader/compiler/compile';
import { usualParts } from '../../drug-library-loader/coverage/usual-program';
import {
  Library,
  PROGRAM_TYPE_NAMES,
  QUANTITY_NAMES,
  Reason,
  VerdictCode,
  contentsReason,
  judgeProgram,
} from '../../engine/index';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import { suite } from '../suite';

const test = suite('drug-library-loader/libraries');

const LIBRARIES = resolve(__dirname, '../../drug-library-loader/libraries');

/**
 * Suggestions that alert, each named by the compiler: a fixed suggestion by weight meets its absolute cap in heavy patients (asked about, a
 * warning), and labetalol's accumulated soft limit is passed by its own initial dose within the window (an error that its owner has to settle).
 */
const NAMED = [
  'adult-icu heparin-cardiac loading-dose',
  'adult-ward heparin-cardiac loading-dose',
  'adult-icu labetalol-hypertension dose',
];

/** Suggestions that are accepted, but not as `usualParts` gives them: over another duration, or from another dilution. */
const ANOTHER_WAY = [
  'adult-icu heparin-vte bolus-dose',
  'adult-icu heparin-cardiac bolus-dose',
  'adult-ward heparin-vte bolus-dose',
  'adult-ward heparin-cardiac bolus-dose',
  'oncology gemcitabine dose',
];

for (const name of readdirSync(LIBRARIES)) {
  const { bytes, findings, head, entries, compiled } = compile(resolve(LIBRARIES, name));
  assert.ok(bytes, `${name} does not compile`);
  const library = new Library(new MemoryStorage(bytes));

  test(`DERS-LIB-111 ${name}: every entry reads back`, () => {
    assert.equal(library.open(0, bytes.length), Reason.NONE);
    assert.equal(contentsReason(library), Reason.NONE);
    assert.equal(library.head.entries, compiled.length);
    assert.ok(compiled.length >= entries.length);
  });

  test(`DERS-LIB-111 ${name}: nothing suggested alerts but what is named here`, () => {
    const alerts = new Set<string>();
    let suggested = 0;
    compiled.forEach(({ source }, number) => {
      const limits = library.limits(library.key(number)?.careArea ?? 0, number);
      assert.ok(limits);
      for (const { basis, usual, program, quantity } of usualParts(limits)) {
        if (basis !== 'initial' || !usual) continue;
        suggested++;
        if (judgeProgram(program, limits, []) === VerdictCode.ACCEPT) continue;
        alerts.add(`${source.careArea} ${source.id} ${QUANTITY_NAMES[quantity]}`);
      }
    });
    assert.ok(suggested > 200, `only ${suggested} suggestions were tried`);
    for (const alert of alerts) assert.ok([...NAMED, ...ANOTHER_WAY].includes(alert), `${alert} alerts`);
    for (const { careArea, entry, message } of findings.filter(({ code }) =>
      code.startsWith('initial-alerts'),
    )) {
      assert.ok(
        NAMED.some((named) => named.startsWith(`${careArea} ${entry} `)),
        message,
      );
    }
  });

  test(`DERS-LIB-111 ${name}: no error but those named, and every screen can say what it is`, () => {
    const errors = findings.filter(({ severity }) => severity === 'error' || severity === 'fault');
    for (const { careArea, entry, message } of errors) {
      assert.ok(
        NAMED.some((named) => named.startsWith(`${careArea} ${entry} `)),
        message,
      );
    }
    assert.equal(head?.demonstration, true);
    assert.match(library.head.notice, /^Demonstration data, not for clinical use\.$/);
  });

  test(`DERS-LIB-111 ${name}: 60 drugs in five care areas, every program type, a source behind every entry`, () => {
    assert.ok(new Set(entries.map(({ drug }) => drug)).size >= 60);
    assert.deepEqual([...new Set(entries.map(({ careArea }) => careArea))].sort(), [
      'adult-icu',
      'adult-ward',
      'neonatal',
      'oncology',
      'paediatrics',
    ]);
    const types = new Set(entries.map(({ type }) => PROGRAM_TYPE_NAMES[type]));
    assert.deepEqual([...types].sort(), ['continuous', 'fluid', 'intermittent', 'multi-step', 'pca']);
  });
}

test.run();
