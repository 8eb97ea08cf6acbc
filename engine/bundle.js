// Makes the engine's bundles: one ES5 file each, whose only global is `ders`, small enough to be parsed at every
// boot of the pump. tsc lowers to ES5, rollup joins the modules, terser makes it small.
const { execFileSync } = require('node:child_process');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const vm = require('node:vm');
const { rollup } = require('@rollup/wasm-node');
const { minify } = require('terser');
const acorn = require('acorn');

// The pump's heap is sized for this much source; parsing it sets the runtime's peak.
const BUNDLES = [
  { entry: 'core.js', file: 'engine.js', maxBytes: 32 * 1024 },
  // The core with the reader of signed libraries, for a controller that checks signatures in JavaScript.
  { entry: 'index.js', file: 'engine-signed.js', maxBytes: 40 * 1024 },
  // The pump application on a controller of its own.
  { entry: 'pump.js', file: 'pump.js', maxBytes: 104 * 1024, closed: true },
];

// Properties that no caller reads: their names cost flash and heap on the pump.
const INTERNAL =
  /^(ratio|measured|storage|tokens|areaNumbers|areas|entryRecord|pumpRecord|openSections|readHead|load|starts|sizes|block|expressed|given|left|right|typed|entryLimits|areaLimits|pumpLimits|strength)$/;

/** What a HAL is called by, and what an ES5 runtime knows: names that a closed bundle may not change. */
function outwardNames() {
  const names = [
    'Pump',
    'ALARMS',
    'start',
    'step',
    'size',
    'word',
    'read',
    'crc32',
    'search',
    'subarray',
    'set',
  ];
  for (const [, name] of readFileSync(join(root, 'hal', 'hal.ts'), 'utf8').matchAll(
    /^ {2}(?:readonly )?(\w+)[(:]/gm,
  ))
    names.push(name);
  // Of what the engine calls, no more than ES5 has: `values` and `entries` are newer.
  const es5 = readFileSync(require.resolve('typescript/lib/lib.es5.d.ts'), 'utf8');
  const called =
    /^interface (?:Object|Function|String|Number|Math|Array|Uint8Array)(?:Constructor)?\b.*?^\}/gms;
  for (const [members] of es5.matchAll(called))
    for (const [, name] of members.matchAll(/^ {4}(?:readonly )?(\w+)[?]?[(:<]/gm)) names.push(name);
  return names;
}

const root = resolve(__dirname, '..');
const lowered = join(root, 'build', 'engine-es5');

function lower() {
  rmSync(lowered, { recursive: true, force: true });
  const tsc = require.resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'engine'], { cwd: root, stdio: 'inherit' });
}

