/* js-compile: byte code for byte_code.js, which calls it; what it writes is no js_code yet.
 *   js-compile build                 a line: the runtime's name, and the number that its byte code depends on
 *   js-compile names SOURCE          names and texts that the code will want from a table, each as its length in four bytes and its bytes
 *   js-compile code SOURCE [NAMES]   the runtime's own form of the code
 * Exit code: 0 done, 1 the runtime makes no byte code, 2 anything else. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../js_runtime.h"
#include "js_compile.h"
#include "mapped_file.h"

enum { NO_BYTE_CODE = 1, FAILED = 2, ROOM = 4 << 20 };

static int fail(const char *what, const char *why) {
  fprintf(stderr, "js-compile: %s: %s\n", what, why);
  return FAILED;
}

int main(int argc, char **argv) {
  struct js_setup setup = {NULL, 0, 1 << 20, NULL, NULL};
  struct js_runtime *runtime;
  struct ders_storage source, names = {NULL, 0, NULL, NULL};
  static uint64_t room[ROOM / 8];
  size_t length = 0;
  int error;

  setup.size = strcmp(js_runtime_name, "duktape") == 0 ? 15 << 20 : 511 << 10;
  setup.block = malloc(setup.size);
  if (setup.block == NULL || js_create(&runtime, &setup) != JS_OK) return fail("the runtime", "cannot be made");
  if (!js_compiles()) return NO_BYTE_CODE;
  if (argc == 2 && strcmp(argv[1], "build") == 0) return printf("%s %u\n", js_runtime_name, (unsigned)js_build()) < 0 ? FAILED : 0;
  if (argc < 3 || argc > 4) return fail("usage", "js-compile build | names SOURCE | code SOURCE [NAMES]");
  if (ders_map_file(argv[2], &source) != 0) return fail(argv[2], strerror(errno));
  if (argc == 4 && ders_map_file(argv[3], &names) != 0) return fail(argv[3], strerror(errno));
  error = strcmp(argv[1], "names") == 0 ? js_names(&source, room, sizeof room, &length) : js_compile(runtime, &source, &names, room, sizeof room, &length);
  if (error != JS_OK) return fail(argv[2], *js_message(runtime) != '\0' ? js_message(runtime) : "does not compile");
  return fwrite(room, 1, length, stdout) == length && fflush(stdout) == 0 ? 0 : fail("stdout", strerror(errno));
}
