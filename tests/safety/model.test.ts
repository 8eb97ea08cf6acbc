// The model of the supervisor, searched whole: what must hold holds in every state, what must be possible is found, and the search can fail.
import * as assert from 'uvu/assert';
import { SUPERVISOR_MODEL } from '../../safety/depth';
import { writeFigures } from '../../safety/figures';
import { MODELS, type Model, bitsOf, check, hasSpin, propertiesOf } from '../../safety/model/check';
import { suite } from '../suite';

const test = suite('safety/model');
const held = (model: Model) => [...propertiesOf(model).keys()].filter((name) => !name.startsWith('never_'));

test('DERS-SUP-042 each property of the model has a rule, or two, without which it fails, and rules are those of the model', () => {
  assert.equal(
    MODELS.map((model) => held(model).length),
    [9, 8],
  );
  for (const model of MODELS) {
    assert.equal(new Set(model.takenOut.map(([, property]) => property)), new Set(held(model)));
    for (const [rules] of model.takenOut) assert.ok(bitsOf(rules, model) > 0);
    assert.throws(() => bitsOf('NO_SUCH_RULE', model), /no rule NO_SUCH_RULE/);
  }
});

const TITLES =
  'DERS-SUP-040 DERS-SUP-041 DERS-SUP-042 DERS-SUP-043 in every state: no motion without START, beyond lease or volume, above ceiling or order, under STOP, within a lockout, after a trip or a power loss; each rule taken out is missed';
if (hasSpin())
  test(TITLES, () => {
    const answers: string[] = [];
    const { good, ...figures } = check(([name, verdict, right]) => {
      if (!right) answers.push(`${name} ${verdict}`);
    });
    assert.equal(answers, []);
    assert.ok(good);
    assert.ok(figures.states > 100_000);
    writeFigures(SUPERVISOR_MODEL.name, figures, false);
  });
else test.skip(TITLES, 'spin is missing: ./build.sh test installs it on Debian');

test.run();
