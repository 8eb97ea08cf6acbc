/* js-host: runs the engine's bundle in Duktape, set up as on a pump, and passes lines through one of its functions. */
#include "flash.h"
#include "heap.h"

#include <duktape.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Debian's package data names another version than its source holds. */
#if DUK_VERSION < 20700L
#error "Duktape 2.7.0 or newer is needed"
#endif

static const char USAGE[] =
    "usage: js-host [options] BUNDLE [SCRIPT]\n"
    "Evaluates BUNDLE and SCRIPT; then, with --call, answers each line of stdin with a line.\n"
    "  --call NAME          the global function that takes a line and returns one\n"
    "  --flash FILE         map FILE for host.word, host.read, host.crc32, host.size; may be repeated\n"
    "  --heap               write the heap's size to stderr at the end, as JSON (bytes)\n"
    "  --heap-limit BYTES   the heap never holds more\n"
    "  --fail-at N          refuse the N-th block of memory asked for, and all after it\n"
    "  --time-limit MS      stop a call that takes longer (10000)\n"
    "A call that fails is answered with `!` and the error. Exit code: 0 all well, 1 a call failed, 2 not started.\n"
    "host.failAllocation(n, times) refuses memory to the rest of a call: the n-th block from now and those after it.\n";

enum { EXIT_CALL_FAILED = 1, EXIT_NOT_STARTED = 2 };

/* One runtime a process: Duktape hands its check nothing but the heap. */
static struct ders_heap heap;
static double deadline;
static double time_limit = 10.0;

