import { UsageError } from '../../cli/usage-error';
import { type Branch, type Tree, newTree } from '../from-rows';
import type { Sheet } from '../workbook';
import { type Profile, Profiles, readConfiguration, shortened } from './care-area';
import { type ReadEntry, continuousEntry, fluidEntry, intermittentEntry, pcaEntry } from './entry';
import { identifiers } from './identifier';
import type { ImportReport, RowReport } from './report';
import { CellFault, ReportSheet, type SheetRow } from './sheet';
import { uncompilable } from './uncompilable';

export interface AlarisImport {
  tree: Tree;
  report: ImportReport;
}

type Reader = (row: SheetRow, profile: Profile) => ReadEntry;

/** The sheets of drugs, by name. */
const DRUG_SHEETS: Record<string, Reader> = {
  'contbolus non-anesth drugs': (row) => continuousEntry(row, false),
  'contbolus anesth drugs': (row) => continuousEntry(row, true),
  'intermittent drugs': (row) => intermittentEntry(row),
  fluids: (row) => fluidEntry(row),
  'pca drugs': (row, { settings }) => pcaEntry(row, settings),
};

const EMPTY_SECTION = /^no (drugs|fluids) exist in this section$/i;
const PROPERTIES = 'data set properties';
const ADVISORIES = 'master clinical advisories';

/** A row that became an entry, until ids and the library's own rules have been asked. */
interface Candidate {
  profile: Profile;
  entry: ReadEntry;
  report: RowReport;
  row: SheetRow;
}

/**
 * Turns a BD Alaris Guardrails data set report into the tree of a source. `today` (yyyy-mm-dd) becomes the date from which it is
 * effective. Throws a UsageError where the workbook is no such report.
 */
export function importAlaris(sheets: Sheet[], today: string): AlarisImport {
  const importer = new Importer(sheets.map((sheet) => new ReportSheet(sheet)));
  return importer.run(today);
}

function nameOf({ sheet }: ReportSheet): string {
  return sheet.name.trim().toLowerCase();
}

class Importer {
  private readonly report: ImportReport;
  private readonly profiles = new Profiles();
  private readonly candidates: Candidate[] = [];
  /** Id and text of each advisory, by its name. */
  private readonly advisories = new Map<string, { id: string; text: string }>();

  constructor(private readonly sheets: ReportSheet[]) {
    this.report = {
      dataSet: { name: '', hospital: '', status: '', id: '' },
      rows: [],
      sheets: [],
      columns: [],
      assumptions: [],
    };
  }

  run(today: string): AlarisImport {
    if (!this.sheets.some((sheet) => nameOf(sheet) in DRUG_SHEETS)) {
      throw new UsageError(
        `this workbook is no Guardrails data set report: it has none of the sheets ContBolus Non-Anesth Drugs, ContBolus Anesth Drugs, Intermittent Drugs, Fluids, PCA Drugs (found: ${this.sheets.map(({ sheet }) => sheet.name).join(', ')})`,
      );
    }
    this.readProperties();
    this.readAdvisories();
    const read = new Set([PROPERTIES, ADVISORIES]);
    for (const sheet of this.sheets) {
      const fault = (row: SheetRow, reason: string) => this.notCarried(sheet, row, reason);
      if (!readConfiguration(sheet, this.profiles, fault)) continue;
      read.add(nameOf(sheet));
      this.carriedConfiguration(sheet);
    }
    for (const sheet of this.sheets) {
      const reader = DRUG_SHEETS[nameOf(sheet)];
      if (!reader) continue;
      read.add(nameOf(sheet));
      this.readDrugs(sheet, reader);
    }
    const tree = this.assemble(today);
    for (const sheet of this.sheets) {
      if (!read.has(nameOf(sheet)))
        this.report.sheets.push({ sheet: sheet.sheet.name, rows: sheet.rows.length });
      else if (nameOf(sheet) !== PROPERTIES)
        for (const column of sheet.unread()) this.report.columns.push({ sheet: sheet.sheet.name, ...column });
    }
    return { tree, report: this.report };
  }

