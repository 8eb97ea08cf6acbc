// A whole data set of the size of a real hospital's: about 1,170 rows in 5 profiles. Demonstration data, not for clinical use.
import {
  PROFILES,
  type RowOf,
  type TestSheet,
  custom,
  fixed,
  formula,
  number,
  rich,
  settingSheets,
  sheetOf,
  time,
} from './guardrails-workbook';

const SYLLABLES = [
  'amo',
  'bri',
  'cel',
  'dov',
  'eri',
  'fal',
  'gon',
  'hil',
  'ist',
  'kor',
  'lun',
  'mav',
  'nes',
  'oly',
];
const UNITS = ['mcg/kg/min', 'mg/h', 'mcg/min', 'nanogram/kg/min', 'mg/kg/h', 'mcg/kg/h', 'mg/min'];
const DOSES = ['mg', 'gram', 'mg/kg', 'mg/m2', 'gram/kg'];

function drug(i: number): string {
  return `${SYLLABLES[i % 14]}${SYLLABLES[Math.floor(i / 14) % 14]}${i % 3 === 0 ? 'MIDE' : 'in'}`;
}

function profile(i: number, rare: number): string {
  return i % rare === 0 ? (PROFILES[(i / rare) % 5] as string) : 'Adult';
}

/** Numbers as a spreadsheet stores them: every tenth with the tail of its double. */
function stored(value: number, i: number) {
  const text = value.toPrecision(3);
  return i % 10 === 0 ? number(Number(text).toPrecision(17)) : Number(text);
}

function continuous(i: number): RowOf {
  const low = 0.1 * (1 + (i % 9));
  const bolus: RowOf =
    i % 4 === 0
      ? {
          'Bolus Dose Units': 'mcg/kg',
          'Bolus Dose Limits Soft Min': 1,
          'Bolus Dose Limits Soft Max': 10,
          'Bolus Dose Limits Hard Max': 20,
          'Bolus Dose Limits Initial Value': 5,
          'Bolus Dose Admin. Rate Units': 'mcg/kg/min',
          'Bolus Dose Admin. Rate Limits Soft Min': 1,
          'Bolus Dose Admin. Rate Limits Soft Max': 5,
          'Bolus Dose Admin. Rate Initial Value': 2,
        }
      : {};
  return {
    Profile: profile(i, 6),
    'Drug Name': i % 30 === 0 ? rich(drug(i).slice(0, 3), drug(i).slice(3)) : drug(i),
    'Therapy Name': i % 2 === 0 ? null : `Therapy ${i % 7}`,
    ...(i % 20 === 0 ? custom('mg') : fixed(100 + i, 'mg', 250)),
    ...(i % 20 === 0
      ? { 'Conc. Limit Units': 'mg/mL', 'Conc. Limits Soft Max': 4 }
      : { 'Conc. Limit Units': 'n/a' }),
    'Module Availability': 'Pump',
    'Dosing Units': UNITS[i % UNITS.length] as string,
    'Dose Limits Soft Min': stored(low, i),
    'Dose Limits Soft Max': stored(low * 20, i),
    'Dose Limits Hard Max': i % 3 === 0 ? 'n/a' : stored(low * 30, i),
    'Dose Initial Value': i % 3 === 1 ? null : stored(low * 3, i),
    ...bolus,
    'Clinical Advisory': i % 5 === 0 ? 'Dedicated IV Line' : null,
  };
}

function intermittent(i: number): RowOf {
  const unit = DOSES[i % DOSES.length] as string;
  const low = unit.startsWith('gram') ? 0.5 : 50;
  return {
    Profile: profile(i, 2),
    'Drug Name': drug(i % 380),
    'Therapy Name': i % 3 === 0 ? (i % 2 === 0 ? '.MG Dosing' : 'pt weight >= 40 kg') : null,
    ...(i % 3 === 1
      ? custom(unit.startsWith('gram') ? 'gram' : 'mg')
      : fixed(formula('500+ROW()', String(500 + i)), unit.startsWith('gram') ? 'gram' : 'mg', 117)),
    ...(i % 3 === 1
      ? {
          'Conc. Units': unit.startsWith('gram') ? 'gram/mL' : 'mg/mL',
          'Conc. Limits Soft Max': number('5.0999999999999996'),
        }
      : { 'Conc. Units': 'n/a' }),
    'Module Availability': 'Pump',
    'Available As': i % 20 === 0 ? 'Primary Only' : 'Primary and Secondary',
    'Duration Limits Hard Min': i % 2 === 0 ? null : time(0, 10),
    'Duration Limits Soft Min': i % 4 === 0 ? '00:15' : time(0, 15),
    'Duration Limits Soft Max': i % 7 === 0 ? '25:00' : '04:00',
    'Duration Initial Value': i % 5 === 0 ? null : '00:30',
    'Dosing Units': unit,
    'Dose Limits Soft Min': stored(low, i),
    'Dose Limits Soft Max': i % 6 === 0 ? null : stored(low * 20, i),
    'Dose Limits Hard Max': i % 4 === 0 ? stored(low * 24, i) : null,
  };
}

function fluid(i: number): RowOf {
  return {
    Profile: profile(i, 3),
    'Fluid Name': `.IVF ${i}`,
    'Therapy Name': i % 4 === 0 ? '10 mEq/L' : null,
    'Module Availability': 'Pump and Syringe',
    'Supports Secondary': i % 5 === 0 ? 'N' : 'Y',
    'Rate Units': 'mL/h',
    'Rate Limits Soft Min': 1,
    'Rate Limits Soft Max': 500,
    'Rate Limits Hard Max': i % 2 === 0 ? 700 : null,
  };
}

/** Sheets of a whole report with `rows` rows of drugs and fluids, without faults of its own. */
export function guardrailsSet(rows = 1170): TestSheet[] {
  const make = (count: number, row: (i: number) => RowOf) => Array.from({ length: count }, (_, i) => row(i));
  const few = Math.round(rows / 8);
  const fluids = 52;
  const noDrugs = PROFILES.map((name) => ({ Profile: name, 'Drug Name': 'No drugs exist in this section' }));
  const anaesthesia = make(13, (i) => ({ ...continuous(i * 20 + 1), 'Clinical Advisory': null }));
  const { 'Clinical Advisory': _, ...first } = continuous(1);
  return [
    ...settingSheets([
      ['Dedicated IV Line', 'Run nothing else through this line.'],
      ['1 unit = 1 mL', '1 unit = 1 mL'],
    ]),
    sheetOf('ContBolus Non-Anesth Drugs', make(few, continuous)),
    sheetOf('ContBolus Anesth Drugs', [
      first,
      ...anaesthesia.slice(1).map(({ 'Clinical Advisory': __, ...row }) => row),
    ]),
    sheetOf('Intermittent Drugs', make(rows - few - 13 - fluids - PROFILES.length, intermittent)),
    sheetOf('Fluids', make(fluids, fluid)),
    sheetOf('PCA Drugs', noDrugs),
  ];
}