static double seconds(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Stays true until the call has unwound: Duktape throws again in every handler on the way out. */
duk_bool_t ders_call_expired(void *heap_udata) {
  (void)heap_udata;
  return !(seconds() <= deadline);
}

static void not_started(const char *what, const char *why) {
  fprintf(stderr, "js-host: %s: %s\n", what, why);
  exit(EXIT_NOT_STARTED);
}

static void fatal(void *heap_udata, const char *message) {
  (void)heap_udata;
  not_started("the runtime cannot go on", message == NULL ? "no reason given" : message);
}

static struct ders_image open_image(const char *path) {
  struct ders_image image;

  if (ders_image_open(path, &image) != 0) not_started(path, strerror(errno));
  return image;
}

static unsigned long number(const char *option, const char *text) {
  char *end;
  unsigned long value;

  errno = 0;
  value = strtoul(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || *text == '-') not_started(option, "takes a whole number");
  return value;
}

static void no_heap(void) { not_started("the runtime", "no memory for an empty heap"); }

static duk_ret_t fail_allocation(duk_context *ctx) {
  duk_uint_t n = duk_require_uint(ctx, 0);

  ders_heap_fail(&heap, n, duk_get_uint_default(ctx, 1, DUK_UINT_MAX));
  return 0;
}

static duk_ret_t expose(duk_context *ctx, void *udata) {
  (void)udata;
  duk_push_object(ctx);
  ders_flash_expose(ctx);
  duk_push_c_lightfunc(ctx, fail_allocation, 2, 2, 0);
  duk_put_prop_string(ctx, -2, "failAllocation");
  duk_put_global_string(ctx, "host");
  return 0;
}

static duk_ret_t evaluate(duk_context *ctx, void *udata) {
  const struct ders_image *source = udata;

  duk_eval_lstring_noresult(ctx, (const char *)source->bytes, source->size);
  return 0;
}

struct request {
  const char *function;
  const char *line;
  size_t length;
};

static duk_ret_t answer(duk_context *ctx, void *udata) {
  const struct request *request = udata;
  const char *text;
  duk_size_t length;

  duk_get_global_string(ctx, request->function);
  if (!duk_is_function(ctx, -1)) return duk_type_error(ctx, "%s is not a global function", request->function);
  duk_push_lstring(ctx, request->line, request->length);
  duk_call(ctx, 1);
  text = duk_require_lstring(ctx, -1, &length);
  if (memchr(text, '\n', length) != NULL) return duk_type_error(ctx, "an answer is a single line");
  return 1;
}

/* Every step runs protected and timed: outside, a runtime short of memory ends in recursion without a bound.
 * Leaves the result or the error on the stack; 0 when all went well. */
static int protect(duk_context *ctx, duk_safe_call_function step, void *udata) {
  int result;

  deadline = seconds() + time_limit;
  result = duk_safe_call(ctx, step, udata, 0, 1);
  deadline = seconds() + time_limit;
  return result;
}

/* One step of the start; the bytes that live after it (garbage counts as used until it is collected). */
static size_t start_step(duk_context *ctx, const char *name, duk_safe_call_function step, void *udata) {
  if (protect(ctx, step, udata) != 0) not_started(name, duk_safe_to_string(ctx, -1));
  duk_pop(ctx);
  duk_gc(ctx, 0);
  duk_gc(ctx, 0);
  return heap.used;
}

static size_t load_file(duk_context *ctx, const char *path) {
  struct ders_image source = open_image(path);

  return start_step(ctx, path, evaluate, &source);
}

static int answer_lines(duk_context *ctx, const char *function) {
  char *line = NULL;
  const char *text;
  size_t room = 0;
  ssize_t length;
  duk_size_t size;
  int code = 0;

  while ((length = getline(&line, &room, stdin)) >= 0) {
    struct request request = {function, line, (size_t)length};

    if (length > 0 && line[length - 1] == '\n') request.length -= 1;
    if (protect(ctx, answer, &request) != 0) {
      code = EXIT_CALL_FAILED;
      putchar('!');
    }
    ders_heap_fail(&heap, 0, 0);
    text = duk_safe_to_lstring(ctx, -1, &size);
    if (memchr(text, '\n', size) != NULL) size = strcspn(text, "\n");
    fwrite(text, 1, size, stdout);
    putchar('\n');
    fflush(stdout);
    duk_pop(ctx);
  }
  free(line);
  return code;
}

int main(int argc, char **argv) {
  static const struct option options[] = {
      {"call", required_argument, NULL, 'c'},       {"flash", required_argument, NULL, 'f'},
      {"heap", no_argument, NULL, 'h'},             {"heap-limit", required_argument, NULL, 'l'},
      {"fail-at", required_argument, NULL, 'a'},    {"time-limit", required_argument, NULL, 't'},
      {NULL, 0, NULL, 0},
  };
  const char *function = NULL;
  int report = 0, code = 0, option;
  size_t start, load, script;
  duk_context *ctx;

  while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
    switch (option) {
      case 'c': function = optarg; break;
      case 'f': if (ders_flash_add(open_image(optarg)) != 0) not_started(optarg, "too many files"); break;
      case 'h': report = 1; break;
      case 'l': heap.limit = number("--heap-limit", optarg); break;
      case 'a': ders_heap_fail(&heap, number("--fail-at", optarg), ULONG_MAX); break;
      case 't': time_limit = (double)number("--time-limit", optarg) / 1000.0; break;
      default: fputs(USAGE, stderr); return EXIT_NOT_STARTED;
    }
  }
  if (argc - optind < 1 || argc - optind > 2) {
    fputs(USAGE, stderr);
    return EXIT_NOT_STARTED;
  }

  heap.refused = no_heap;
  ctx = duk_create_heap(ders_heap_alloc, ders_heap_realloc, ders_heap_free, &heap, fatal);
  if (ctx == NULL) no_heap();
  heap.refused = NULL;
  start = start_step(ctx, "host", expose, NULL);
  load = script = load_file(ctx, argv[optind]);
  if (argc - optind == 2) script = load_file(ctx, argv[optind + 1]);
  if (function != NULL) code = answer_lines(ctx, function);
  if (report) {
    fprintf(stderr, "{\"start\":%zu,\"load\":%zu,\"script\":%zu,\"peak\":%zu,\"requests\":%lu}\n", start, load, script,
            heap.peak, heap.requests);
  }
  duk_destroy_heap(ctx);
  return code;
}
