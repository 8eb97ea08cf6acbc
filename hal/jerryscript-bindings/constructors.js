// Which functions of a source `new` may make objects of. Duktape gives every other function a prototype object all the same, which costs more heap than its
// code; byte code can say that it needs none. Whoever cannot be followed is refused: a constructor that was missed would throw on the pump.
const acorn = require('acorn');

const BUILT_IN = new Set(['Array', 'Error', 'Object', 'RangeError', 'RegExp', 'TypeError', 'Uint8Array']);

function visit(node, enter) {
  if (!node || typeof node.type !== 'string') return;
  enter(node);
  for (const child of Object.values(node)) for (const part of [child].flat()) visit(part, enter);
}

const isFunction = (node) => node?.type === 'FunctionExpression' || node?.type === 'FunctionDeclaration';

/** What a function called where it stands gives back, where that is a name. */
function returned(call) {
  const last = call.callee.body.body.at(-1);
  if (last?.type !== 'ReturnStatement') return undefined;
  // `return a=1,b=2,F`: terser joins statements.
  const given =
    last.argument?.type === 'SequenceExpression' ? last.argument.expressions.at(-1) : last.argument;
  return given?.type === 'Identifier' ? given.name : undefined;
}

/** For each function in the order of the source: how many arguments it takes, and 0x8000 where it may be a constructor. */
function constructorMarks(source) {
  const tree = acorn.parse(source, { ecmaVersion: 5 });
  const functions = [];
  const wanted = new Set();
  /** Every function that a name may stand for, whatever the scope, and names that stand for other names. */
  const named = new Map();
  const add = (name, value) => named.set(name, [...(named.get(name) ?? []), value]);
  const learn = (name, value) => {
    if (isFunction(value) || value?.type === 'Identifier') add(name, value);
    else if (value?.type === 'CallExpression' && isFunction(value.callee) && returned(value))
      add(name, { type: 'Identifier', name: returned(value) });
    else if (value?.type === 'MemberExpression' && !value.computed)
      add(name, { type: 'Identifier', name: value.property.name });
    else if (value?.type === 'AssignmentExpression') learn(name, value.right);
    else if (value?.type === 'SequenceExpression') learn(name, value.expressions.at(-1));
  };
  const nameOf = (node) => {
    if (node.type === 'Identifier') return node.name;
    if (node.type === 'MemberExpression' && !node.computed) return node.property.name;
    throw new Error(`\`${source.slice(node.start, node.end)}\` is no name of a constructor`);
  };
  visit(tree, (node) => {
    if (isFunction(node)) functions.push(node);
    if (node.type === 'FunctionDeclaration') add(node.id.name, node);
    if (node.type === 'VariableDeclarator') learn(node.id.name, node.init);
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier')
      learn(node.left.name, node.right);
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && !node.left.computed)
      learn(node.left.property.name, node.right);
    if (node.type === 'Property') learn(node.key.name ?? node.key.value, node.value);
    if (node.type === 'NewExpression') wanted.add(nameOf(node.callee));
    if (node.type === 'BinaryExpression' && node.operator === 'instanceof') wanted.add(nameOf(node.right));
    if (node.type === 'MemberExpression' && !node.computed && node.property.name === 'prototype')
      wanted.add(nameOf(node.object));
  });
  const constructors = new Set();
  const seen = new Set();
  const follow = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const value of named.get(name) ?? []) {
      if (isFunction(value)) constructors.add(value);
      else follow(value.name);
    }
  };
  for (const name of wanted) {
    if (BUILT_IN.has(name)) continue;
    const before = constructors.size;
    follow(name);
    if (constructors.size === before && !(named.get(name) ?? []).length)
      throw new Error(`nothing says which function \`${name}\` is, of which objects are made`);
  }
  functions.sort((a, b) => a.start - b.start);
  return Uint16Array.from(functions, (node) => node.params.length | (constructors.has(node) ? 0x8000 : 0));
}

module.exports = { constructorMarks };
