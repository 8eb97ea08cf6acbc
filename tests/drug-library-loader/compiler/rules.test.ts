// Every code the compiler can say: a source that makes it speak, and the nearest one that does not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { CODES, type Code } from '../../../drug-library-loader/source/codes';
import type { Finding } from '../../../drug-library-loader/source/finding';
import { suite } from '../../suite';
import {
  type Part,
  careArea,
  codesOf,
  compileParts,
  entry,
  folderOf,
  library,
  sourceFolder,
} from '../sample-source';

const test = suite('drug-library-loader/compiler/rules');

/** What is compiled: a whole source, one entry in a source without further ado, or files. */
type Sample = { source?: Part; entry?: Part; files?: Record<string, string | Uint8Array>; at?: string };

function findingsOf(
  { source, entry: only, files, at }: Sample,
  previous?: Parameters<typeof compile>[1],
): Finding[] {
  const folder = files ? folderOf(files) : sourceFolder(source ?? library([only as Part]));
  return compile(at === undefined ? folder : join(folder, at), previous).findings;
}

function continuous(dose: Part, more: Part = {}): Part {
  return { continuous: { 'enter-by': 'dose', dose: { unit: 'mcg/kg/min', ...dose }, ...more } };
}

function intermittent(dose: Part, more: Part = {}): Part {
  const { continuous: _, ...rest } = entry();
  return { ...rest, intermittent: { dose, ...more } };
}

function pca(more: Part = {}): Part {
  const { continuous: _, ...rest } = entry();
  const limits = { demand: { unit: 'mg', 'upper-hard': '3' }, lockout: { 'lower-hard': '5 min' } };
  return { ...rest, pca: { ...limits, ...more } };
}

const YAML = (source: Part) => JSON.stringify(source, null, 1);
const GOOD = YAML(library());
const extended = (base: Part, local: Part, at = 'local') => ({
  files: {
    'base/library.json': YAML(base),
    'local/library.json': YAML({
      library: 'local',
      title: 'Local',
      organisation: 'Example organisation',
      version: '1',
      sequence: '1',
      effective: '2026-12-01',
      'review-by': '2027-03-01',
      extends: '../base',
      ...local,
    }),
  },
  at,
});
const change = (more: Part) => ({
  'care-areas': { 'adult-icu': { entries: [{ id: 'examplamine', ...more }] } },
});

