import { parseUnit, unitText } from '../../engine/index';
import { Halt } from '../../hal/hal';
import type { EventRecord } from './event-record';

// IHE PCD Infusion Pump Event Communication: transaction PCD-10 and its sample message in IHE PCD Technical Framework, Volume 2, Revision 9.0
// (2018-11-05), appendix on infusion pump events; the codes that are "0" there are those of IHE's draft of 2022 of the same volume
// (github.com/IHEPCD/ihe-pcd-tf-2020, docx/tf-v2-wip.txt). 197292 as the pump's issue gives it. A code that none of them gives is left empty.
const CODES: Record<string, number | ''> = {
  MDC_DEV_PUMP_INFUS_LVP_MDS: 70049,
  MDC_DEV_PUMP_INFUS_LVP_VMD: 70050,
  MDC_DEV_PUMP_DELIVERY_INFO: 70067,
  MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY: 70071,
  MDC_ATTR_PT_WEIGHT: 68063,
  MDC_ATTR_EVT_COND: 68487,
  MDC_ATTR_EVT_SOURCE: 68488,
  MDC_FLOW_FLUID_PUMP: 157784,
  MDC_VOL_FLUID_TBI_REMAIN: 157872,
  MDC_VOL_FLUID_TBI: 157884,
  MDC_RATE_DOSE: 157924,
  MDC_VOL_FLUID_DELIV_TOTAL: 157993,
  MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS: 158005,
  MDC_DEV_PUMP_PROGRAM_DELIVERY_MODE: 158008,
  MDC_DEV_PUMP_SOURCE_CHANNEL_LABEL: 158012,
  MDC_FLOW_FLUID_PUMP_CURRENT: 158014,
  MDC_DEV_PUMP_ACTIVE_SOURCES: 158016,
  MDC_DRUG_NAME_LABEL: 184514,
  MDC_PUMP_DRUG_LIBRARY_CARE_AREA: 184516,
  MDC_PUMP_DRUG_LIBRARY_VERSION: 184517,
  MDC_PUMP_INFUSING_STATUS: 184519,
  MDC_EVT_PUMP_DELIV_START: 197288,
  MDC_EVT_PUMP_DELIV_COMP: 197292,
  MDC_EVT_PUMP_DELIV_STOP: '',
  MDC_DEV_PUMP_NOT_DELIVERING_REASON: '',
  MDC_DIM_MILLI_L: 263762,
  MDC_DIM_KILO_G: 263875,
  MDC_DIM_MILLI_L_PER_HR: 265266,
  MDC_DIM_MICRO_G_PER_KG_PER_MIN: 265619,
};

/** Names that go without a number, because no text of IHE that we have gives one. */
export const UNNUMBERED: readonly string[] = Object.keys(CODES).filter((name) => CODES[name] === '');

type Happening = 'START' | 'STOP' | 'COMP';

/** What runs, as far as the events so far told. */
interface Running {
  start: EventRecord;
  rate: string;
  /** Whether something is delivered. */
  on: boolean;
  kvo: boolean;
  volume: string;
  delivered: number;
}

export interface IpecExport {
  messages: string[];
  /** Events of boluses, demands and loading doses: what they deliver is not exported. */
  leftOut: number;
  /** Messages of events whose time the pump did not know. */
  untimed: number;
}

const escaped = (text: string): string =>
  text.replace(
    /[\\|^~&\r\n]/g,
    (character) =>
      ({ '\\': '\\E\\', '|': '\\F\\', '^': '\\S\\', '~': '\\R\\', '&': '\\T\\' })[character] ?? ' ',
  );

const coded = (name: string): string => `${CODES[name]}^${name}^MDC`;

/** 2026-12-07T08:00:00Z → 20261207080000+0000; nothing where it is not known. */
function timestamp(time: string | null): string {
  return time === null ? '' : `${time.replace(/[-:TZ]/g, '').slice(0, 14)}+0000`;
}

const MILLILITRES = `${coded('MDC_DIM_MILLI_L')}^mL^mL^UCUM`;
const MILLILITRES_PER_HOUR = `${coded('MDC_DIM_MILLI_L_PER_HR')}^mL/h^mL/h^UCUM`;
const KILOGRAMS = `${coded('MDC_DIM_KILO_G')}^kg^kg^UCUM`;

/** Dose rates by mass in UCUM (UCUM 2.1: g, mg, ug, ng; kg, m2; min, h, d); other kinds of dose have no unit there that says the same. */
const UCUM: Record<string, string> = {
  g: 'g',
  mg: 'mg',
  mcg: 'ug',
  nanogram: 'ng',
  min: 'min',
  h: 'h',
  day: 'd',
  kg: 'kg',
  m2: 'm2',
};

