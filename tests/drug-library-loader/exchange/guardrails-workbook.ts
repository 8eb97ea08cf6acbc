// A workbook in the form of a BD Alaris Guardrails data set report. Demonstration data, not for clinical use: the drugs do not exist and
// the numbers mean nothing; only the form and its oddities are those of real reports.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import writeWorkbook from 'write-excel-file/node';

/** A cell as a spreadsheet program stores it, where the writer of workbooks has no form for it. */
export type RawCell =
  | { raw: 'number'; text: string }
  | { raw: 'formula'; formula: string; result?: string }
  | { raw: 'rich'; runs: string[] }
  | { raw: 'error'; text: string };

export type TestCell = string | number | Date | null | RawCell;

export interface TestSheet {
  name: string;
  rows: TestCell[][];
}

export const number = (text: string): RawCell => ({ raw: 'number', text });
export const formula = (text: string, result?: string): RawCell => ({
  raw: 'formula',
  formula: text,
  result,
});
export const rich = (...runs: string[]): RawCell => ({ raw: 'rich', runs });
export const error = (text: string): RawCell => ({ raw: 'error', text });
/** hh:mm as spreadsheet programs keep it: a time on day 0. */
export const time = (hours: number, minutes: number): Date =>
  new Date(Date.UTC(1899, 11, 30, hours, minutes));

function isRaw(cell: TestCell): cell is RawCell {
  return typeof cell === 'object' && cell !== null && 'raw' in cell;
}

function rawXml(reference: string, cell: RawCell): string {
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  if (cell.raw === 'number') return `<c r="${reference}"><v>${cell.text}</v></c>`;
  if (cell.raw === 'error') return `<c r="${reference}" t="e"><v>${cell.text}</v></c>`;
  if (cell.raw === 'formula') {
    const result = cell.result === undefined ? '' : `<v>${cell.result}</v>`;
    return `<c r="${reference}"><f>${escaped(cell.formula)}</f>${result}</c>`;
  }
  const runs = cell.runs.map((run) => `<r><rPr><b/></rPr><t xml:space="preserve">${escaped(run)}</t></r>`);
  return `<c r="${reference}" t="inlineStr"><is>${runs.join('')}</is></c>`;
}

/** The workbook's bytes: written by the library, then the raw cells put in place of their marks. */
export async function workbookBytes(sheets: TestSheet[]): Promise<Buffer> {
  const raws: RawCell[] = [];
  const data = sheets.map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row) =>
      row.map((cell) => {
        if (isRaw(cell)) return { value: `§${raws.push(cell) - 1}`, type: String };
        return cell instanceof Date ? { value: cell, type: Date, format: 'hh:mm' } : cell;
      }),
    ),
  }));
  const files = unzipSync(await writeWorkbook(data as Parameters<typeof writeWorkbook>[0]).toBuffer());
  const strings = strFromU8(files['xl/sharedStrings.xml'] as Uint8Array).match(/<si>.*?<\/si>/gs) ?? [];
  for (const name of Object.keys(files).filter((each) => /worksheets\/[^/]+\.xml$/.test(each))) {
    const xml = strFromU8(files[name] as Uint8Array).replace(
      /<c r="([A-Z]+\d+)"[^>]* t="s"[^>]*><v>(\d+)<\/v><\/c>/g,
      (whole, reference: string, index: string) => {
        const mark = /§(\d+)</.exec(strings[Number(index)] ?? '');
        return mark ? rawXml(reference, raws[Number(mark[1])] as RawCell) : whole;
      },
    );
    files[name] = strToU8(xml);
  }
  return Buffer.from(zipSync(files));
}

const CONCENTRATION = [
  'Drug Amount  (- - = custom concentration)',
  'Drug Amount Units',
  'Diluent Volume (- - = custom concentration)',
  'Diluent Volume Units',
  'Final Concentration',
  'Final Concentration Units',
];
const LIMITS = ['Soft Min', 'Soft Max', 'Hard Max'];
const CONTINUOUS = [
  'Line Item',
  'Profile',
  'Drug Name',
  'Therapy Name',
  ...CONCENTRATION,
  'Module Availability',
  'Dosing Units',
  ...LIMITS.map((point) => `Dose Limits ${point}`),
  'Dose Initial Value',
  'Bolus Dose Units',
  ...LIMITS.map((point) => `Bolus Dose Limits ${point}`),
  'Bolus Dose Limits Initial Value',
  'Bolus Dose Admin. Rate Units',
  ...LIMITS.map((point) => `Bolus Dose Admin. Rate Limits ${point}`),
  'Bolus Dose Admin. Rate Initial Value',
  'Conc. Limit Units',
  'Conc. Limits Hard Min',
  'Conc. Limits Soft Min',
  'Conc. Limits Soft Max',
];