const ROWS: [title: string, code: Code, fires: Sample, silent: Sample][] = [
  ['no such folder', 'source-missing', { files: {}, at: 'nowhere' }, { entry: entry() }],
  ['a folder without a source', 'source-missing', { files: { 'notes.txt': 'x' } }, { entry: entry() }],
  [
    'a file of 50 MB',
    'source-too-large',
    { files: { 'library.yaml': Buffer.alloc(50_000_000, 0x20) } },
    { entry: entry() },
  ],
  [
    'files of 20 MB together',
    'source-too-large',
    { files: { 'a.yaml': Buffer.alloc(15_000_000, 0x20), 'b.yaml': Buffer.alloc(15_000_000, 0x20) } },
    { entry: entry() },
  ],
  ['an empty file', 'source-empty', { files: { 'library.yaml': '' } }, { entry: entry() }],
  [
    'a file of comments',
    'source-empty',
    { files: { 'library.yaml': '# to be written\n' } },
    { entry: entry() },
  ],
  [
    'bytes that are not UTF-8',
    'source-not-text',
    { files: { 'library.yaml': Buffer.from([0x61, 0x3a, 0xff]) } },
    { entry: entry() },
  ],
  [
    'YAML that does not hold together',
    'source-syntax',
    { files: { 'library.yaml': 'a: [1, 2\nb: 3\n' } },
    { entry: entry() },
  ],
  [
    'JSON that does not hold together',
    'source-syntax',
    { files: { 'library.json': '{"library": "x",}' } },
    { entry: entry() },
  ],
  [
    'two documents in one file',
    'source-syntax',
    { files: { 'library.yaml': 'a: 1\n---\nb: 2\n' } },
    { entry: entry() },
  ],
  [
    'a file nested too deep',
    'source-syntax',
    { files: { 'library.yaml': `a: ${'['.repeat(100_000)}` } },
    { entry: entry() },
  ],
  [
    'a tab in the indentation',
    'tab-indentation',
    { files: { 'library.yaml': 'care-areas:\n\ticu:\n' } },
    { files: { 'library.json': JSON.stringify(library(), null, '\t') } },
  ],
  [
    'a right-to-left override',
    'hidden-character',
    { files: { 'library.json': YAML(library([entry({ therapy: 'shock\u202e' })])) } },
    { entry: entry({ therapy: 'Schöck, 5 µg' }) },
  ],
  [
    'a right-to-left override behind an escape',
    'hidden-character',
    { files: { 'library.json': GOOD.replace('EXAMPLamine', 'EXAMPL\\u202eamine') } },
    { entry: entry() },
  ],
  [
    'half a surrogate pair behind an escape',
    'hidden-character',
    { files: { 'library.json': GOOD.replace('EXAMPLamine', 'EXAMPL\\ud800amine') } },
    { files: { 'library.json': GOOD.replace('Example library', 'Example \\ud83d\\ude00') } },
  ],
  [
    'a character where decoding failed',
    'hidden-character',
    { files: { 'library.json': GOOD.replace('Example library', 'Example \ufffd') } },
    { files: { 'library.json': GOOD.replace('Example library', 'Example \ufffc') } },
  ],
  [
    'a code point that is no character',
    'hidden-character',
    { files: { 'library.json': GOOD.replace('Example library', 'Example \u{1fffe}') } },
    { files: { 'library.json': GOOD.replace('Example library', 'Example \u{1fffd}') } },
  ],
  [
    'a character of private use',
    'hidden-character',
    { files: { 'library.json': GOOD.replace('Example library', 'Example \ue000') } },
    { files: { 'library.json': GOOD.replace('Example library', 'Example \uf900') } },
  ],
  [
    'a key twice in one map',
    'duplicate-key',
    { files: { 'library.json': GOOD.replace('"title"', '"version": "2", "title"') } },
    { entry: entry() },
  ],
  [
    'a care area in two files',
    'duplicate-key',
    { files: { 'a.json': GOOD, 'b.yaml': 'care-areas:\n  adult-icu: { title: Again }\n' } },
    { files: { 'a.json': GOOD, 'b.yaml': 'care-areas:\n  ward: { title: Ward }\n' } },
  ],
  [
    'a rate in the entry and in its program',
    'duplicate-key',
    {
      entry: {
        ...entry({ concentration: 'none', rate: { 'upper-hard': '5 mL/h' } }),
        continuous: undefined,
        fluid: { rate: { 'upper-hard': '9 mL/h' } },
      },
    },
    {
      entry: {
        ...entry({ concentration: 'none' }),
        continuous: undefined,
        fluid: { rate: { 'upper-hard': '9 mL/h' } },
      },
    },
  ],
  [
    'a YAML alias bomb',
    'alias-or-tag',
    {
      files: {
        'library.yaml': [
          'a: &a [x, x]',
          ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [*${'abcdefgh'[i]}, *${'abcdefgh'[i]}]`),
        ].join('\n'),
      },
    },
    { entry: entry() },
  ],
  ['a tag', 'alias-or-tag', { files: { 'library.yaml': 'library: !!binary aGk=\n' } }, { entry: entry() }],
  [
    'a base that is not there',
    'extends-missing',
    { source: library([entry()], { extends: '../nowhere' }) },
    extended(library(), {}),
  ],
  [
    'a library that extends itself',
    'extends-loop',
    extended({ ...library(), extends: '../local' }, {}),
    extended(library(), {}),
  ],
  [
    'a misspelt key',
    'unknown-key',
    { entry: entry({ theraphy: 'Shock' }) },
    { entry: entry({ therapy: 'Shock' }) },
  ],
  [
    'a missing source of the numbers',
    'missing-key',
    { entry: entry({ source: undefined }) },
    { entry: entry() },
  ],
  [
    'a continuous entry without a dose',
    'missing-key',
    { entry: entry({ continuous: { 'enter-by': 'either' } }) },
    { entry: entry({ continuous: { 'enter-by': 'rate' } }) },
  ],
  [
    'a dose without a unit',
    'missing-key',
    { entry: entry({ continuous: { 'enter-by': 'dose', dose: { widened: 'x' } } }) },
    { entry: entry({ continuous: { 'enter-by': 'dose', dose: { unit: 'mg/h' } } }) },
  ],
  [
    'a custom concentration without a unit',
    'missing-key',
    { entry: entry({ concentration: { custom: { widened: 'x' } } }) },
    { entry: entry({ concentration: { custom: { 'lower-hard': '1 mg/mL', 'upper-hard': '4 mg/mL' } } }) },
  ],
  [
    'an accumulated PCA dose that does not say what counts',
    'missing-key',
    { entry: pca({ accumulated: { window: '4 h', dose: { unit: 'mg', 'upper-hard': '30' } } }) },
    {
      entry: pca({
        accumulated: { window: '4 h', dose: { unit: 'mg', 'upper-hard': '30' }, counts: ['demand'] },
      }),
    },
  ],
  [
    'pump steps of which the last is not open',
    'missing-key',
    {
      source: library([entry()], {
        pump: { rate: { min: '1 mL/h', max: '99 mL/h', steps: [{ below: '50 mL/h', step: '1 mL/h' }] } },
      }),
    },
    { entry: entry() },
  ],
  [
    'a list where a map belongs',
    'wrong-type',
    { entry: entry({ continuous: ['dose'] }) },
    { entry: entry() },
  ],
  [
    'a file that is a list',
    'wrong-type',
    { files: { 'library.yaml': '- library: x\n' } },
    { entry: entry() },
  ],
  [
    'a second person now and then',
    'wrong-value',
    { entry: entry({ 'second-person': 'sometimes' }) },
    { entry: entry({ 'second-person': 'before' }) },
  ],
  [
    'a number without a space before its unit',
    'wrong-form',
    { entry: entry({ vtbi: { 'upper-hard': '50mL' } }) },
    { entry: entry({ vtbi: { 'upper-hard': '50 mL' } }) },
  ],
  [
    'a number with an exponent',
    'wrong-form',
    { entry: entry(continuous({ 'upper-hard': '1e3' })) },
    { entry: entry(continuous({ 'upper-hard': '1000' })) },
  ],
  ['an id in capitals', 'wrong-form', { entry: entry({ id: 'Examplamine' }) }, { entry: entry() }],
  [
    'a care area with spaces in its id',
    'wrong-form',
    { source: library([], { 'care-areas': { 'Adult ICU': careArea([]) } }) },
    { entry: entry() },
  ],
  [
    'an entry of two types',
    'program-type-count',
    { entry: { ...entry(), fluid: { rate: { 'upper-hard': '9 mL/h' } } } },
    { entry: entry() },
  ],
  [
    'an entry of no type',
    'program-type-count',
    { entry: entry({ continuous: undefined }) },
    { entry: entry() },
  ],
  [
    'ten digits',
    'wrong-number',
    { entry: entry(continuous({ 'upper-hard': '1234567891' })) },
    { entry: entry(continuous({ 'upper-hard': '123456789' })) },
  ],
  ['an empty bag', 'wrong-number', { entry: entry({ concentration: '0 mg / 50 mL' }) }, { entry: entry() }],
  [
    'a unit that is none',
    'unknown-unit',
    { entry: entry({ vtbi: { 'upper-hard': '50 ml' } }) },
    { entry: entry() },
  ],
  [
    'a point without any unit',
    'unknown-unit',
    { entry: entry({ vtbi: { 'upper-hard': '50' } }) },
    { entry: entry() },
  ],
  [
    'a volume as a rate',
    'wrong-unit',
    { entry: entry({ rate: { 'upper-hard': '50 mL' } }) },
    { entry: entry({ rate: { 'upper-hard': '50 mL/h' } }) },
  ],
  [
    'an amount as a continuous dose',
    'wrong-unit',
    { entry: entry(continuous({ unit: 'mg', 'upper-hard': '5' })) },
    { entry: entry() },
  ],
  [
    'a dose per time as an intermittent dose',
    'wrong-unit',
    { entry: intermittent({ unit: 'mg/h' }) },
    { entry: intermittent({ unit: 'mg' }) },
  ],
  [
    'a bag measured in mg',
    'wrong-unit',
    { entry: entry({ concentration: '5 mL / 50 mL' }) },
    { entry: entry() },
  ],
  [
    'a volume of a bag in units',
    'wrong-unit',
    { entry: entry({ concentration: '5 mg / 50 unit' }) },
    { entry: entry() },
  ],
  [
    'grams in a care area of kilograms',
    'wrong-unit',
    { entry: entry({ patient: { weight: { 'upper-hard': '5000 g' } } }) },
    { entry: entry({ patient: { weight: { 'upper-hard': '50 kg' } } }) },
  ],
  [
    'kilograms in a care area of grams',
    'wrong-unit',
    { source: library([], { 'care-areas': { nicu: careArea([], { 'weight-unit': 'g' }) } }) },
    {
      source: library([], {
        'care-areas': { nicu: careArea([], { 'weight-unit': 'g', weight: { 'upper-hard': '5000 g' } }) },
      }),
    },
  ],
  [
    'a cap by weight',
    'wrong-unit',
    { entry: entry(continuous({ cap: '5 mg/kg/h' })) },
    { entry: entry(continuous({ cap: '5 mg/h' })) },
  ],
  [
    'air in millimetres of mercury',
    'wrong-unit',
    {
      source: library([], {
        'care-areas': { icu: careArea([], { air: { bubble: '5 mmHg', accumulated: '9 microlitre' } }) },
      }),
    },
    { entry: entry() },
  ],
  [
    'points in two units',
    'mixed-units',
    { entry: entry({ vtbi: { 'lower-hard': '50 microlitre', 'upper-hard': '5 mL' } }) },
    { entry: entry() },
  ],
  [
    'a cap on an absolute dose',
    'cap-not-needed',
    { entry: entry(continuous({ unit: 'mg/h', cap: '5 mg/h' })) },
    { entry: entry(continuous({ cap: '5 mg/h' })) },
  ],
  [
    'an advisory nobody wrote',
    'unknown-advisory',
    { entry: entry({ advisories: ['central-lime'] }) },
    { entry: entry({ advisories: ['central-line'] }) },
  ],
  [
    'an id twice in a care area',
    'duplicate-id',
    { source: library([entry(), entry({ therapy: 'Other' })]) },
    { source: library([entry(), entry({ id: 'other', therapy: 'Other' })]) },
  ],
  ['30 February', 'wrong-date', { source: library([], { effective: '2026-02-30' }) }, { entry: entry() }],
  [
    'a review before the start',
    'wrong-date',
    { source: library([], { 'review-by': '2026-12-01' }) },
    { entry: entry() },
  ],
  [
    'a point that cannot share its power of ten',
    'does-not-fit',
    { entry: entry(continuous({ 'lower-soft': '0.000000001', 'upper-hard': '99999999' })) },
    {
      entry: entry(continuous({ 'lower-soft': '0.00001', 'upper-soft': '0.0002', 'upper-hard': '99999999' })),
    },
  ],
  [
    'a window that is not whole seconds',
    'does-not-fit',
    {
      entry: entry(
        continuous({}, { accumulated: { window: '0.001 min', dose: { unit: 'mg', 'upper-hard': '9000' } } }),
      ),
    },
    {
      entry: entry(
        continuous({}, { accumulated: { window: '0.1 min', dose: { unit: 'mg', 'upper-hard': '9000' } } }),
      ),
    },
  ],
  [
    'half a microlitre of air',
    'does-not-fit',
    {
      source: library([], {
        'care-areas': {
          icu: careArea([], { air: { bubble: '0.5 microlitre', accumulated: '9 microlitre' } }),
        },
      }),
    },
    {
      source: library([], {
        'care-areas': { icu: careArea([], { air: { bubble: '0.1 mL', accumulated: '250 microlitre' } }) },
      }),
    },
  ],
  [
    'a head of more than 1,100 bytes',
    'does-not-fit',
    {
      source: library([entry()], {
        organisation: '€'.repeat(100),
        title: '€'.repeat(100),
        notice: '€'.repeat(200),
      }),
    },
    { entry: entry() },
  ],
  [
    'a hard limit widened without a word',
    'widened-without-reason',
    extended(library(), change(continuous({ 'upper-hard': '60' }))),
    extended(library(), change(continuous({ 'upper-hard': '40' }))),
  ],
  [
    'a hard limit dropped without a word',
    'widened-without-reason',
    extended(library(), change(continuous({ 'upper-hard': 'none' }))),
    extended(library(), change(continuous({ 'upper-hard': 'none', widened: 'on request of the ICU' }))),
  ],
  [
    'demonstration data that says it is not',
    'demonstration-dropped',
    extended(library(), { demonstration: 'false' }),
    extended(library(), { demonstration: 'true' }),
  ],
  [
    'a reason where nothing is wider',
    'widened-unused',
    extended(library(), change(continuous({ 'upper-hard': '40', widened: 'x' }))),
    extended(library(), change(continuous({ 'upper-hard': '60', widened: 'x' }))),
  ],
  [
    'a second person less',
    'safeguard-lowered',
    extended(library([entry({ 'second-person': 'before' })]), change({ 'second-person': 'never' })),
    extended(library([entry({ 'second-person': 'never' })]), change({ 'second-person': 'before' })),
  ],
  [
    'initial above the soft limit',
    'limits-out-of-order',
    { entry: entry(continuous({ initial: '21', 'upper-soft': '20' })) },
    { entry: entry(continuous({ initial: '20', 'upper-soft': '20' })) },
  ],
  [
    'a hard limit below the soft one',
    'limits-out-of-order',
    { entry: entry(continuous({ 'upper-soft': '0.3', 'upper-hard': '0.25' })) },
    { entry: entry(continuous({ 'upper-soft': '0.25', 'upper-hard': '0.3' })) },
  ],
  [
    'a care area out of order',
    'limits-out-of-order',
    {
      source: library([], {
        'care-areas': { icu: careArea([], { vtbi: { 'lower-hard': '9 mL', 'upper-hard': '8 mL' } }) },
      }),
    },
    { entry: entry() },
  ],
  [
    'a pump out of order',
    'limits-out-of-order',
    {
      source: library([], { pump: { rate: { min: '9 mL/h', max: '8 mL/h', steps: [{ step: '1 mL/h' }] } } }),
    },
    { entry: entry() },
  ],
  [
    'a custom concentration without a floor',
    'custom-without-lower-hard',
    { entry: entry({ concentration: { custom: { unit: 'mg/mL', 'upper-hard': '4' } } }) },
    { entry: entry({ concentration: { custom: { unit: 'mg/mL', 'lower-hard': '1', 'upper-hard': '4' } } }) },
  ],
  [
    'mg of a drug that comes in units',
    'kind-mismatch',
    { entry: entry({ concentration: '400 unit / 250 mL' }) },
    { entry: entry() },
  ],
  [
    'mg of a drug without a concentration',
    'kind-mismatch',
    { entry: entry({ concentration: 'none' }) },
    { entry: entry({ concentration: 'none', ...continuous({ unit: 'mL/kg/h', 'upper-hard': '3' }) }) },
  ],
  [
    'mEq of a drug that comes in mmol',
    'kind-mismatch',
    { entry: { ...intermittent({ unit: 'mEq', 'upper-hard': '20' }), concentration: '20 mmol / 100 mL' } },
    { entry: { ...intermittent({ unit: 'mmol', 'upper-hard': '20' }), concentration: '20 mmol / 100 mL' } },
  ],
  [
    'a dose by weight where nothing limits it',
    'weight-limits-missing',
    { source: library([], { 'care-areas': { icu: careArea([entry()], { weight: undefined }) } }) },
    {
      source: library([], {
        'care-areas': {
          icu: careArea([entry({ patient: { weight: { 'upper-hard': '90 kg' } } })], { weight: undefined }),
        },
      }),
    },
  ],
  [
    'a dose by surface where nothing limits it',
    'bsa-limits-missing',
    {
      source: library([], {
        'care-areas': {
          icu: careArea([intermittent({ unit: 'mg/m2', 'upper-hard': '90' })], { bsa: undefined }),
        },
      }),
    },
    {
      source: library([], {
        'care-areas': { icu: careArea([intermittent({ unit: 'mg/m2', 'upper-hard': '90' })]) },
      }),
    },
  ],
  [
    'an initial dose above the rate limit',
    'initial-alerts',
    { entry: entry({ rate: { 'upper-hard': '4 mL/h' } }) },
    { entry: entry({ rate: { 'upper-hard': '40 mL/h' } }) },
  ],
  [
    'an initial dose that fills its window',
    'initial-alerts',
    {
      entry: entry(
        continuous(
          { unit: 'mg/h', initial: '5' },
          { accumulated: { window: '24 h', dose: { unit: 'mg', 'upper-soft': '100' } } },
        ),
      ),
    },
    {
      entry: entry(
        continuous(
          { unit: 'mg/h', initial: '5' },
          { accumulated: { window: '24 h', dose: { unit: 'mg', 'upper-soft': '120' } } },
        ),
      ),
    },
  ],
  [
    'an initial dose that meets its cap in the usual patient',
    'initial-alerts-for-some',
    {
      entry: intermittent(
        { unit: 'mg/kg', initial: '5', cap: '300 mg' },
        { duration: { initial: '30 min' } },
      ),
    },
    {
      entry: intermittent(
        { unit: 'mg/kg', initial: '5', cap: '500 mg' },
        { duration: { initial: '30 min' } },
      ),
    },
  ],
  [
    'the full key twice',
    'duplicate-entry',
    {
      source: library([
        entry(),
        entry({ id: 'again', drug: 'EXAMPLamine', concentration: '0.4 g / 250 mL' }),
      ]),
    },
    { source: library([entry(), entry({ id: 'again', concentration: '800 mg / 500 mL' })]) },
  ],
  [
    'one concentration twice',
    'duplicate-entry',
    { entry: entry({ concentration: ['400 mg / 250 mL', '400 mg / 250 mL'] }) },
    { entry: entry({ concentration: ['400 mg / 250 mL', '800 mg / 250 mL'] }) },
  ],
  [
    'two spellings of one drug',
    'drug-spelt-twice',
    { source: library([entry(), entry({ id: 'again', drug: 'examplamine', therapy: 'Other' })]) },
    { source: library([entry(), entry({ id: 'again', therapy: 'Other' })]) },
  ],
  [
    'a high-alert dose without a ceiling',
    'high-alert-without-upper-hard',
    { entry: entry({ 'high-alert': 'true', ...continuous({ 'upper-soft': '20' }) }) },
    { entry: entry({ 'high-alert': 'true' }) },
  ],
  [
    'a high-alert bolus without a ceiling',
    'high-alert-without-upper-hard',
    {
      entry: entry({
        'high-alert': 'true',
        ...continuous({ 'upper-hard': '50' }, { bolus: { dose: { unit: 'mg/kg', 'upper-soft': '1' } } }),
      }),
    },
    {
      entry: entry({
        'high-alert': 'true',
        ...continuous({ 'upper-hard': '50' }, { bolus: { dose: { unit: 'mg/kg', cap: '100 mg' } } }),
      }),
    },
  ],
  [
    'a high-alert basal rate without a ceiling',
    'high-alert-without-upper-hard',
    { entry: { ...pca({ basal: { unit: 'mg/h', 'upper-soft': '1' } }), 'high-alert': 'true' } },
    { entry: { ...pca({ basal: { unit: 'mg/h', 'upper-hard': '1' } }), 'high-alert': 'true' } },
  ],
  [
    'a waiver for nothing',
    'waiver-unused',
    { entry: entry({ waiver: 'agreed' }) },
    { entry: entry({ waiver: 'agreed', 'high-alert': 'true', ...continuous({ 'upper-soft': '20' }) }) },
  ],
  [
    'one entry of three in another unit',
    'unit-outlier',
    {
      source: library(
        ['mg/h', 'mg/h', 'mcg/h'].map((unit, i) =>
          entry({
            id: `e${i}`,
            therapy: `T${i}`,
            ...continuous({ unit, initial: unit === 'mg/h' ? '5' : '4000' }),
          }),
        ),
      ),
    },
    {
      source: library(
        ['mg/h', 'mg/h', 'mg/min'].map((unit, i) =>
          entry({
            id: `e${i}`,
            therapy: `T${i}`,
            ...continuous({ unit, initial: unit === 'mg/h' ? '5' : '0.1' }),
          }),
        ),
      ),
    },
  ],
  [
    'the same numbers a thousandfold apart',
    'unit-outlier',
    {
      source: library(
        ['mg/h', 'mcg/h'].map((unit, i) =>
          entry({
            id: `e${i}`,
            therapy: `T${i}`,
            concentration: i ? '400 mcg / 250 mL' : '400 mg / 250 mL',
            ...continuous({ unit, initial: '5' }),
          }),
        ),
      ),
    },
    {
      source: library(
        ['mg/h', 'mcg/h'].map((unit, i) =>
          entry({ id: `e${i}`, therapy: `T${i}`, ...continuous({ unit, initial: i ? '4000' : '5' }) }),
        ),
      ),
    },
  ],
  [
    'mg typed for mcg',
    'unit-far-from-concentration',
    { entry: entry(continuous({ unit: 'mg/kg/min', 'lower-soft': '2', 'upper-soft': '20' })) },
    { entry: entry(continuous({ 'lower-soft': '2', 'upper-soft': '20' })) },
  ],
  [
    'a unit a million from its concentration',
    'unit-far-from-concentration',
    { entry: entry(continuous({ unit: 'nanogram/kg/min', 'upper-hard': '9' })) },
    { entry: entry(continuous({ 'upper-hard': '9' })) },
  ],
  [
    'a bolus volume nobody hangs',
    'unit-far-from-concentration',
    { entry: intermittent({ unit: 'g', initial: '20' }, { duration: { initial: '60 min' } }) },
    { entry: intermittent({ unit: 'g', initial: '0.2' }, { duration: { initial: '60 min' } }) },
  ],
  [
    'soft limits 101-fold apart',
    'soft-limits-far-apart',
    { entry: entry(continuous({ 'lower-soft': '0.1', 'upper-soft': '10.1' })) },
    { entry: entry(continuous({ 'lower-soft': '0.1', 'upper-soft': '10' })) },
  ],
  [
    'an upper limit beyond the pump',
    'limit-never-fires',
    { entry: entry(continuous({ 'upper-hard': '1332' })) },
    { entry: entry(continuous({ 'upper-hard': '1331' })) },
  ],
  [
    'a lower limit below the pump',
    'limit-never-fires',
    { entry: entry(continuous({ unit: 'mg/h', 'lower-soft': '0.16' })) },
    { entry: entry(continuous({ unit: 'mg/h', 'lower-soft': '0.17' })) },
  ],
];

for (const [title, code, fires, silent] of ROWS) {
  test(`DERS-LIB-105 ${code}: ${title}`, () => {
    const found = findingsOf(fires).filter((finding) => finding.code === code);
    assert.ok(found.length > 0, `${code} is not among ${codesOf(findingsOf(fires))}`);
    for (const finding of found) {
      assert.ok(finding.message.length > 5 && finding.action.length > 5);
      assert.ok(finding.file !== undefined || code === 'does-not-fit', 'no file is named');
    }
    assert.ok(!codesOf(findingsOf(silent)).includes(code), 'it speaks where nothing is wrong');
  });
}

const RELEASE = { organisation: 'Example organisation', library: 'example', sequence: 7 };
const SEQUENCES: [title: string, previous: typeof RELEASE, speaks: boolean][] = [
  ['the same sequence', RELEASE, true],
  ['a lower one', { ...RELEASE, sequence: 8 }, true],
  ['a higher one', { ...RELEASE, sequence: 6 }, false],
  ['another library', { ...RELEASE, sequence: 6, library: 'other' }, true],
];
for (const [title, previous, speaks] of SEQUENCES) {
  test(`DERS-LIB-105 sequence-not-rising: ${title}`, () => {
    assert.equal(
      codesOf(findingsOf({ source: library() }, previous)).includes('sequence-not-rising'),
      speaks,
    );
  });
}

test('DERS-LIB-105 too-many-waivers: 256 of them', () => {
  const waived = (count: number) =>
    library(
      Array.from({ length: count }, (_, i) =>
        entry({
          id: `e${i}`,
          drug: `Drug ${i}`,
          waiver: 'agreed',
          'high-alert': 'true',
          ...continuous({ 'upper-soft': '20' }),
        }),
      ),
    );
  assert.ok(codesOf(compileParts(waived(256)).findings).includes('too-many-waivers'));
  assert.ok(!codesOf(compileParts(waived(255)).findings).includes('too-many-waivers'));
});

test('DERS-LIB-105 every code has a row above, and stands in docs/library-rules.md', () => {
  const shown = new Set<string>([...ROWS.map(([, code]) => code), 'sequence-not-rising', 'too-many-waivers']);
  const rules = readFileSync(resolve(__dirname, '../../../docs/library-rules.md'), 'utf8');
  for (const code of Object.keys(CODES)) {
    assert.ok(shown.has(code), `${code} is never shown`);
    assert.ok(rules.includes(`\`${code}\``), `${code} is not explained`);
  }
});