function doseUnit(text: string): string | undefined {
  const unit = parseUnit(text);
  const parts = unit > 0 ? unitText(unit).split('/') : [];
  const ucum = parts.map((part) => UCUM[part]);
  if (
    parts.length < 2 ||
    !['min', 'h', 'day'].includes(parts.at(-1) ?? '') ||
    ucum.includes(undefined as never)
  )
    return undefined;
  const name = ucum.join('/');
  const mdc = name === 'ug/kg/min' ? coded('MDC_DIM_MICRO_G_PER_KG_PER_MIN') : '^^';
  return `${mdc}^${name}^${name}^UCUM`;
}

/** "12.5 mL/h" → ["12.5", "mL/h"]; undefined for anything else. */
function quantity(text: string | undefined): [string, string] | undefined {
  const parts = /^(\d+(?:\.\d+)?) (\S.*)$/.exec(text ?? '');
  return parts ? [parts[1], parts[2]] : undefined;
}

function millilitresOf(microlitres: number): string {
  return `${Math.floor(microlitres / 1000)}.${String(microlitres % 1000).padStart(3, '0')}`;
}

/** Whole microlitres of "100.5 mL"; undefined where it is none. */
function microlitresOf(text: string): number | undefined {
  const parts = /^(\d+)(?:\.(\d{1,3}))? mL$/.exec(text);
  return parts ? Number(parts[1]) * 1000 + Number((parts[2] ?? '').padEnd(3, '0')) : undefined;
}

const MODES: Record<string, string> = { 'multi-step': 'pump-program-delivery-mode-multi-step' };

/** PCD-10 messages of the deliveries in the events of one pump, which are in order. */
export class Ipec {
  private readonly messages: string[] = [];
  private leftOut = 0;
  private untimed = 0;
  private running: Running | null = null;
  private readonly versions = new Map<number, string>();
  private readonly at: Date;

  /** `at` is when the messages are made. */
  constructor(at: Date) {
    this.at = at;
  }

  export(events: readonly EventRecord[]): IpecExport {
    for (const event of events) this.take(event);
    return { messages: this.messages, leftOut: this.leftOut, untimed: this.untimed };
  }

  private take(event: EventRecord): void {
    const { event: name, deliveredMicrolitres: delivered } = event;
    const running = this.running;
    if ((name === 'library-active' || name === 'library-installed') && event.library && event.text)
      this.versions.set(event.library.sequence, event.text);
    if (running && delivered !== undefined && name.startsWith('delivery-')) running.delivered = delivered;
    if (name === 'delivery-started') {
      if (running?.on) this.tell(event, 'STOP', running, 'transitioning');
      this.running = {
        start: event,
        rate: event.rate ?? '',
        on: true,
        kvo: false,
        volume: event.volume ?? '',
        delivered: 0,
      };
      this.tell(event, 'START', this.running, 'delivering');
    } else if (name === 'power-on' && running) {
      // When it stopped is not known: its stop is not told, and a resumption is a start again.
      running.on = false;
    } else if (name === 'bolus-started' || name === 'demand-given') this.leftOut++;
    else if (!running) return;
    else if (name === 'delivery-changed') {
      if (running.on) this.tell(event, 'STOP', running, 'transitioning');
      running.rate = event.rate ?? running.rate;
      running.volume = event.volume ?? running.volume;
      running.on = true;
      running.kvo = false;
      running.start = { ...running.start, dose: event.dose ?? running.start.dose };
      this.tell(event, 'START', running, 'delivering');
    } else if (name === 'delivery-paused' && running.on) {
      running.on = false;
      this.tell(
        event,
        'STOP',
        running,
        event.code === Halt.STOP_KEY ? 'pump-stopped-by-clinician' : 'pump-stopped-alarming',
      );
    } else if (name === 'delivery-resumed' && !running.on) {
      running.on = true;
      this.tell(event, 'START', running, 'delivering');
    } else if (name === 'delivery-complete') {
      running.on = false;
      this.tell(event, 'COMP', running, 'pump-stopped-not-specified');
    } else if (name === 'kvo-started') {
      running.on = true;
      running.kvo = true;
      running.rate = event.rate ?? '';
      this.tell(event, 'START', running, 'kvo');
    } else if (name === 'delivery-stopped') {
      if (running.on) {
        running.on = false;
        this.tell(event, 'STOP', running, 'pump-stopped-by-clinician');
      }
      this.running = null;
    }
  }

