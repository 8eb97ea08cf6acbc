#!/usr/bin/env node
require('./transpiled');
// Whoever reads our output may have seen enough (`| head`).
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
require('../service/cli/main').main(process.argv.slice(2));
