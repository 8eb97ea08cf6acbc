// The simulated pump's own journal, from its keys to an export and a report; and pump-service on its cable.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020';
import * as assert from 'uvu/assert';
import { evaluate } from '../../../drug-library-loader/service/evaluation';
import { Ipec } from '../../../drug-library-loader/service/ipec';
import { problemsOf, readJournalFile } from '../../../drug-library-loader/service/journal-file';
import { Pseudonyms } from '../../../drug-library-loader/service/pseudonym';
import { ServicePort } from '../../../drug-library-loader/service/service-port';
import type { Bench } from '../../../simulator/bench';
import { demonstrationTrustBytes, signedDemonstration } from '../../../simulator/demonstration';
import { readScenario } from '../../../simulator/scenario/scenario';
import { Stage } from '../../../simulator/scenario/stage';
import { DEFAULT_SETUP, benchOf } from '../../../simulator/setup';
import { suite } from '../../suite';
import { runService } from './run-service';

const test = suite('drug-library-loader/service/simulated-pump');

const folder = mkdtempSync(join(tmpdir(), 'simulated-pump-test-'));
test.after(() => rmSync(folder, { recursive: true }));

const SCENARIOS = resolve(__dirname, '../../../simulator/scenarios');

/** A bench on which the scenario was played. */
function played(name: string): Bench {
  const scenario = readScenario(join(SCENARIOS, name));
  const { seed, wall, container, library } = scenario;
  const bench = benchOf({
    ...DEFAULT_SETUP,
    seed,
    wall,
    volume: container.volume,
    container: container.kind,
    trust: demonstrationTrustBytes().toString('base64'),
    ...(library ? { library: signedDemonstration(library.path).toString('base64') } : {}),
  });
  const stage = new Stage(bench, SCENARIOS);
  for (const step of scenario.steps) step.act(stage);
  return bench;
}

const schema = JSON.parse(
  readFileSync(resolve(__dirname, '../../../docs/formats/event-log.schema.json'), 'utf8'),
);
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(schema);

test('DERS-LOG-037 a tenfold slip on the simulated pump is in its export as it happened, and in the figures', () => {
  const path = join(folder, 'SIM-0001.journal');
  writeFileSync(path, played('heparin-tenfold-slip.yaml').flash.cells);
  const journal = readJournalFile(path, new Pseudonyms());
  assert.equal(problemsOf(journal.content), []);
  for (const event of journal.events)
    assert.ok(validate(event), `${JSON.stringify(event)}: ${ajv.errorsText(validate.errors)}`);
  const { total, alerts } = evaluate(journal.events);
  assert.equal([total.checked, total.outside, total.hard, total.outcomes.reprogrammed], [1, 0, 1, 1]);
  const [alert] = alerts;
  assert.equal(
    [alert.drug, alert.quantity, alert.entered, alert.fold, alert.answer],
    ['heparin', 'dose', '180 unit/kg/h', '5', '18 unit/kg/h'],
  );
  const { messages } = new Ipec(new Date()).export(journal.events);
  assert.is(messages.length, 1);
  assert.match(messages[0], /\|197288\^MDC_EVT_PUMP_DELIV_START\^MDC\|/);
  assert.match(messages[0], /\|14\.4\|265266\^MDC_DIM_MILLI_L_PER_HR\^MDC/);
});

test('DERS-SVC-049 pump-service on the cable of the simulated pump: status, log, and no tests while it infuses', async () => {
  const bench = played('heparin-tenfold-slip.yaml');
  const port = new ServicePort({
    take(frame) {
      bench.act({ do: 'frame', hex: frame.toString('hex') });
      bench.advance(20);
    },
    answers: () => bench.takeAnswers(),
  });
  const address = `127.0.0.1:${await port.listen(0)}`;
  try {
    const status = JSON.parse((await runService('status', '--pump', address, '--json')).out);
    assert.is(status.serial, 'SIM-0001');
    assert.is(status.infusing, true);
    assert.is(status.library.organisation, 'Demonstration hospital');
    assert.is((await runService('self-test', '--pump', address)).code, 1);
    const path = join(folder, 'over-the-cable.journal');
    const log = await runService('log', '--pump', address, '-o', path);
    assert.is(log.code, 0, log.error);
    assert.ok(existsSync(path));
    const { out } = await runService('report', path);
    assert.match(out, /Library compliance: 100 %/);
  } finally {
    await port.close();
  }
});

test.run();