  private readProperties(): void {
    const sheet = this.sheets.find((each) => nameOf(each) === PROPERTIES)?.sheet;
    const values = new Map<string, string>();
    for (const [label, value] of sheet?.rows ?? []) {
      if (typeof label !== 'string' || value === null || value === undefined) continue;
      const text =
        typeof value === 'string'
          ? value
          : 'number' in Object(value)
            ? (value as { number: string }).number
            : '';
      values.set(label.replace(/:\s*$/, '').trim().toLowerCase(), text.replace(/\s+/g, ' ').trim());
    }
    this.report.dataSet = {
      name: values.get('data set name') ?? 'Guardrails data set',
      hospital: values.get('hospital name') ?? 'unknown hospital',
      status: values.get('status') ?? 'unknown',
      id: values.get('data set id') ?? 'unknown',
    };
  }

  private readAdvisories(): void {
    const sheet = this.sheets.find((each) => nameOf(each) === ADVISORIES);
    if (!sheet) return;
    sheet.ignore('line item');
    const read: { row: SheetRow; name: string; text: string }[] = [];
    for (const row of sheet.rows) {
      try {
        const name = row.text('advisory name');
        const text = row.text('advisory text');
        if (name === undefined || text === undefined)
          throw new CellFault('an advisory has a name and a text');
        read.push({ row, name, text });
      } catch (error) {
        if (!(error instanceof CellFault)) throw error;
        this.notCarried(sheet, row, error.message);
      }
    }
    const ids = identifiers(read.map(({ name }) => [name]));
    read.forEach(({ row, name, text }, i) => {
      const remarks: string[] = [];
      this.advisories.set(name.toLowerCase(), {
        id: ids[i],
        text: shortened(text, 250, 'the text', remarks),
      });
      this.report.rows.push({ ...this.rowOf(sheet, row), drug: name, outcome: 'carried', remarks });
    });
  }

  private carriedConfiguration(sheet: ReportSheet): void {
    const faulty = new Set(
      this.report.rows.filter((row) => row.sheet === sheet.sheet.name).map(({ row }) => row),
    );
    for (const row of sheet.rows) {
      if (faulty.has(row.row)) continue;
      const name = row.text('profile') ?? '';
      const remarks = this.profiles.get(name).remarks.splice(0);
      this.report.rows.push({ ...this.rowOf(sheet, row), profile: name, outcome: 'carried', remarks });
    }
  }

  private rowOf(sheet: ReportSheet, { row }: SheetRow): RowReport {
    return { sheet: sheet.sheet.name, row, profile: '', drug: '', outcome: 'not carried', remarks: [] };
  }

  private notCarried(sheet: ReportSheet, row: SheetRow, reason: string): void {
    this.report.rows.push({ ...this.rowOf(sheet, row), reason });
  }

  private readDrugs(sheet: ReportSheet, reader: Reader): void {
    sheet.ignore('line item', 'final concentration', 'final concentration units');
    for (const row of sheet.rows) {
      const report = this.rowOf(sheet, row);
      this.report.rows.push(report);
      try {
        report.drug = row.text('drug name', 'fluid name') ?? '';
        report.profile = row.text('profile') ?? '';
        if (row.saysOnly(EMPTY_SECTION, 'line item', 'profile')) {
          report.outcome = 'empty section';
          if (report.profile !== '' && !EMPTY_SECTION.test(report.profile)) this.profiles.get(report.profile);
          continue;
        }
        if (report.profile === '') throw new CellFault('there is no profile');
        const profile = this.profiles.get(report.profile);
        const entry = reader(row, profile);
        report.remarks.push(...entry.remarks);
        this.candidates.push({ profile, entry, report, row });
      } catch (error) {
        if (!(error instanceof CellFault)) throw error;
        report.reason = error.message;
      }
    }
  }

  /** Gives every candidate its id and source, asks the compiler about each, and puts those that it can read into the tree. */
  private assemble(today: string): Tree {
    const { dataSet } = this.report;
    const profiles = this.profiles.all();
    const areaIds = identifiers(profiles.map(({ name }) => [name]));
    const areas = newTree();
    profiles.forEach(({ tree }, i) => {
      areas[areaIds[i]] = tree;
    });
    profiles.forEach((profile, i) => this.addEntries(profile, areaIds[i]));
    const tree = this.head(today, areas);
    const texts = newTree();
    for (const { id, text } of this.advisories.values()) texts[id] = text;
    if (this.advisories.size > 0) tree.advisories = texts;
    tree['care-areas'] = areas;
    this.refuse(tree, profiles, areaIds);
    this.report.assumptions.push(
      `The sequence is 1, the library takes effect on ${today} and is to be reviewed three months later: set them before release.`,
      'Rates go from 0.1 mL/h to the largest "Maximum Rate" of any profile, in steps of 0.1 mL/h below 100 and 1 mL/h from there: compare with the pump.',
      'Rates are rounded within 5 %, the default of the library format.',
      'No drug is marked as high-alert and none asks for a second person: the workbook does not say which.',
      'Continuous drugs can be entered by dose or by rate ("enter-by: either").',
      'Where the accumulated dose of a PCA drug is limited, demand doses and the continuous dose count, and boluses where the workbook says so.',
      `The public source of each entry is the row it came from in ${dataSet.name} (${dataSet.id}).`,
    );
    return tree;
  }