/** Headings of each sheet, as in real reports: spaces and brackets included. */
export const HEADINGS = {
  'ContBolus Non-Anesth Drugs': [...CONTINUOUS, 'Clinical Advisory'],
  'ContBolus Anesth Drugs': CONTINUOUS,
  'Intermittent Drugs': [
    ...CONTINUOUS.slice(0, 11),
    'Available As',
    'Duration Limits (hh:mm) Hard Min',
    'Duration Limits (hh:mm) Soft Min',
    'Duration Limits (hh:mm) Soft Max',
    'Duration (hh:mm) Initial  Value',
    'Dosing Units',
    ...LIMITS.map((point) => `Dose Limits ${point}`),
    'Conc. Units',
    'Conc. Limits  Hard Min',
    'Conc. Limits  Soft Min',
    'Conc. Limits  Soft Max',
    'Clinical Advisory',
  ],
  Fluids: [
    'Line Item',
    'Profile',
    'Fluid Name',
    'Therapy Name',
    'Module Availability',
    'Supports Secondary (Y/N)',
    'Rate Units',
    ...LIMITS.map((point) => `Rate Limits (mL/h)    ${point}`),
    'Clinical Advisory',
  ],
  'PCA Drugs': [
    ...CONTINUOUS.slice(0, 10),
    'Max Accumulated Lockout',
    'Dosing Units',
    ...[...LIMITS, 'Initial  Value'].map((point) => `Max Accumulated Dose Range  ${point}`),
    ...[...LIMITS, 'Initial  Value'].map((point) => `PCA Dose Limits   ${point}`),
    ...['Hard Min', 'Soft Min', 'Soft Max', 'Initial  Value'].map(
      (point) => `Lock Out Interval       (minutes)   ${point}`,
    ),
    ...[...LIMITS, 'Initial  Value'].map((point) => `Continuous Dose Limits  ${point}`),
    ...LIMITS.map((point) => `Bolus Dose  Limits    ${point}`),
    'Bolus Dose included in Accum Max Dose (Y/N)',
    ...LIMITS.map((point) => `Loading Dose Limits    ${point}`),
    'Conc. Units',
    'Conc. Limits  Hard Min',
    'Conc. Limits  Soft Min',
    'Conc. Limits  Soft Max',
    'Clinical Advisory',
  ],
  'PC Unit Config': [
    'Line Item',
    'Profile',
    'Anesthesia Mode',
    'Max Patient BSA (m2)',
    'Max Patient Weight (kg)',
    'Clinical Advisory Message',
  ],
  'Pump Config': [
    'Line Item',
    'Profile',
    'Air In Line (microliter)',
    'KVO Rate Adjust (mL/h)',
    'Max Occlusion Pressure (mmHg)',
    'Maximum Rate (mL/h)',
    'Maximum VTBI (mL)',
  ],
  'PCA Config': ['Line Item', 'Profile', 'Time Window (h)'],
  'Syringe Config': ['Line Item', 'Profile', 'Priming'],
  'Master Clinical Advisories': ['Line Item', 'Advisory Name', 'Advisory Text'],
} as const;

export type SheetName = keyof typeof HEADINGS;

/** A row by heading; what is not named is blank. Headings may be given without their runs of spaces. */
export type RowOf = Record<string, TestCell>;

export function sheetOf(name: SheetName, rows: RowOf[]): TestSheet {
  const plain = (heading: string) => heading.replace(/\s+/g, ' ').replace(/ ?\([^)]*\)/g, '');
  const headings: readonly string[] = HEADINGS[name];
  const known = new Set(headings.map(plain));
  for (const row of rows)
    for (const key of Object.keys(row))
      if (!known.has(plain(key))) throw new Error(`${name} has no column "${key}"`);
  const cells = rows.map((row, i) => {
    const byName = new Map(Object.entries(row).map(([key, cell]) => [plain(key), cell]));
    return headings.map((heading) =>
      heading === 'Line Item' ? i + 1 : (byName.get(plain(heading)) ?? null),
    );
  });
  return { name, rows: [[null, name], [...headings], ...cells] };
}

export const PROFILES = ['Adult', 'Nursery', 'ONC Infusion Center', 'OutPt InfusionCenter', 'Pediatrics'];

/** The sheets that every report has beside its drugs. */
export function settingSheets(advisories: [string, string][]): TestSheet[] {
  return [
    {
      name: 'Data Set Properties',
      rows: [
        ['Data Set Properties', null],
        ['Data Set Name:', 'Example2026v1'],
        ['Hospital Name:', 'Example Hospital'],
        ['Status:', 'Released'],
        ['Data Set ID:', '00a1b2c3-R'],
      ],
    },
    sheetOf(
      'PC Unit Config',
      PROFILES.map((profile) => ({
        Profile: profile,
        'Anesthesia Mode': 'Disabled',
        'Max Patient BSA': 3,
        'Max Patient Weight': profile === 'Nursery' ? 7 : 500,
        'Clinical Advisory Message': 'This infusion selection DOES NOT have Guardrails Protection',
      })),
    ),
    sheetOf(
      'Pump Config',
      PROFILES.map((profile) => ({
        Profile: profile,
        'Air In Line': 250,
        'KVO Rate Adjust': profile === 'Nursery' ? 2 : 20,
        'Max Occlusion Pressure': 525,
        'Maximum Rate': profile === 'Nursery' ? 25 : 999,
        'Maximum VTBI': 3000,
      })),
    ),
    sheetOf(
      'PCA Config',
      PROFILES.map((profile) => ({ Profile: profile, 'Time Window': 4 })),
    ),
    sheetOf(
      'Syringe Config',
      PROFILES.map((profile) => ({ Profile: profile, Priming: 'n/a' })),
    ),
    sheetOf(
      'Master Clinical Advisories',
      advisories.map(([name, text]) => ({ 'Advisory Name': name, 'Advisory Text': text })),
    ),
  ];
}

/** A fixed concentration with the rounded formula beside it that real reports have. */
export function fixed(amount: TestCell, unit: string, volume: TestCell): RowOf {
  return {
    'Drug Amount': amount,
    'Drug Amount Units': unit,
    'Diluent Volume': volume,
    'Diluent Volume Units': 'mL',
    'Final Concentration': formula('ROUND(E3/G3,4)', '0.0044'),
    'Final Concentration Units': `${unit}/mL`,
  };
}

export function custom(unit: string): RowOf {
  return {
    'Drug Amount': '- -',
    'Drug Amount Units': unit,
    'Diluent Volume': '- -',
    'Diluent Volume Units': 'mL',
  };
}