/** tsc repeats its helpers in every file that needs one; the engine is written without what needs them. */
function refuseHelpers(folder) {
  for (const name of readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.js'))) {
    const helper = /^var (__\w+) = \(this && this\./m.exec(readFileSync(join(folder, name), 'utf8'));
    if (helper) {
      throw new Error(
        `${name.replace(/\.js$/, '.ts')} needs tsc's helper ${helper[1]}: write it without spread, rest, class inheritance or generators`,
      );
    }
  }
}

async function link(entry) {
  const bundle = await rollup({
    input: join(lowered, 'engine', entry),
    onwarn(warning) {
      throw new Error(`rollup: ${warning.message}`);
    },
  });
  const { output } = await bundle.generate({
    format: 'iife',
    name: 'ders',
    esModule: false,
    freeze: false,
    externalLiveBindings: false,
    generatedCode: 'es5',
  });
  return output[0].code;
}

function isFunction(node) {
  return node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration';
}

/** Nodes of a tree in the order of the text; `enter` says whether to look into one. */
function visit(node, enter) {
  if (!node || typeof node.type !== 'string' || enter(node) === false) return;
  for (const child of Object.values(node)) for (const part of [child].flat()) visit(part, enter);
}

/** Uses of `this` from which on a variable for it is shorter: `this.` and `t.`, against `var t=this;`. */
const OFTEN = 5;

/**
 * Says `this` and `X.prototype` once where they are said often: terser keeps both words, and they are a twentieth of the pump's source.
 */
function alias(source) {
  const edits = [];
  let code = source;
  visit(acorn.parse(source, { ecmaVersion: 5 }), (node) => {
    if (!isFunction(node)) return;
    const uses = [];
    visit(node.body, (inner) => {
      if (inner.type === 'ThisExpression') uses.push(inner);
      return !isFunction(inner);
    });
    if (uses.length < OFTEN) return;
    // tsc has made such a variable already where a closure needs it.
    const { start, end } = node.body;
    const [made] = /^\{\s*var _this = this;/.exec(source.slice(start, end)) ?? [];
    const name = made ? '_this' : '$this';
    const behind = start + (made ? made.length : 1);
    if (!made) edits.push([behind, behind, `var ${name} = this;`]);
    for (const use of uses) if (use.start >= behind) edits.push([use.start, use.end, name]);
  });
  edits.sort(([a], [b]) => b - a);
  for (const [start, end, text] of edits) code = code.slice(0, start) + text + code.slice(end);
  let last = '';
  return code.replace(/^( +)(\w+)\.prototype\.(\w+) = (?=function)/gm, (_, indent, name, method) => {
    const first = name !== last;
    last = name;
    return `${first ? `${indent}var $members = ${name}.prototype;\n` : ''}${indent}$members.${method} = `;
  });
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The shortest names for the properties that are written most often; terser would take them as they come. */
function shortNames(code, reserved) {
  const counts = new Map();
  visit(acorn.parse(code, { ecmaVersion: 5 }), (node) => {
    const { type, computed } = node;
    const name =
      type === 'Property' ? node.key.name : type === 'MemberExpression' && !computed && node.property.name;
    if (name && !reserved.includes(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  const often = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const short = [...LETTERS, ...LETTERS.flatMap((a) => LETTERS.map((b) => a + b))].filter(
    (name) => !reserved.includes(name) && !/^(?:do|if|in|of)$/.test(name),
  );
  return Object.fromEntries(often.map(([name], i) => [`$${name}`, short[i]]));
}

/** `closed`: nobody but a HAL is called from outside and calls in, so that every other property may be renamed. */
async function shrink(code, closed = false) {
  const aliased = alias(code);
  const reserved = closed ? outwardNames() : [];
  const { code: small } = await minify(aliased, {
    ecma: 5,
    nameCache: closed ? { props: { props: shortNames(aliased, reserved) } } : undefined,
    // Inlining functions would make closures on the hot path.
    compress: { passes: 3, inline: false, reduce_funcs: false, keep_fargs: false, hoist_funs: true },
    mangle: {
      properties: closed ? { builtins: true, reserved } : { regex: INTERNAL, builtins: true },
    },
    format: { ascii_only: true },
  });
  return `${small}\n`;
}

/** What the firmware relies on: ES5, one global, and no bigger than the pump's heap allows. */
function verify(code, maxBytes) {
  acorn.parse(code, { ecmaVersion: 5 });
  const globals = Object.keys(vm.runInNewContext(`${code};this`));
  if (globals.join() !== 'ders')
    throw new Error(`the bundle must define \`ders\` alone, not: ${globals.join(', ')}`);
  const bytes = Buffer.byteLength(code);
  if (!(bytes <= maxBytes))
    throw new Error(`the bundle has ${bytes} bytes, ${bytes - maxBytes} more than it may have`);
  return bytes;
}

async function main() {
  lower();
  refuseHelpers(lowered);
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const { entry, file, maxBytes, closed } of BUNDLES) {
    const target = join(root, 'dist', file);
    const code = await shrink(await link(entry), closed);
    const bytes = verify(code, maxBytes);
    writeFileSync(`${target}.part`, code);
    renameSync(`${target}.part`, target);
    console.log(`dist/${file}: ${bytes} of ${maxBytes} bytes`);
  }
}

if (require.main === module) {
  main().catch((error) => {
    console.error(`bundle: ${error.message}`);
    process.exitCode = 1;
  });
}

module.exports = { alias, refuseHelpers, shrink, verify };
