// JerryScript's static code holds texts that stand in a table and whole numbers of 28 bits; every other literal is written as what makes it.
const { runInNewContext } = require('node:vm');
const acorn = require('acorn');

const LARGEST = 0x7ffffff;

/** Two factors that the code may hold, the larger as large as it gets; undefined where there are none. */
function factors(number) {
  for (let small = Math.ceil(number / LARGEST); small <= 46341; small++)
    if (number % small === 0) return [small, number / small];
  // Beyond the square of 46341 a product of round numbers is all that is asked for.
  for (const round of [1e8, 1e7, 2 ** 26, 2 ** 23])
    if (number % round === 0 && number / round <= LARGEST) return [number / round, round];
  return undefined;
}

/** A whole number as one operand. */
function whole(number) {
  if (number <= LARGEST) return String(number);
  const two = factors(number);
  if (two) return `(${two[0]}*${two[1]})`;
  for (const round of [1e8, 65536]) if (number % round === 0) return `(${whole(number / round)}*${round})`;
  const rest = number % 65536;
  return `(${whole((number - rest) / 65536)}*65536+${rest})`;
}

/** An expression with the same value as this number, to the last bit. */
function numberText(value) {
  if (Number.isInteger(value)) return whole(value);
  // A quotient of two whole numbers is rounded as the literal was.
  const [digits, exponent = '0'] = value.toExponential().split('e');
  const [head, tail = ''] = digits.split('.');
  return `(${whole(Number(head + tail))}/${whole(10 ** (tail.length - Number(exponent)))})`;
}

/** ES5 source in which each literal is one that static code may hold. */
function plainLiterals(source) {
  const edits = [];
  (function visit(node) {
    if (!node || typeof node.type !== 'string') return;
    if (node.type === 'Literal' && node.regex) {
      const { pattern, flags } = node.regex;
      edits.push([node, `RegExp(${JSON.stringify(pattern)},${JSON.stringify(flags)})`]);
    } else if (
      node.type === 'Literal' &&
      typeof node.value === 'number' &&
      !(Number.isInteger(node.value) && node.value <= LARGEST)
    ) {
      const text = numberText(node.value);
      if (!Object.is(runInNewContext(text), node.value))
        throw new Error(`${node.raw} cannot be written as ${text}`);
      edits.push([node, text]);
    }
    for (const child of Object.values(node)) for (const part of [child].flat()) visit(part);
  })(acorn.parse(source, { ecmaVersion: 5 }));
  let code = source;
  for (const [{ start, end }, text] of edits.reverse()) code = code.slice(0, start) + text + code.slice(end);
  return code;
}

module.exports = { numberText, plainLiterals };
