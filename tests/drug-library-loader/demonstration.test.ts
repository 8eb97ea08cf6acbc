// What the demonstration hospital must hold for whoever builds on it: sources that can be looked up, and entries under stable ids.
// Demonstration data, not for clinical use.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { entriesWithId, entryView } from '../../drug-library-loader/cli/entry-view';
import { openLibrary } from '../../drug-library-loader/cli/open-library';
import { type Trial, tryProgram } from '../../drug-library-loader/cli/trial';
import { Findings } from '../../drug-library-loader/source/finding';
import { type SourceMap, listAt, mapAt, textAt } from '../../drug-library-loader/source/place';
import { readSource } from '../../drug-library-loader/source/source';
import { suite } from '../suite';

const test = suite('drug-library-loader/demonstration');

const LIBRARIES = resolve(__dirname, '../../drug-library-loader/libraries');
const HOSPITAL = resolve(LIBRARIES, 'demonstration-hospital');

/** Places that retell a label, guideline or formulary, or were read in a transcription. */
const SECOND_HAND = new RegExp(
  [
    String.raw`\b(drugs|mims|rxlist|rxreasoner|globalrph|fpnotebook|medscape|druglib|skyscape|yumpu|perinatology)\.com\b`,
    String.raw`\b(renalandurologynews|cancertherapyadvisor|medicine|scholarsinmedicine|acteropharma|edrugswiki)\.com\b`,
    String.raw`\b(timeofcare|medicalalgorithms|opicalc|prescriberpoint)\.com\b|\bwww\.nature\.com\b|\bmitchmedical\.us\b`,
    String.raw`\bzdatabase\.org\b|\bguwsmedical\.info\b|kidney360|bmjopenquality|Ped-pearls|GenPRES|UpToDate|Harriet Lane`,
  ].join('|'),
);
/** An address, a page, or the number that a publisher files it under. */
const LOCATOR =
  /\b[a-z0-9-]+\.(com|org|gov|edu|net|ie|uk|nz|ca|pl|info|us)\b|\bpp?\. \d|\bgraphic \d{5}\b|\bdoi\b/;

function sourcesOf(path: string): [name: string, text: string][] {
  const { root } = readSource(path, new Findings());
  const areas = (root && mapAt(root, 'care-areas')) ?? {};
  return Object.keys(areas).flatMap((area) =>
    (listAt(mapAt(areas, area), 'entries') ?? []).map((entry): [string, string] => [
      `${area} ${textAt(entry as SourceMap, 'id')}`,
      textAt(entry as SourceMap, 'source') ?? '',
    ]),
  );
}

for (const name of ['demonstration-base', 'demonstration-hospital']) {
  test(`DERS-LIB-118 ${name}: every entry names where its numbers can be looked up, and what of it is second-hand`, () => {
    const sources = sourcesOf(resolve(LIBRARIES, name));
    assert.ok(sources.length > 150);
    for (const [entry, text] of sources) {
      assert.match(text, LOCATOR, entry);
      const [said, marked] = text.split(/ Second-hand: /);
      assert.equal(marked !== undefined, SECOND_HAND.test(said), `${entry}: ${text}`);
      if (marked !== undefined) assert.match(marked, /^[^.]*(\.[a-z][^.]*)*\.$/, entry);
    }
  });
}

const opened = openLibrary(HOSPITAL);

/** The one entry with this id in a care area. */
function view(careArea: string, id: string) {
  const found = entriesWithId(opened.library, id)
    .map((number) => entryView(opened.library, opened.bytes, number))
    .filter((entry) => entry?.careArea === careArea);
  assert.ok(found[0], `${careArea} ${id} is gone`);
  return found[0];
}

type Verdict = 'accept' | 'confirm' | 'refuse';
type Typed = [program: Partial<Trial>, verdict: Verdict];

const ADULT = { weight: '82 kg' };

