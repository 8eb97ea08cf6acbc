// Makes byte code (js_code.h) out of source text: node byte_code.js COMPILER SOURCE TARGET [--pointer BYTES]. COMPILER is js-compile of the runtime that will
// run it. Beside TARGET stands TARGET.inc, the pointers that an image links in place of those of the file. Exit code 1: the runtime makes no byte code.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const acorn = require('acorn');
const { constructorMarks } = require('./constructors');
const { plainLiterals } = require('./plain_literals');

const MARK = Buffer.from('\0DERSJS1', 'latin1');
const HEAD = 40;
const RUNTIMES = ['', 'duktape', 'jerryscript'];
const NO_BYTE_CODE = 1;

/** ISO-HDLC, as in storage.c. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7)]);
const words = (numbers) => Buffer.from(Uint32Array.from(numbers).buffer);

/** Runs the compiler in a folder of its own. */
class Compiler {
  constructor(program) {
    this.program = program;
    this.folder = mkdtempSync(join(tmpdir(), 'js-compile-'));
  }

  close() {
    rmSync(this.folder, { recursive: true });
  }

  run(what, ...files) {
    const paths = files.map((content, i) => {
      const path = join(this.folder, String(i));
      writeFileSync(path, content);
      return path;
    });
    const { status, stdout, stderr, error } = spawnSync(this.program, [what, ...paths], {
      maxBuffer: 16 << 20,
    });
    if (status === NO_BYTE_CODE) throw Object.assign(new Error('no byte code'), { code: NO_BYTE_CODE });
    if (status !== 0) throw error ?? new Error(stderr.toString());
    return stdout;
  }
}

function namesIn(bytes) {
  const names = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32LE(at))
    names.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at)));
  return names;
}

/** Every name and text of the source. */
function wordsOf(source) {
  const found = new Set();
  (function visit(node) {
    if (!node || typeof node.type !== 'string') return;
    if (node.type === 'Identifier') found.add(node.name);
    if (node.type === 'Literal' && typeof node.value === 'string') found.add(node.value);
    for (const child of Object.values(node)) for (const part of [child].flat()) visit(part);
  })(acorn.parse(source, { ecmaVersion: 5 }));
  return found;
}

/** Source that is true where the runtime's own table of names is the compiler's: the code holds numbers of names, and the runtime's come first. */
function probe(compiler, source, names) {
  const word = [...wordsOf(source)];
  const foreign = new Set(namesIn(compiler.run('names', JSON.stringify(word))).map(String));
  const asked = word.filter((name) => name.length > 1 && !/^\d/.test(name) && !foreign.has(name));
  asked.push(...names.filter((_, i) => i % 64 === 0 || i === names.length - 1).map(String));
  let sum = 0;
  for (const word of asked) for (const unit of word) sum = (sum * 31 + unit.charCodeAt(0)) % 65521;
  const body = 'for(i=0;i<w.length;i++)for(k=0;k<w[i].length;k++)s=(s*31+w[i].charCodeAt(k))%65521;';
  return `(function(){var w=${JSON.stringify(asked)},s=0,i,k;${body}return s===${sum}})()`;
}

/** The content of the file, and how many texts stand where in it. */
function jerryScript(compiler, source) {
  const plain = plainLiterals(source);
  const table = compiler.run('names', plain);
  const names = namesIn(table);
  const probed = padded(compiler.run('code', probe(compiler, plain, names), table));
  const code = padded(compiler.run('code', plain, table));
  const sizes = words([...names.map(({ length }) => length), probed.length, code.length]);
  const texts = Buffer.concat(names);
  const padding = Buffer.alloc(-(sizes.length + texts.length) & 7);
  return { content: Buffer.concat([sizes, texts, padding, probed, code]), names, first: sizes.length };
}

function duktape(compiler, source) {
  const marks = Buffer.from(constructorMarks(source).buffer);
  return { content: compiler.run('code', source, marks), names: [], first: 0 };
}

function writeWhole(path, content) {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}

function main() {
  const [program, source, target, , pointer = '8'] = process.argv.slice(2);
  const compiler = new Compiler(program);
  try {
    const [runtime, build] = compiler.run('build').toString().trim().split(' ');
    const make = runtime === 'duktape' ? duktape : jerryScript;
    const { content, names, first } = make(compiler, readFileSync(source, 'utf8'));
    const table = Buffer.alloc((names.length * Number(pointer) + 7) & ~7);
    const numbers = [
      RUNTIMES.indexOf(runtime),
      Number(build),
      content.length,
      crc32(content),
      names.length,
      names.length && Number(pointer),
      first,
      0,
    ];
    writeWhole(target, Buffer.concat([MARK, words(numbers), table, content]));
    let at = HEAD + table.length + first;
    let pointers = '';
    for (const { length } of names) {
      pointers += `    .${pointer === '8' ? 'quad' : 'long'} ders_bundle + ${at}\n`;
      at += length;
    }
    writeWhole(`${target}.inc`, `${pointers}    .balign 8\n    .incbin BUNDLE, ${HEAD + table.length}\n`);
  } finally {
    compiler.close();
  }
}

try {
  main();
} catch (error) {
  if (error.code !== NO_BYTE_CODE) console.error(`byte code: ${error.message}`);
  process.exitCode = error.code === NO_BYTE_CODE ? NO_BYTE_CODE : 2;
}