  private addEntries(profile: Profile, areaId: string): void {
    const own = this.candidates.filter((candidate) => candidate.profile === profile);
    const ids = identifiers(own.map(({ entry }) => entry.key));
    const seen = new Map<string, number>();
    const entries: Branch[] = [];
    own.forEach(({ entry, report, row }, i) => {
      const key = entry.key.join('\u0000').toLowerCase();
      const before = seen.get(key);
      if (before === undefined) seen.set(key, row.row);
      else report.remarks.push(`nothing tells it apart from row ${before}; "check" names it as a duplicate`);
      const { dataSet } = this.report;
      entry.tree.id = ids[i];
      entry.tree.source = `Guardrails data set ${dataSet.name} (${dataSet.id}) of ${dataSet.hospital}, sheet ${report.sheet}, row ${report.row}.`;
      if (entry.advisory !== undefined) entry.tree.advisories = [this.advisoryId(entry.advisory, report)];
      report.careArea = areaId;
      report.entry = ids[i];
      entries.push(entry.tree);
    });
    if (entries.length > 0) profile.tree.entries = entries;
  }

  private advisoryId(name: string, report: RowReport): string {
    const known = this.advisories.get(name.toLowerCase());
    if (known) return known.id;
    const [id] = identifiers([[name]]);
    report.remarks.push(
      `the advisory "${name}" has no text in Master Clinical Advisories: its name stands for it`,
    );
    this.advisories.set(name.toLowerCase(), { id, text: name.slice(0, 250) });
    return id;
  }

  private head(today: string, areas: Tree): Tree {
    const { dataSet } = this.report;
    const remarks: string[] = [];
    const rates = Object.values(areas).map((area) =>
      Number(/^[\d.]+/.exec(String(((area as Tree).rate as Tree)?.['upper-hard'] ?? '')) ?? 0),
    );
    const max = Math.max(...rates, 0) || 999;
    const [id] = identifiers([[dataSet.name]]);
    const tree = newTree();
    Object.assign(tree, {
      library: id,
      title: shortened(dataSet.name, 100, 'the name of the data set', remarks),
      organisation: shortened(dataSet.hospital, 100, 'the name of the hospital', remarks),
      version: shortened(dataSet.name, 32, 'the version', remarks),
      sequence: '1',
      display: 'us',
      effective: today,
      'review-by': threeMonthsAfter(today),
      pump: Object.assign(newTree(), {
        rate: Object.assign(newTree(), {
          min: '0.1 mL/h',
          max: `${max} mL/h`,
          steps: [
            Object.assign(newTree(), { below: '100 mL/h', step: '0.1 mL/h' }),
            Object.assign(newTree(), { step: '1 mL/h' }),
          ],
        }),
        'rate-tolerance': '5 %',
      }),
    });
    this.report.assumptions.push(...remarks);
    return tree;
  }

  /** What the compiler could not read is taken out again and stands in the report with the compiler's own words. */
  private refuse(tree: Tree, profiles: Profile[], areaIds: string[]): void {
    const { faults, elsewhere } = uncompilable(tree);
    profiles.forEach(({ tree: area }, i) => {
      const entries = ((area.entries ?? []) as Tree[]).filter(({ id }) => !faults.has(`${areaIds[i]} ${id}`));
      if (entries.length > 0) area.entries = entries;
      else Reflect.deleteProperty(area, 'entries');
    });
    for (const { report } of this.candidates) {
      const why = faults.get(`${report.careArea} ${report.entry}`);
      if (why) {
        report.reason = why.join('; ');
        report.entry = undefined;
      } else report.outcome = 'carried';
    }
    this.report.assumptions.push(...elsewhere.map((text) => `To be corrected by hand: ${text}`));
  }
}

function threeMonthsAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 3);
  return date.toISOString().slice(0, 10);
}
