// The patterns of steps and conditions as people read them.

const SHOWN: Record<string, string> = {
  key: 'KEY',
  text: '"text"',
  file: 'NAME',
  count: 'NUMBER',
  typed: '5.5',
  plain: 'NUMBER',
  unit: 'UNIT',
  duration: '10 min',
  kind: 'KIND',
  detail: 'DETAIL VALUE',
  volume: '10 mL',
  rate: '25 mL/h',
  pressure: '300 mmHg',
  share: '50 %',
  length: '0.5 m',
  steps: '10 steps/s',
  'volume?': '10 mL ± 5 %',
  'rate?': '25 mL/h ± 1 %',
  'pressure?': 'above 300 mmHg',
  sensor: 'SENSOR',
  occlusion: 'full|none|80 %',
  condition: 'CONDITION',
  clock: '"2027-03-02 08:00"',
};

/** A pattern with examples and choices in the places of its slots. */
export function readable(text: string): string {
  return text.replace(/<[^:>]+:([^>]+)>/g, (_, type: string) => SHOWN[type] ?? type);
}
