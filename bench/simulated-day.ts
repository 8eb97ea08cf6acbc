// What a simulated day of a running infusion costs: plant, hardware and the pump itself, with everything that a scenario watches.
import { dirname, join } from 'node:path';
import { Onlooker } from '../simulator/onlooker';
import { setupOf } from '../simulator/scenario/play';
import { readScenario } from '../simulator/scenario/scenario';
import { Stage } from '../simulator/scenario/stage';
import { benchOf } from '../simulator/setup';

const DAY = 24 * 3_600_000;
const ROUNDS = 5;

function day(): { wall: number; cpu: number } {
  const scenario = readScenario(join(__dirname, 'simulated-day.yaml'));
  const { watcher, afterStep, faults } = new Onlooker();
  const bench = benchOf(setupOf(scenario), watcher, { afterStep });
  const stage = new Stage(bench, dirname(scenario.file), undefined);
  const last = scenario.steps.pop();
  for (const step of scenario.steps) step.act(stage);
  const from = bench.now;
  const before = bench.counted();
  const cpu = process.cpuUsage();
  const start = performance.now();
  last?.act(stage);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const given = bench.counted() - before;
  if (faults.length > 0 || bench.now - from !== DAY || !(Math.abs(given - 147.6) < 1))
    throw new Error(
      `the simulated day went wrong: ${given} mL in ${bench.now - from} ms; ${faults.join('; ')}`,
    );
  return { wall, cpu: (user + system) / 1000 };
}

export function simulatedDay(): { what: string; value: number; unit: string; note: string }[] {
  const days = Array.from({ length: ROUNDS }, day);
  const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[ROUNDS >> 1] as number);
  return [
    {
      what: '24 simulated hours of a running infusion',
      value: median(days.map(({ wall }) => wall)),
      unit: 'ms',
      note: 'aim: less than 1,000',
    },
    {
      what: '24 simulated hours: processor time of it',
      value: median(days.map(({ cpu }) => cpu)),
      unit: 'ms',
      note: 'all threads',
    },
  ];
}
