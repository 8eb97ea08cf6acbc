/** What became of one row of the workbook. */
export interface RowReport {
  sheet: string;
  /** As a spreadsheet counts it, from 1. */
  row: number;
  profile: string;
  drug: string;
  outcome: 'carried' | 'not carried' | 'empty section';
  /** Care area and id of the entry it became. */
  careArea?: string;
  entry?: string;
  /** Why it was not carried. */
  reason?: string;
  /** What of it has no place in the library, or deserves a look. */
  remarks: string[];
}

export interface ImportReport {
  dataSet: { name: string; hospital: string; status: string; id: string };
  rows: RowReport[];
  /** Sheets that nothing was read from, with how many rows they have. */
  sheets: { sheet: string; rows: number }[];
  /** Columns that nothing was read from. */
  columns: { sheet: string; heading: string; cells: number; examples: string[] }[];
  /** What the workbook does not say and the importer had to choose. */
  assumptions: string[];
}

export interface SheetCount {
  sheet: string;
  rows: number;
  carried: number;
  remarked: number;
  notCarried: number;
  empty: number;
}

/** Counts by sheet, in the order of the workbook. */
export function countsOf(report: ImportReport): SheetCount[] {
  const counts = new Map<string, SheetCount>();
  for (const { sheet, outcome, remarks } of report.rows) {
    const count = counts.get(sheet) ?? { sheet, rows: 0, carried: 0, remarked: 0, notCarried: 0, empty: 0 };
    counts.set(sheet, count);
    count.rows += 1;
    if (outcome === 'carried') count.carried += 1;
    else if (outcome === 'not carried') count.notCarried += 1;
    else count.empty += 1;
    if (outcome === 'carried' && remarks.length > 0) count.remarked += 1;
  }
  return [...counts.values()];
}

function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}

function table(heads: string[], rows: string[][]): string[] {
  if (rows.length === 0) return ['None.', ''];
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), `| ${heads.map(() => '---').join(' | ')} |`, ...rows.map(line), ''];
}

/** The report as Markdown, to lie beside the source. */
export function reportMarkdown(report: ImportReport): string {
  const { dataSet, rows } = report;
  const notCarried = rows.filter(({ outcome }) => outcome === 'not carried');
  const remarks = rows.filter(({ outcome, remarks: texts }) => outcome !== 'not carried' && texts.length > 0);
  const lines = [
    `# Import of ${cell(dataSet.name)}`,
    '',
    `${cell(dataSet.hospital)}, status ${cell(dataSet.status)}, data set ${cell(dataSet.id)}.`,
    '',
    'Every row of the workbook stands either in the source or below. A row is carried whole or not at all: an entry without one of its limits would be worse than none.',
    '',
    '## Rows',
    '',
    ...table(
      ['sheet', 'rows', 'carried', 'of these with remarks', 'not carried', 'empty section'],
      countsOf(report).map((count) => [
        count.sheet,
        ...[count.rows, count.carried, count.remarked, count.notCarried, count.empty].map(String),
      ]),
    ),
    '## Rows that were not carried',
    '',
    ...table(
      ['sheet', 'row', 'profile', 'drug', 'why'],
      notCarried.map(({ sheet, row, profile, drug, reason }) => [
        sheet,
        String(row),
        profile,
        drug,
        reason ?? '',
      ]),
    ),
    '## What was chosen because the workbook does not say it',
    '',
    ...report.assumptions.map((text) => `- ${cell(text)}`),
    '',
    '## What has no place in the library',
    '',
    ...table(
      ['sheet', 'column', 'cells', 'most often'],
      [
        ...report.columns.map(({ sheet, heading, cells, examples }) => [
          sheet,
          heading,
          String(cells),
          examples.join(', '),
        ]),
        ...report.sheets.map(({ sheet, rows: count }) => [sheet, '(the whole sheet)', `${count} rows`, '']),
      ],
    ),
    '## Remarks on rows that were carried',
    '',
    ...table(
      ['sheet', 'row', 'profile', 'drug', 'entry', 'remark'],
      remarks.flatMap(({ sheet, row, profile, drug, entry, remarks: texts }) =>
        texts.map((text) => [sheet, String(row), profile, drug, entry ?? '', text]),
      ),
    ),
  ];
  return lines.join('\n');
}
