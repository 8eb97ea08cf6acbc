import type { EventRecord } from './event-record';

/** What became of an alert. */
export type Outcome = 'reprogrammed' | 'overridden' | 'cancelled' | 'open';

export const OUTCOMES: readonly Outcome[] = ['reprogrammed', 'overridden', 'cancelled', 'open'];

export interface Alert {
  pump: string;
  alert: number;
  time: string | null;
  severity: 'soft' | 'hard';
  careArea: string;
  drug: string;
  quantity: string;
  bound: string;
  /** Code of a reason: 301 to 304 are limits. */
  reason: number;
  entered: string;
  limit: string;
  fold: string;
  outcome: Outcome;
  /** What was typed instead, where it was reprogrammed; why, where it was overridden. */
  answer: string;
}

/** Counts of one drug, one care area, or all. */
export interface Tally {
  name: string;
  /** Infusions started: checked by the library, and outside it. */
  checked: number;
  outside: number;
  soft: number;
  hard: number;
  outcomes: Record<Outcome, number>;
  /** Of soft alerts alone. */
  softOutcomes: Record<Outcome, number>;
}

export interface Evaluation {
  pumps: string[];
  from: string | null;
  until: string | null;
  total: Tally;
  byDrug: Tally[];
  byCareArea: Tally[];
  alerts: Alert[];
  /** Why soft limits were overridden. */
  reasons: { reason: string; count: number }[];
  /** Starts of each day (UTC) and how many of them the library checked; events without a time are in none. */
  days: { day: string; checked: number; outside: number; alerts: number }[];
}

const NOWHERE = '(no care area)';
const NO_DRUG = '(outside the library)';

function noOutcomes(): Record<Outcome, number> {
  return { reprogrammed: 0, overridden: 0, cancelled: 0, open: 0 };
}

function newTally(name: string): Tally {
  return {
    name,
    checked: 0,
    outside: 0,
    soft: 0,
    hard: 0,
    outcomes: noOutcomes(),
    softOutcomes: noOutcomes(),
  };
}

/** A limit of any kind was crossed; what could not be judged at all is no alert of the library. */
function isLimit(reason: number | undefined): boolean {
  return reason !== undefined && reason >= 301 && reason <= 304;
}

function alertOf(event: EventRecord): Alert {
  return {
    pump: event.pump,
    alert: event.alert ?? 0,
    time: event.time,
    severity: event.severity === 'soft' ? 'soft' : 'hard',
    careArea: event.careArea ?? NOWHERE,
    drug: event.drug ?? NO_DRUG,
    quantity: event.quantity ?? '',
    bound: event.bound ?? '',
    reason: event.reason ?? 0,
    entered: event.entered ?? '',
    limit: event.limit ?? '',
    fold: event.fold ?? '',
    outcome: 'open',
    answer: '',
  };
}

const WHAT_THEN: Record<string, [Outcome, (event: EventRecord) => string]> = {
  reprogrammed: ['reprogrammed', (event) => String(event.new ?? '')],
  'soft-override': [
    'overridden',
    (event) =>
      event.overrideReasonText ??
      (event.overrideReason === undefined ? '' : `reason ${event.overrideReason}`),
  ],
  cancelled: ['cancelled', () => ''],
};

/**
 * The usual evaluation of a dose error reduction system, from the events of any number of pumps: library compliance, alerts, what was done
 * about them. Events are those of `withContext`. Starts in training are in another journal and do not count.
 */
export function evaluate(events: readonly EventRecord[]): Evaluation {
  const total = newTally('all');
  const byDrug = new Map<string, Tally>();
  const byCareArea = new Map<string, Tally>();
  const alerts = new Map<string, Alert>();
  const reasons = new Map<string, number>();
  const days = new Map<string, Evaluation['days'][number]>();
  const times: string[] = [];
  const tallies = (drug = NO_DRUG, careArea = NOWHERE): Tally[] => {
    const of = (map: Map<string, Tally>, name: string) => {
      const tally = map.get(name) ?? newTally(name);
      map.set(name, tally);
      return tally;
    };
    return [total, of(byDrug, drug), of(byCareArea, careArea)];
  };
  const dayOf = (time: string | null) => {
    if (time === null) return undefined;
    const day = days.get(time.slice(0, 10)) ?? { day: time.slice(0, 10), checked: 0, outside: 0, alerts: 0 };
    days.set(day.day, day);
    return day;
  };
  for (const event of events) {
    if (event.time !== null) times.push(event.time);
    const key = `${event.pump}\n${event.alert}`;
    if (event.event === 'delivery-started') {
      const kind = event.verdict === 'unprotected' ? 'outside' : 'checked';
      const drug = kind === 'outside' ? NO_DRUG : event.drug;
      for (const tally of tallies(drug, event.careArea)) tally[kind]++;
      const day = dayOf(event.time);
      if (day) day[kind]++;
    } else if (event.event === 'limit-evaluated' && isLimit(event.reason)) {
      alerts.set(key, alertOf(event));
      const day = dayOf(event.time);
      if (day) day.alerts++;
    }
    const then = WHAT_THEN[event.event];
    const alert = alerts.get(key);
    if (then && alert) {
      alert.outcome = then[0];
      alert.answer = then[1](event);
      if (alert.outcome === 'overridden') reasons.set(alert.answer, (reasons.get(alert.answer) ?? 0) + 1);
    }
  }
  for (const alert of alerts.values()) {
    for (const tally of tallies(alert.drug, alert.careArea)) {
      tally[alert.severity]++;
      tally.outcomes[alert.outcome]++;
      if (alert.severity === 'soft') tally.softOutcomes[alert.outcome]++;
    }
  }
  times.sort();
  return {
    pumps: [...new Set(events.map(({ pump }) => pump))].sort(),
    from: times[0] ?? null,
    until: times.at(-1) ?? null,
    total,
    byDrug: sorted(byDrug),
    byCareArea: sorted(byCareArea),
    alerts: [...alerts.values()],
    reasons: [...reasons]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

/** Most alerts first, then by name. */
function sorted(tallies: Map<string, Tally>): Tally[] {
  const size = ({ soft, hard }: Tally) => soft + hard;
  return [...tallies.values()].sort((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1));
}

/** Share of infusions that the library checked; NaN where none was started. */
export function compliance({ checked, outside }: Tally): number {
  return checked / (checked + outside);
}

/** Alerts for each 100 infusions started in the library; NaN where there were none. */
export function alertsPer100({ soft, hard, checked }: Tally): number {
  return checked > 0 ? ((soft + hard) / checked) * 100 : Number.NaN;
}