test('DERS-LIB-105 all rules speak in one run, each with its own line', () => {
  const source = library([
    entry({ therapy: 'A', 'high-alert': 'true', ...continuous({ 'upper-soft': '20' }) }),
    entry({ id: 'b', therapy: 'B', concentration: { custom: { unit: 'mg/mL', 'upper-hard': '4' } } }),
    entry({ id: 'c', therapy: 'C', ...continuous({ 'lower-soft': '3', initial: '2' }) }),
  ]);
  const { findings, draft, leftOut } = compileParts(source);
  assert.deepEqual(codesOf(findings), [
    'custom-without-lower-hard',
    'high-alert-without-upper-hard',
    'limits-out-of-order',
  ]);
  assert.equal(new Set(findings.map(({ line }) => line)).size, 3);
  assert.deepEqual(
    findings.map(({ entry: id }) => id),
    ['examplamine', 'b', 'c'],
  );
  assert.ok(findings.every(({ careArea: area }) => area === 'adult-icu'));
  assert.equal(draft, true);
  assert.deepEqual(
    leftOut.map(({ id }) => id),
    ['c'],
  );
});

const MEANT: [title: string, sample: Sample, meant: string][] = [
  ['a key', { entry: entry({ theraphy: 'x' }) }, '"therapy"'],
  ['a key with two letters the other way round', { entry: entry({ calss: 'x' }) }, '"class"'],
  ['a short one', { entry: entry({ drug: undefined, drgu: 'x' }) }, '"drug"'],
  ['a key of a limit', { entry: entry(continuous({ 'uper-hard': '50' })) }, '"upper-hard"'],
  ['ml', { entry: entry({ vtbi: { 'upper-hard': '50 ml' } }) }, '"mL"'],
  ['µg per hr', { entry: entry(continuous({ unit: 'µg/kg/hr', 'upper-hard': '50' })) }, '"mcg/kg/h"'],
  ['IU', { entry: entry({ concentration: '5 IU / 50 mL' }) }, '"unit"'],
  ['a missing space', { entry: entry({ vtbi: { 'upper-hard': '50mL' } }) }, '"50 mL"'],
  ['a missing zero', { entry: entry({ vtbi: { 'upper-hard': '.5 mL' } }) }, '"0.5 mL"'],
  ['a thousands comma', { entry: entry({ vtbi: { 'upper-hard': '1,000 mL' } }) }, '"1000 mL"'],
  ['an advisory', { entry: entry({ advisories: ['central-lime'] }) }, '"central-line"'],
  ['a value', { entry: entry({ 'high-alert': 'True' }) }, '"true"'],
];
for (const [title, sample, meant] of MEANT) {
  test(`DERS-LIB-103 did you mean: ${title}`, () => {
    const messages = findingsOf(sample).map(({ message }) => message);
    assert.ok(
      messages.some((message) => message.includes(`Did you mean ${meant}`)),
      messages.join('\n'),
    );
  });
}

const WAIVED = entry({
  waiver: 'agreed on 3 May',
  'high-alert': 'true',
  ...continuous({ 'upper-soft': '20' }),
});

test('DERS-LIB-106 a waived error is counted, keeps its reason and does not make a draft', () => {
  const { findings, draft, waivers, bytes } = compileParts(library([WAIVED]));
  assert.deepEqual(
    findings.map(({ severity, waiver }) => [severity, waiver]),
    [['waived', 'agreed on 3 May']],
  );
  assert.deepEqual([draft, waivers, bytes !== undefined], [false, 1, true]);
});

test('DERS-LIB-106 limits out of order cannot be waived, and a waiver reaches no other entry', () => {
  const unordered = entry({ waiver: 'agreed', ...continuous({ initial: '30', 'upper-soft': '20' }) });
  assert.equal(compileParts(library([unordered])).draft, true);
  const other = entry({
    id: 'other',
    therapy: 'Other',
    'high-alert': 'true',
    ...continuous({ 'upper-soft': '20' }),
  });
  const both = compileParts(library([WAIVED, other]));
  assert.deepEqual([both.draft, both.waivers], [true, 1]);
});

test.run();
