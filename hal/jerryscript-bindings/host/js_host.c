/* js-host: runs the engine's bundle in a runtime set up as on a pump, and passes lines through one of its functions. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../js_code.h"
#include "../js_runtime.h"
#include "../storage_natives.h"
#include "mapped_file.h"

static const char USAGE[] =
    "usage: js-host [options] BUNDLE [SCRIPT]\n"
    "Evaluates BUNDLE, text or byte code (js_code.h), and SCRIPT; then, with --call, answers each line of stdin with a line.\n"
    "  --call NAME          the global function that takes a line and returns one\n"
    "  --flash FILE         map FILE for host.word, host.read, host.crc32, host.search, host.size; may be repeated\n"
    "  --heap               write the heap's size to stderr at the end, as JSON (bytes)\n"
    "  --heap-limit BYTES   the block of memory that the runtime lives in (15 MB; JerryScript 511 KB)\n"
    "  --fail-at N          refuse the N-th block of memory asked for once the runtime stands, and all after it\n"
    "  --time-limit MS      stop a call that takes longer (10000)\n"
    "A call that fails is answered with `!` and the error. Exit code: 0 all well, 1 a call failed, 2 not started.\n"
    "host.failAllocation(n, times) refuses memory to the rest of a call: the n-th block from now and those after it.\n";

enum { EXIT_CALL_FAILED = 1, EXIT_NOT_STARTED = 2, MAX_FILES = 8, LONGEST_ANSWER = 1 << 20 };

static struct js_runtime *runtime;
static struct ders_storage files[MAX_FILES];
static struct ders_storages flash = {files, 0};
static double deadline;
static double time_limit = 10.0;

static double seconds(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int expired(void *context) {
  (void)context;
  return !(seconds() <= deadline);
}

static void not_started(const char *what, const char *why) {
  fprintf(stderr, "js-host: %s: %s\n", what, why);
  exit(EXIT_NOT_STARTED);
}

static struct ders_storage map_file(const char *path) {
  struct ders_storage storage;

  if (ders_map_file(path, &storage) != 0) not_started(path, strerror(errno));
  return storage;
}

static unsigned long number(const char *option, const char *text) {
  char *end;
  unsigned long value;

  errno = 0;
  value = strtoul(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || *text == '-') not_started(option, "takes a whole number");
  return value;
}

static void fail_allocation(struct js_frame *frame, void *context) {
  double n = js_arg_number(frame, 0), times = js_arg_number(frame, 1);

  (void)context;
  js_heap_fail(runtime, n > 0 ? (unsigned long)n : 0, times > 0 ? (unsigned long)times : ULONG_MAX);
}

static void started(const char *step, int error) {
  if (error != JS_OK) not_started(step, *js_message(runtime) != '\0' ? js_message(runtime) : "no memory for it");
}

/* One step of the start; the bytes that live after it (garbage counts as used until it is collected). */
static size_t load_file(const char *path) {
  struct ders_storage source = map_file(path);
  void *placed = malloc(source.size + 1);

  /* Byte code may be used where it lies as long as the runtime lives. */
  if (placed == NULL) not_started(path, strerror(errno));
  memcpy(placed, source.bytes, source.size);
  js_code_place(placed, source.size);
  deadline = seconds() + time_limit;
  started(path, js_load(runtime, placed, source.size));
  started(path, js_collect(runtime));
  return js_heap_used(runtime);
}

static int answer_lines(const char *function) {
  static char room[LONGEST_ANSWER];
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  int code = 0;

  while ((length = getline(&line, &size, stdin)) >= 0) {
    struct js_value argument = {JS_TEXT, 0, line, (size_t)length};
    struct js_result result = {JS_TEXT, 0, room, sizeof room, 0};
    const char *failure = NULL;
    int error;

    if (length > 0 && line[length - 1] == '\n') argument.length -= 1;
    deadline = seconds() + time_limit;
    error = js_call(runtime, function, &argument, 1, &result);
    deadline = seconds() + time_limit;
    js_heap_fail(runtime, 0, 0);
    if (error == JS_ERR_FUNCTION) failure = "TypeError: there is no global function of that name";
    else if (error == JS_ERR_KIND || error == JS_ERR_ROOM) failure = "TypeError: an answer is a text of at most a megabyte";
    else if (error != JS_OK) failure = *js_message(runtime) != '\0' ? js_message(runtime) : "Error: the runtime is lost";
    else if (strchr(room, '\n') != NULL) failure = "TypeError: an answer is a single line";
    if (failure != NULL) {
      code = EXIT_CALL_FAILED;
      printf("!%.*s\n", (int)strcspn(failure, "\n"), failure);
    } else puts(room);
    fflush(stdout);
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
  static const struct js_function test_natives[] = {{"failAllocation", fail_allocation, 2}};
  struct js_function natives[DERS_STORAGE_NATIVES + 1];
  struct js_setup setup = {NULL, 0, 512 * 1024, expired, NULL};
  const char *function = NULL;
  unsigned long fail_at = 0, made;
  int report = 0, code = 0, option, error;
  size_t start, load, script;

  setup.size = strcmp(js_runtime_name, "duktape") == 0 ? 15 << 20 : 511 << 10;
  while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
    switch (option) {
      case 'c': function = optarg; break;
      case 'f':
        if (flash.count == MAX_FILES) not_started(optarg, "too many files");
        files[flash.count++] = map_file(optarg);
        break;
      case 'h': report = 1; break;
      case 'l': setup.size = number("--heap-limit", optarg); break;
      case 'a': fail_at = number("--fail-at", optarg); break;
      case 't': time_limit = (double)number("--time-limit", optarg) / 1000.0; break;
      default: fputs(USAGE, stderr); return EXIT_NOT_STARTED;
    }
  }
  if (argc - optind < 1 || argc - optind > 2) {
    fputs(USAGE, stderr);
    return EXIT_NOT_STARTED;
  }

  deadline = seconds() + time_limit;
  setup.block = malloc(setup.size);
  if (setup.block == NULL) not_started("the runtime", strerror(errno));
  error = js_create(&runtime, &setup);
  if (error != JS_OK) not_started("the runtime", error == JS_ERR_MEMORY ? "no memory for an empty heap" : "cannot be made");
  made = js_heap_requests(runtime);
  if (fail_at != 0) js_heap_fail(runtime, fail_at, ULONG_MAX);
  started("the runtime", js_collect(runtime));
  start = js_heap_used(runtime);
  load = load_file(argv[optind]);
  memcpy(natives, ders_storage_natives, sizeof ders_storage_natives);
  natives[DERS_STORAGE_NATIVES] = test_natives[0];
  started("host", js_install(runtime, "host", natives, DERS_STORAGE_NATIVES + 1, &flash));
  script = load;
  if (argc - optind == 2) script = load_file(argv[optind + 1]);
  if (function != NULL) code = answer_lines(function);
  if (report) {
    fprintf(stderr, "{\"start\":%zu,\"load\":%zu,\"script\":%zu,\"peak\":%zu,\"requests\":%lu}\n", start, load, script,
            js_heap_peak(runtime), js_heap_requests(runtime) - made);
  }
  js_destroy(runtime);
  free(setup.block);
  return code;
}
