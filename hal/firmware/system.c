/* What newlib asks of a system: there is none, and nothing here allocates. */
#include <stddef.h>
#include <stdint.h>

#include "boards/board.h"

void _exit(int code) {
  (void)code;
  board_restart();
}

void abort(void) { board_restart(); }

void *_sbrk(ptrdiff_t more) {
  (void)more;
  return (void *)-1;
}

int _kill(int process, int signal) {
  (void)process;
  (void)signal;
  return -1;
}

int _getpid(void) { return 1; }

/* Linked in by formatted input and output to memory, never called. */
int _write(int file, const void *bytes, size_t length) {
  (void)file;
  (void)bytes;
  (void)length;
  return -1;
}

int _read(int file, void *bytes, size_t length) {
  (void)file;
  (void)bytes;
  (void)length;
  return -1;
}

long _lseek(int file, long offset, int from) {
  (void)file;
  (void)offset;
  (void)from;
  return -1;
}

int _close(int file) {
  (void)file;
  return -1;
}

int _fstat(int file, void *status) {
  (void)file;
  (void)status;
  return -1;
}

int _isatty(int file) {
  (void)file;
  return 0;
}
