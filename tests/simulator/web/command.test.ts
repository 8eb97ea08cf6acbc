import * as assert from 'uvu/assert';
import { WrongCommand, readCommand } from '../../../simulator/web/command';
import { suite } from '../../suite';

const test = suite('simulator/web/command');

const GOOD: [string, object][] = [
  ['a key', { do: 'press', key: 0, mark: 1 }],
  ['the last key', { do: 'release', key: 21 }],
  ['a speed', { do: 'speed', speed: 3600 }],
  ['a step', { do: 'step', seconds: 600 }],
  ['conditions', { do: 'set', changes: { door: 'open' } }],
  ['a bubble', { do: 'bubble', volume: 0.1, place: 'pump' }],
  ['a bag', { do: 'hang', volume: 0, container: 'bag' }],
  ['the battery', { do: 'charge', fraction: 0.5 }],
  ['power', { do: 'power', on: false }],
  ['curves', { do: 'curves', of: 'bench', rate: 25 }],
  ['another target', { do: 'target', target: 'mps2-an386' }],
];

for (const [name, command] of GOOD) {
  test(`DERS-WEB-007 ${name} is read as it was sent`, () =>
    assert.equal(readCommand(JSON.stringify(command)), command));
}

test('DERS-WEB-007 what does not belong to a command is left behind', () => {
  assert.equal(readCommand('{"do":"release","key":3,"more":1}'), { do: 'release', key: 3 });
});

const WRONG: [string, string, RegExp][] = [
  ['no JSON', 'press 3', /not JSON/],
  ['nothing', '', /not JSON/],
  ['null', 'null', /not a command/],
  ['a number', '3', /not a command/],
  ['no name', '{}', /no command "undefined"/],
  ['an unknown name', '{"do":"explode"}', /no command "explode": use one of press, release/],
  ['a name that every object has', '{"do":"constructor"}', /no command/],
  ['a key below the first', '{"do":"press","key":-1,"mark":1}', /key -1/],
  ['a key behind the last', '{"do":"press","key":22,"mark":1}', /from 0 to 21/],
  ['a target that is no name', '{"do":"target","target":3}', /target: give the name/],
  ['half a key', '{"do":"press","key":1.5,"mark":1}', /key 1.5/],
  ['a key as text', '{"do":"press","key":"1","mark":1}', /key 1/],
  ['no mark', '{"do":"press","key":1}', /mark undefined: give a number/],
  ['a speed that is not offered', '{"do":"speed","speed":2}', /give one of 0, 1, 60, 3600/],
  ['a step that is not offered', '{"do":"step","seconds":1e9}', /seconds 1000000000/],
  ['no conditions', '{"do":"set"}', /give the conditions/],
  ['a volume that is no number', '{"do":"bubble","volume":null,"place":"pump"}', /volume null/],
  ['a place nobody knows', '{"do":"bubble","volume":1,"place":"heart"}', /give one of reservoir, pump/],
  ['power as a number', '{"do":"power","on":1}', /give one of true, false/],
];

for (const [name, text, message] of WRONG) {
  test(`DERS-WEB-007 refused: ${name}`, () => {
    assert.throws(
      () => readCommand(text),
      (error: Error) => error instanceof WrongCommand && message.test(error.message),
    );
  });
}

test.run();