/** Entries that scenarios and examples lean on: what is typed, and what the pump must say. */
const ENTRIES: [careArea: string, id: string, names: Trial, flags: string[], typed: Typed[]][] = [
  [
    'adult-icu',
    'heparin-vte',
    { drug: 'heparin', therapy: 'VTE treatment', ...ADULT },
    ['high-alert', 'second person before the start', 'entered by dose', 'no KVO'],
    [
      [{ dose: '18 unit/kg/h' }, 'accept'],
      [{ dose: '36 unit/kg/h' }, 'confirm'],
      [{ dose: '180 unit/kg/h' }, 'refuse'],
      [{ loadingDose: '80 unit/kg', loadingDuration: '10 min' }, 'accept'],
      [{ loadingDose: '800 unit/kg', loadingDuration: '10 min' }, 'refuse'],
      [{ bolusDose: '40 unit/kg', bolusDuration: '2 min', running: '18 unit/kg/h' }, 'accept'],
    ],
  ],
  [
    'adult-icu',
    'dopamine-shock',
    { drug: 'DOPamine', concentration: '400 mg/250 mL', ...ADULT },
    ['high-alert', 'entered by dose', 'no KVO'],
    [
      [{ dose: '5 mcg/kg/min' }, 'accept'],
      [{ dose: '50 mcg/kg/min' }, 'confirm'],
      [{ dose: '50.1 mcg/kg/min' }, 'refuse'],
    ],
  ],
  [
    'adult-icu',
    'epinephrine-shock',
    { drug: 'EPINEPHrine', ...ADULT },
    ['high-alert', 'second person deferred', 'entered by dose', 'no KVO'],
    [
      [{ dose: '0.05 mcg/kg/min' }, 'accept'],
      [{ dose: '5 mcg/kg/min' }, 'refuse'],
    ],
  ],
  [
    'adult-icu',
    'dexmedetomidine-procedure',
    { drug: 'dexmedeTOMIDine', mode: 'anaesthesia', concentration: '200 mcg/50 mL', ...ADULT },
    ['high-alert'],
    [
      [{ dose: '0.6 mcg/kg/h' }, 'accept'],
      [{ dose: '6 mcg/kg/h' }, 'refuse'],
      // Outside the anaesthesia mode there is another entry, for sedation in intensive care.
      [{ mode: undefined, dose: '0.4 mcg/kg/h' }, 'accept'],
    ],
  ],
  [
    'adult-icu',
    'cefazolin-treatment',
    { drug: 'ceFAZolin', concentration: '2 g/50 mL' },
    ['as primary', 'as secondary'],
    [
      [{ dose: '2 g', duration: '30 min' }, 'accept'],
      [{ dose: '20 g', duration: '30 min' }, 'refuse'],
    ],
  ],
  [
    'adult-icu',
    'sodium-chloride-maintenance',
    { drug: 'sodium chloride 0.9%', therapy: 'Maintenance' },
    ['supports a secondary infusion'],
    [
      [{ rate: '80 mL/h', volume: '1000 mL' }, 'accept'],
      [{ rate: '800 mL/h', volume: '1000 mL' }, 'refuse'],
    ],
  ],
  [
    'adult-ward',
    'morphine-pca',
    { drug: 'morphine' },
    ['high-alert', 'second person before the start'],
    [
      [{ demandDose: '1 mg', lockout: '8 min' }, 'accept'],
      [{ demandDose: '10 mg', lockout: '8 min' }, 'refuse'],
    ],
  ],
  [
    'adult-ward',
    'hydromorphone-pca',
    { drug: 'HYDROmorphone' },
    ['high-alert', 'second person before the start'],
    [
      [{ demandDose: '0.2 mg', lockout: '10 min' }, 'accept'],
      // The milligrams of morphine: what a mix-up of the two looks like.
      [{ demandDose: '1 mg', lockout: '10 min' }, 'refuse'],
    ],
  ],
  [
    'adult-ward',
    'parenteral-nutrition-cycle',
    { drug: 'parenteral nutrition', therapy: '12-hour cycle' },
    ['high-alert', 'second person before the start', 'entered by rate'],
    [
      [{ type: 'multi-step', steps: [{ rate: '46 mL/h', duration: '120 min' }] }, 'accept'],
      [{ type: 'multi-step', steps: [{ rate: '460 mL/h', duration: '120 min' }] }, 'refuse'],
    ],
  ],
  [
    'neonatal',
    'dopamine',
    { drug: 'DOPamine', concentration: '40 mg/50 mL' },
    ['high-alert', 'second person before the start'],
    [
      [{ weight: '1250 g', dose: '5 mcg/kg/min' }, 'accept'],
      [{ weight: '12500 g', dose: '5 mcg/kg/min' }, 'refuse'],
    ],
  ],
];

for (const [careArea, id, names, flags, typed] of ENTRIES) {
  test(`DERS-LIB-119 ${careArea} ${id} is there, with its safeguards`, () => {
    const entry = view(careArea, id);
    for (const flag of flags) assert.ok(entry.flags.includes(flag), `${flag}: ${entry.flags}`);
    for (const [program, verdict] of typed) {
      const { verdict: said, problem } = tryProgram(opened.library, { careArea, ...names, ...program });
      assert.equal(said.verdict, verdict, `${JSON.stringify(program)} ${problem ?? JSON.stringify(said)}`);
    }
  });
}

test('DERS-LIB-119 the libraries are in effect for a quarter', () => {
  const { effective, reviewBy } = opened.library.head;
  assert.deepEqual([effective, reviewBy], [20261101, 20270201]);
});

test.run();
