#!/usr/bin/env node
require('../../drug-library-loader/bin/transpiled');
// Whoever reads our output may have seen enough (`| head`).
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
require('../cli/main').main(process.argv.slice(2));