  /** One message; `how` is a delivery status, or why nothing is delivered. */
  private tell(event: EventRecord, happening: Happening, running: Running, how: string): void {
    const { start } = running;
    const stopped = how.startsWith('pump-stopped');
    const control = `${event.pump}-${event.number}-${happening}`;
    const version = start.library
      ? (this.versions.get(start.library.sequence) ?? `sequence ${start.library.sequence}`)
      : '';
    const rate = quantity(running.rate);
    const flow = stopped ? '0' : rate?.[0];
    const dose = quantity(start.dose);
    const unit = dose && doseUnit(dose[1]);
    const volume = quantity(running.volume);
    const planned = microlitresOf(running.volume);
    const weight = quantity(start.weight);
    if (event.time === null) this.untimed++;
    const segments = [
      `MSH|^~\\&|${escaped(event.pump)}|DERS|||${timestamp(this.at.toISOString())}||ORU^R42^ORU_R01|${escaped(control)}|P|2.6|||AL|NE||UNICODE UTF-8|en^English^ISO639||IHE_PCD_010^IHE PCD^1.3.6.1.4.1.19376.1.6.4.10^ISO`,
      `PID|||${escaped(event.patient ?? '')}^^^DERS^PI||^^^^^^S`,
      `OBR|1||${escaped(`${event.pump}-${event.infusion ?? 0}`)}^DERS|^${escaped(start.drug ?? 'not from the library')}|||${timestamp(event.time)}`,
    ];
    const rows: [type: string, name: string, place: string, value: string, unit?: string][] = [];
    const add = (...row: (typeof rows)[number]) => {
      if (row[3] !== '') rows.push(row);
    };
    const metric = (group: string) =>
      `${group}.${rows.filter(([, , place]) => place.startsWith(`${group}.`)).length}`;
    const device = (name: string, place: string) => rows.push(['', name, place, '\u0000']);
    device('MDC_DEV_PUMP_INFUS_LVP_MDS', '1.0.0.0');
    add('ST', 'MDC_PUMP_DRUG_LIBRARY_VERSION', '1.0.0.1', escaped(version));
    add('CWE', 'MDC_ATTR_EVT_COND', '1.0.0.2', coded(`MDC_EVT_PUMP_DELIV_${happening}`));
    add('ST', 'MDC_ATTR_EVT_SOURCE', '1.0.0.3', '1.1.2.0');
    device('MDC_DEV_PUMP_INFUS_LVP_VMD', '1.1.0.0');
    device('MDC_DEV_PUMP_DELIVERY_INFO', '1.1.1.0');
    add('CWE', 'MDC_PUMP_INFUSING_STATUS', '1.1.1.1', `^pump-status-${stopped ? 'not-' : ''}infusing`);
    add('NM', 'MDC_FLOW_FLUID_PUMP_CURRENT', '1.1.1.2', flow ?? '', MILLILITRES_PER_HOUR);
    add('CWE', 'MDC_DEV_PUMP_ACTIVE_SOURCES', '1.1.1.3', '^pump-source-info-primary');
    device('MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY', '1.1.2.0');
    const source = (type: string, name: string, value: string, of?: string) =>
      add(type, name, metric('1.1.2'), value, of);
    source(
      'CWE',
      'MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS',
      `^pump-delivery-status-${stopped ? 'not-delivering' : how}`,
    );
    if (stopped) source('CWE', 'MDC_DEV_PUMP_NOT_DELIVERING_REASON', `^${how}`);
    source(
      'CWE',
      'MDC_DEV_PUMP_PROGRAM_DELIVERY_MODE',
      `^${MODES[start.program ?? ''] ?? 'pump-program-delivery-mode-continuous'}`,
    );
    source('ST', 'MDC_DEV_PUMP_SOURCE_CHANNEL_LABEL', 'Primary');
    source('NM', 'MDC_FLOW_FLUID_PUMP', rate?.[0] ?? '', MILLILITRES_PER_HOUR);
    if (dose && unit) source('NM', 'MDC_RATE_DOSE', dose[0], unit);
    source('NM', 'MDC_VOL_FLUID_TBI', volume?.[0] ?? '', MILLILITRES);
    source('NM', 'MDC_VOL_FLUID_DELIV_TOTAL', millilitresOf(running.delivered), MILLILITRES);
    if (planned !== undefined)
      source(
        'NM',
        'MDC_VOL_FLUID_TBI_REMAIN',
        millilitresOf(Math.max(0, planned - running.delivered)),
        MILLILITRES,
      );
    source('ST', 'MDC_DRUG_NAME_LABEL', escaped(start.drug ?? ''));
    source('ST', 'MDC_PUMP_DRUG_LIBRARY_CARE_AREA', escaped(start.careArea ?? ''));
    if (weight?.[1] === 'kg') source('NM', 'MDC_ATTR_PT_WEIGHT', weight[0], KILOGRAMS);
    rows.forEach(([type, name, place, value, of], i) => {
      const head = `OBX|${i + 1}|${type}|${coded(name)}|${place}`;
      const serial = name === 'MDC_DEV_PUMP_INFUS_LVP_MDS' ? `|||||||${escaped(event.pump)}` : '';
      segments.push(value === '\u0000' ? `${head}|||||||X${serial}` : `${head}|${value}|${of ?? ''}|||||R`);
    });
    this.messages.push(segments.map((segment) => `${segment}\r`).join(''));
  }
}

/** The messages as one batch file of HL7 2.6, chapter 2. */
export function batch(messages: readonly string[], at: Date): string {
  const time = timestamp(at.toISOString());
  return `FHS|^~\\&|DERS||||${time}\rBHS|^~\\&|DERS||||${time}\r${messages.join('')}BTS|${messages.length}\rFTS|1\r`;
}
