/* The seam to a JavaScript runtime, tested through js_runtime.h alone: linked with each back-end, it must say the same.
 * `binding-test` runs all tests and prints `ok NAME` or `not ok NAME: why`; `binding-test --list` prints the names. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "js_code.h"
#include "js_heap.h"
#include "js_runtime.h"

/* byte-code-sample.es5 as an image carries it: byte code, or its source where the runtime makes none. */
extern const char ders_bundle[];
extern const char ders_bundle_end[];

static char fault[2048];
static struct js_runtime *runtime;
static uint64_t block[(400 << 10) / 8];
static unsigned long asked;
static unsigned long patience;

#define CHECK(truth)                                                                                       \
  do {                                                                                                     \
    if (!(truth)) {                                                                                        \
      snprintf(fault, sizeof fault, "line %d: %s (%s)", __LINE__, #truth, runtime ? js_message(runtime) : ""); \
      return;                                                                                              \
    }                                                                                                      \
  } while (0)

static int expired(void *context) {
  (void)context;
  asked += 1;
  return asked > patience;
}

static int is_duktape(void) { return strcmp(js_runtime_name, "duktape") == 0; }

static int open_block(size_t size) {
  struct js_setup setup = {block, size, 256 << 10, expired, NULL};

  asked = 0;
  patience = 20000;
  return js_create(&runtime, &setup);
}

static int load(const char *source) { return js_load(runtime, source, strlen(source)); }

static int open_with(const char *source) {
  int error = open_block(sizeof block);

  return error != JS_OK ? error : load(source);
}

static double number_of(const char *function, double argument) {
  struct js_value value = {JS_NUMBER, argument, NULL, 0};
  struct js_result result = {JS_NUMBER, 0, NULL, 0, 0};

  asked = 0;
  return js_call(runtime, function, &value, 1, &result) == JS_OK ? result.number : NAN;
}

static void calls(void) {
  static const double numbers[] = {0, 1, -1, 0.1, 4294967295.0, 9007199254740991.0, -2147483648.0, 1e300};
  size_t i;

  CHECK(open_with("function same(x) { return x; } function sum(a, b, c) { return a + b + c; }") == JS_OK);
  for (i = 0; i < sizeof numbers / sizeof *numbers; i++) CHECK(number_of("same", numbers[i]) == numbers[i]);
  CHECK(isnan(number_of("same", NAN)));
  struct js_value three[3] = {{JS_NUMBER, 1, NULL, 0}, {JS_NUMBER, 2, NULL, 0}, {JS_NUMBER, 4, NULL, 0}};
  struct js_result result = {JS_NUMBER, 0, NULL, 0, 0};
  CHECK(js_call(runtime, "sum", three, 3, &result) == JS_OK && result.number == 7);
  CHECK(js_call(runtime, "sum", three, 3, NULL) == JS_OK);
  CHECK(js_call(runtime, "nowhere", NULL, 0, &result) == JS_ERR_FUNCTION && isnan(result.number));
}

static void kinds(void) {
  char text[8];
  double numbers[2];
  struct js_result number = {JS_NUMBER, 0, NULL, 0, 0}, words = {JS_TEXT, 0, text, sizeof text, 0}, bytes = {JS_BYTES, 0, text, sizeof text, 0},
                   array = {JS_NUMBERS, 0, numbers, 2, 0}, nothing = {JS_NONE, 0, NULL, 0, 0}, no_room = {JS_TEXT, 0, NULL, 8, 0};

  CHECK(open_with("function t() { return 'x'; } function n() { return 1; } function u() {} function a() { return [1, '2']; }"
                  "function o() { return { length: 1 }; } function z() { return null; }") == JS_OK);
  CHECK(js_call(runtime, "t", NULL, 0, &number) == JS_ERR_KIND);
  CHECK(js_call(runtime, "u", NULL, 0, &number) == JS_ERR_KIND);
  CHECK(js_call(runtime, "z", NULL, 0, &number) == JS_ERR_KIND);
  CHECK(js_call(runtime, "n", NULL, 0, &words) == JS_ERR_KIND && words.length == 0);
  CHECK(js_call(runtime, "n", NULL, 0, &bytes) == JS_ERR_KIND);
  CHECK(js_call(runtime, "a", NULL, 0, &bytes) == JS_ERR_KIND);
  CHECK(js_call(runtime, "o", NULL, 0, &array) == JS_ERR_KIND);
  CHECK(js_call(runtime, "a", NULL, 0, &array) == JS_ERR_KIND && array.length == 0);
  CHECK(js_call(runtime, "o", NULL, 0, &nothing) == JS_OK);
  CHECK(js_call(runtime, "t", NULL, 0, &no_room) == JS_ERR_ARGUMENT);
}

static void texts(void) {
  static const char *const all[] = {"", "a", "5 mcg/kg/min", "\xc2\xb5g \xe2\x82\xac", "quote\"\\\n"};
  char room[16];
  size_t i;

  CHECK(open_with("function same(x) { return x; } function size(x) { return x.length; }") == JS_OK);
  for (i = 0; i < sizeof all / sizeof *all; i++) {
    struct js_value value = {JS_TEXT, 0, all[i], strlen(all[i])};
    struct js_result result = {JS_TEXT, 0, room, sizeof room, 0};

    CHECK(js_call(runtime, "same", &value, 1, &result) == JS_OK);
    CHECK(result.length == strlen(all[i]) && strcmp(room, all[i]) == 0);
    result.size = strlen(all[i]) + 1;
    CHECK(js_call(runtime, "same", &value, 1, &result) == JS_OK);
    result.size = strlen(all[i]);
    CHECK(js_call(runtime, "same", &value, 1, &result) == JS_ERR_ROOM && result.length == 0);
  }
  char json[64];
  struct js_result written = {JS_TEXT, 0, json, sizeof json, 0};
  CHECK(load("function json() { return JSON.stringify([0, -1, 302, 4294967296, -140737488355328, 9007199254740991, 0.1]); }") == JS_OK);
  CHECK(js_call(runtime, "json", NULL, 0, &written) == JS_OK);
  CHECK(strcmp(json, "[0,-1,302,4294967296,-140737488355328,9007199254740991,0.1]") == 0);
  struct js_value zero = {JS_TEXT, 0, "a\0b", 3};
  struct js_result length = {JS_NUMBER, 0, NULL, 0, 0};
  CHECK(js_call(runtime, "size", &zero, 1, &length) == JS_OK && length.number == 3);
}

static void byte_arrays(void) {
  uint8_t out[256], in[256];
  int i;

  CHECK(open_with("function same(x) { return x; } function half(x) { return x.subarray(x.length / 2); }"
                  "function sum(x) { var s = 0; for (var i = 0; i < x.length; i++) s += x[i]; x[0] = 99; return s; }") == JS_OK);
  for (i = 0; i < 256; i++) out[i] = (uint8_t)i;
  struct js_value value = {JS_BYTES, 0, out, 256};
  struct js_result result = {JS_BYTES, 0, in, 256, 0};
  CHECK(js_call(runtime, "same", &value, 1, &result) == JS_OK && result.length == 256 && memcmp(in, out, 256) == 0);
  CHECK(js_call(runtime, "half", &value, 1, &result) == JS_OK && result.length == 128 && memcmp(in, out + 128, 128) == 0);
  result.size = 127;
  CHECK(js_call(runtime, "half", &value, 1, &result) == JS_ERR_ROOM && result.length == 0);
  struct js_result sum = {JS_NUMBER, 0, NULL, 0, 0};
  CHECK(js_call(runtime, "sum", &value, 1, &sum) == JS_OK && sum.number == 255 * 128);
  CHECK(out[0] == 0);
  value.length = 0;
  CHECK(js_call(runtime, "same", &value, 1, &result) == JS_OK && result.length == 0);
}

static void number_arrays(void) {
  double out[100], in[100];
  int i;

  CHECK(open_with("function same(x) { return x; } function isArray(x) { return x instanceof Array ? x.length : -1; }") == JS_OK);
  for (i = 0; i < 100; i++) out[i] = i * 0.25 - 3;
  struct js_value value = {JS_NUMBERS, 0, out, 100};
  struct js_result result = {JS_NUMBERS, 0, in, 100, 0}, length = {JS_NUMBER, 0, NULL, 0, 0};
  CHECK(js_call(runtime, "same", &value, 1, &result) == JS_OK && result.length == 100 && memcmp(in, out, sizeof in) == 0);
  result.size = 99;
  CHECK(js_call(runtime, "same", &value, 1, &result) == JS_ERR_ROOM && result.length == 0);
  CHECK(js_call(runtime, "isArray", &value, 1, &length) == JS_OK && length.number == 100);
  value.length = 0;
  CHECK(js_call(runtime, "same", &value, 1, &result) == JS_OK && result.length == 0);
}

static void exceptions(void) {
  CHECK(open_with("function type() { null.x; } function own() { throw { toString: function () { throw 1; } }; }"
                  "function text() { throw 'a text'; } function one() { return 1; } function none() { throw undefined; }") == JS_OK);
  CHECK(js_call(runtime, "type", NULL, 0, NULL) == JS_ERR_THROWN && strncmp(js_message(runtime), "TypeError", 9) == 0);
  CHECK(js_call(runtime, "text", NULL, 0, NULL) == JS_ERR_THROWN && strcmp(js_message(runtime), "a text") == 0);
  CHECK(js_call(runtime, "own", NULL, 0, NULL) == JS_ERR_THROWN);
  CHECK(js_call(runtime, "none", NULL, 0, NULL) == JS_ERR_THROWN);
  CHECK(number_of("one", 0) == 1 && *js_message(runtime) == '\0');
  CHECK(load("function (") == JS_ERR_THROWN && strncmp(js_message(runtime), "SyntaxError", 11) == 0);
  CHECK(load("one(") == JS_ERR_THROWN);
  CHECK(load("throw new RangeError('at load')") == JS_ERR_THROWN && strstr(js_message(runtime), "at load") != NULL);
  CHECK(number_of("one", 0) == 1);
}

static double seen[4];
static char seen_text[8];
static int seen_length;

static void note(struct js_frame *frame, void *context) {
  int valid = 1, i;
  size_t length;
  uint8_t *bytes = js_arg_bytes(frame, 1, &length);

  *(int *)context += 1;
  seen[0] = js_arg_number(frame, 0);
  seen[1] = bytes == NULL ? -1 : (double)length;
  for (i = 0; bytes != NULL && i < (int)length; i++) bytes[i] = (uint8_t)(bytes[i] + 1);
  seen_length = js_arg_text(frame, 2, seen_text, sizeof seen_text);
  seen[2] = js_arg_whole(frame, 3, 10, &valid);
  seen[3] = valid;
  js_return_number(frame, 42);
}

static void truth(struct js_frame *frame, void *context) {
  (void)context;
  js_return_boolean(frame, js_arg_number(frame, 0) > 0);
}

static void silent(struct js_frame *frame, void *context) {
  (void)frame;
  (void)context;
}

static const struct js_function natives[] = {{"note", note, 4}, {"truth", truth, 1}, {"silent", silent, 0}};

static void native_functions(void) {
  int count = 0;

  CHECK(open_with("") == JS_OK);
  CHECK(js_install(runtime, "hal", natives, 3, &count) == JS_OK);
  CHECK(load("function all(n) { var b = new Uint8Array(3); var r = hal.note(n, b.subarray(1), 'abc', 10); return r * 1000 + b[0] * 100 + b[2]; }"
             "function few() { return hal.note(); } function wrong() { return hal.note('1', {}, 12345678901, 10.5); }"
             "function over() { return hal.note({}, 'bytes', 'too long', 11); }"
             "function yes(n) { return hal.truth(n) === true ? 1 : hal.truth(n) === false ? 0 : -1; }"
             "function undef() { return hal.silent() === undefined ? 1 : 0; }") == JS_OK);
  CHECK(number_of("all", 7) == 42001 && seen[0] == 7 && seen[1] == 2 && strcmp(seen_text, "abc") == 0 && seen[2] == 10 && seen[3] == 1);
  CHECK(number_of("few", 0) == 42 && isnan(seen[0]) && seen[1] == -1 && seen_length == -1 && seen[3] == 0);
  CHECK(number_of("wrong", 0) == 42 && isnan(seen[0]) && seen[1] == -1 && seen_length == -1 && seen[3] == 0);
  CHECK(number_of("over", 0) == 42 && seen[1] == -1 && seen_length == -1 && seen[3] == 0);
  CHECK(number_of("yes", 1) == 1 && number_of("yes", -1) == 0 && number_of("undef", 0) == 1);
  CHECK(count == 4);
  CHECK(js_install(runtime, "more", natives, 3, &count) == JS_OK && load("more.note(1)") == JS_OK && count == 5);
  CHECK(js_install(runtime, "most", natives, JS_MAX_NATIVES - 5, &count) == JS_ERR_ARGUMENT);
}

static void runaway(void) {
  CHECK(open_with("function forever() { for (;;) {} } function stubborn() { for (;;) { try { for (;;) {} } catch (e) {} } }"
                  "function deep() { try { forever(); } finally { for (;;) {} } } function one() { return 1; }") == JS_OK);
  static const char *const names[] = {"forever", "stubborn", "deep"};
  size_t i;

  for (i = 0; i < 3; i++) {
    asked = 0;
    patience = 3;
    CHECK(js_call(runtime, names[i], NULL, 0, NULL) == JS_ERR_TIME);
    CHECK(strstr(js_message(runtime), "timeout") != NULL);
    CHECK(number_of("one", 0) == 1);
  }
  asked = 0;
  CHECK(load("for (;;) {}") == JS_ERR_TIME);
  CHECK(number_of("one", 0) == 1);
}

static void recursion(void) {
  CHECK(open_with("function down(n) { return down(n + 1) + 1; } function apply() { return [1].map(apply); } function one() { return 1; }"
                  "var o = { toString: function () { return '' + o; } }; function text() { return '' + o; }"
                  "function nested() { var s = ''; for (var i = 0; i < 20000; i++) s += '['; return JSON.parse(s); }"
                  "function source() { var s = '1'; for (var i = 0; i < 3000; i++) s = '(' + s; return eval(s); }") == JS_OK);
  static const char *const names[] = {"down", "apply", "text", "nested", "source"};
  size_t i;

  for (i = 0; i < 5; i++) {
    int error;

    asked = 0;
    error = js_call(runtime, names[i], NULL, 0, NULL);
    /* Whichever bound comes first: depth, memory, or the loss of the runtime. Never the process. */
    CHECK(error == JS_ERR_THROWN || error == JS_ERR_MEMORY || error == JS_ERR_FATAL);
    if (error == JS_ERR_FATAL) {
      js_destroy(runtime);
      CHECK(open_with("function down(n) { return down(n + 1) + 1; } function one() { return 1; } function apply() { return [1].map(apply); }"
                      "var o = { toString: function () { return '' + o; } }; function text() { return '' + o; }"
                      "function nested() { throw 1; } function source() { throw 1; }") == JS_OK);
    }
    CHECK(number_of("one", 0) == 1);
  }
}

static const char HOARD[] =
    "function hoard(n) { var all = []; for (var i = 0; i < n; i++) all.push({ i: i, t: 'text ' + i }); return all.length; }"
    "function one() { return 1; }";

static void out_of_memory(void) {
  int error, i;

  for (i = 0; i < 3; i++) {
    CHECK(open_with(HOARD) == JS_OK);
    asked = 0;
    patience = 1000000;
    error = js_call(runtime, "hoard", &(struct js_value){JS_NUMBER, 1e6, NULL, 0}, 1, NULL);
    CHECK(error == (is_duktape() ? JS_ERR_MEMORY : JS_ERR_FATAL));
    if (is_duktape()) CHECK(number_of("one", 0) == 1 && number_of("hoard", 100) == 100);
    else {
      CHECK(js_call(runtime, "one", NULL, 0, NULL) == JS_ERR_FATAL);
      CHECK(load("1") == JS_ERR_FATAL && js_collect(runtime) == JS_ERR_FATAL);
    }
    js_destroy(runtime);
  }
}

/* The n-th request for memory refused, and all after it, from an empty runtime to the end of a call; where the runtime's library allocates
 * by itself, the same by blocks of all sizes. */
static void each_allocation_refused(void) {
  unsigned long n;
  int error, refused = 0, whole = 0;

  for (n = 1; n < 4000 && !whole; n++) {
    CHECK(open_block(sizeof block) == JS_OK);
    js_heap_fail(runtime, n, (unsigned long)-1);
    error = js_install(runtime, "hal", natives, 3, &refused);
    if (error == JS_OK) error = load(HOARD);
    if (error == JS_OK) error = js_call(runtime, "hoard", &(struct js_value){JS_NUMBER, 20, NULL, 0}, 1, NULL);
    if (error == JS_OK) error = js_collect(runtime);
    js_heap_fail(runtime, 0, 0);
    CHECK(error == JS_OK || error == JS_ERR_MEMORY || error == JS_ERR_FATAL || error == JS_ERR_THROWN);
    if (error == JS_OK) whole = 1;
    else refused += 1;
    /* What was refused is over: the same runtime does the whole of it now, unless it was lost. */
    if (error == JS_ERR_MEMORY || error == JS_ERR_THROWN) {
      CHECK(load(HOARD) == JS_OK);
      CHECK(number_of("hoard", 20) == 20);
    }
    js_destroy(runtime);
  }
  CHECK(whole && (refused > 20 || !is_duktape()));
}

static void blocks_of_every_size(void) {
  size_t size, smallest = 0;
  int error;

  for (size = 0; size <= 120 << 10; size += size < 2048 ? 8 : 264) {
    error = open_block(size);
    CHECK(error == JS_OK || error == JS_ERR_MEMORY);
    if (error != JS_OK) {
      CHECK(runtime == NULL);
      continue;
    }
    error = load(HOARD);
    if (error == JS_OK) error = js_call(runtime, "hoard", &(struct js_value){JS_NUMBER, 20, NULL, 0}, 1, NULL);
    CHECK(error == JS_OK || error == JS_ERR_MEMORY || error == JS_ERR_FATAL);
    if (error == JS_OK && smallest == 0) smallest = size;
    js_destroy(runtime);
  }
  CHECK(smallest > 0);
  CHECK(((uint8_t *)block)[120 << 10 | 512] == 0);
}

static int load_sample(void) { return js_load(runtime, ders_bundle, (size_t)(ders_bundle_end - ders_bundle)); }

static const char SAMPLE[] =
    "0,-1,255,256,134217727,134217728,-134217729,201326592,4294967295,4294967296,9000000000000000,9007199254740992,1e+22,365.2425,30.4,0.000001,0.1|"
    "42|true|true|11|2|a-b|true|13|x|nothing|TypeError|own text|3|undefined|fifteen|first|second";

static int sample_is_right(void) {
  char room[512];
  struct js_result result = {JS_TEXT, 0, room, sizeof room, 0};

  return js_call(runtime, "sample", NULL, 0, &result) == JS_OK && strcmp(room, SAMPLE) == 0;
}

static void byte_code(void) {
  int i, calls = 0;

  for (i = 0; i < 5; i++) {
    CHECK(open_block(sizeof block) == JS_OK);
    CHECK(load_sample() == JS_OK);
    CHECK(js_install(runtime, "hal", natives, 3, &calls) == JS_OK && load("hal.note(1); var text = 'own ' + 'text'") == JS_OK);
    CHECK(js_collect(runtime) == JS_OK && sample_is_right() && number_of("hoard", 100) == 100 && sample_is_right());
    CHECK(calls == i + 1);
    js_destroy(runtime);
    memset(block, 0xa5, sizeof block);
  }
  CHECK(open_block(sizeof block) == JS_OK && js_install(runtime, "hal", natives, 3, &calls) == JS_OK);
  if (js_code_marked(ders_bundle, 8)) CHECK(load_sample() == JS_ERR_ARGUMENT);
  CHECK(load("var fine = 1") == JS_OK);
}

static void byte_code_without_memory(void) {
  unsigned long n;
  size_t size;
  int error, refused = 0, whole = 0;

  for (n = 1; n < 4000 && !whole; n++) {
    CHECK(open_block(sizeof block) == JS_OK);
    js_heap_fail(runtime, n, (unsigned long)-1);
    error = load_sample();
    if (error == JS_OK) error = js_call(runtime, "hoard", &(struct js_value){JS_NUMBER, 20, NULL, 0}, 1, NULL);
    js_heap_fail(runtime, 0, 0);
    CHECK(error == JS_OK || error == JS_ERR_MEMORY || error == JS_ERR_THROWN);
    if (error == JS_OK) whole = 1;
    else refused += 1;
    js_destroy(runtime);
  }
  CHECK(whole && (refused > 20 || !is_duktape()));
  for (whole = refused = 0, size = 1024; size <= 120 << 10; size += 264) {
    error = open_block(size);
    if (error != JS_OK) continue;
    error = load_sample();
    if (error == JS_OK && sample_is_right()) whole += 1;
    else refused += 1;
    js_destroy(runtime);
  }
  CHECK(whole > 20 && refused > 1);
}

/* A changed head or content of byte code is refused, whatever changed; source has no such bound. */
static void byte_code_that_is_wrong(void) {
  static uint64_t copy[(64 << 10) / 8];
  uint8_t *bytes = (uint8_t *)copy;
  size_t length = (size_t)(ders_bundle_end - ders_bundle), at, refused = 0, cuts = 0;

  if (!js_code_marked(ders_bundle, length)) return;
  CHECK(length < sizeof copy);
  for (at = 8; at < length; at += at < 64 || at + 64 > length ? 1 : 5) {
    memcpy(bytes, ders_bundle, length);
    js_code_place(bytes, length);
    bytes[at] ^= (uint8_t)(1u << at % 8);
    CHECK(open_block(sizeof block) == JS_OK);
    CHECK(js_load(runtime, (char *)bytes, length) == JS_ERR_BUILD);
    CHECK(strstr(js_message(runtime), "byte code") != NULL);
    refused += 1;
    js_destroy(runtime);
  }
  for (at = 8; at < length; at += 31) {
    memcpy(bytes, ders_bundle, length);
    js_code_place(bytes, length);
    CHECK(open_block(sizeof block) == JS_OK);
    CHECK(js_load(runtime, (char *)bytes, at) == JS_ERR_BUILD);
    cuts += 1;
    js_destroy(runtime);
  }
  CHECK(refused > 200 && cuts > 40);
  memcpy(bytes, ders_bundle, length);
  js_code_place(bytes, length);
  CHECK(open_block(sizeof block) == JS_OK && js_load(runtime, (char *)bytes, length) == JS_OK && sample_is_right());
}

static void tear_down(void) {
  int i;

  for (i = 0; i < 50; i++) {
    CHECK(open_with(HOARD) == JS_OK);
    CHECK(load("var kept = (typeof kept === 'undefined' ? 0 : kept) + 1; function keeps() { return kept; }") == JS_OK);
    CHECK(number_of("keeps", 0) == 1 && number_of("hoard", 50) == 50);
    js_destroy(runtime);
    CHECK(js_call(runtime, "one", NULL, 0, NULL) == JS_ERR_ARGUMENT);
    memset(block, 0xa5, sizeof block);
  }
  js_destroy(NULL);
  runtime = NULL;
}

static void heap_peak(void) {
  size_t empty, loaded, used;

  CHECK(open_block(sizeof block) == JS_OK);
  empty = js_heap_peak(runtime);
  CHECK(empty > 256 && empty < sizeof block && js_heap_used(runtime) <= empty);
  CHECK(load(HOARD) == JS_OK);
  loaded = js_heap_peak(runtime);
  CHECK(loaded > empty && loaded < sizeof block);
  CHECK(number_of("hoard", 500) == 500);
  CHECK(js_heap_peak(runtime) > loaded + 500 * 8);
  used = js_heap_used(runtime);
  CHECK(js_collect(runtime) == JS_OK);
  CHECK(js_heap_used(runtime) <= used && js_heap_used(runtime) <= js_heap_peak(runtime));
}

static void arguments(void) {
  struct js_setup setup = {block, sizeof block, 0, NULL, NULL};
  struct js_runtime *second = (struct js_runtime *)block;

  CHECK(js_create(NULL, &setup) == JS_ERR_ARGUMENT);
  CHECK(js_create(&runtime, NULL) == JS_ERR_ARGUMENT && runtime == NULL);
  setup.block = (uint8_t *)block + 4;
  CHECK(js_create(&runtime, &setup) == JS_ERR_ARGUMENT);
  setup.block = block;
  CHECK(js_create(&runtime, &setup) == JS_OK);
  CHECK(js_create(&second, &setup) == JS_ERR_ARGUMENT && second == NULL);
  CHECK(js_load(runtime, NULL, 0) == JS_ERR_ARGUMENT && js_load(NULL, "1", 1) == JS_ERR_ARGUMENT);
  CHECK(js_call(runtime, NULL, NULL, 0, NULL) == JS_ERR_ARGUMENT && js_call(runtime, "x", NULL, 1, NULL) == JS_ERR_ARGUMENT);
  CHECK(js_install(runtime, NULL, natives, 1, NULL) == JS_ERR_ARGUMENT);
  CHECK(js_heap_peak(NULL) == 0 && js_heap_used(NULL) == 0 && *js_message(NULL) == '\0');
  CHECK(load("var fine = 1") == JS_OK);
}

static unsigned random_state;

static unsigned drawn(unsigned below) {
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 8) % below;
}

/* Our own allocator under random requests, against a record of what each block must hold. */
static void allocator(void) {
  static struct js_heap heap;
  static uint8_t *blocks[200];
  static unsigned sizes[200];
  unsigned round, i, k, size, refused = 0;
  uint8_t *made;

  for (round = 0; round < 20; round++) {
    random_state = round;
    CHECK(js_heap_open(&heap, block, 4096 + round * 1000) == 0 && js_heap_check(&heap) == 0);
    memset(blocks, 0, sizeof blocks);
    for (i = 0; i < 20000; i++) {
      k = drawn(200);
      size = drawn(8) == 0 ? drawn(2000) : drawn(60);
      for (unsigned n = 0; n < sizes[k] && blocks[k] != NULL; n++) CHECK(blocks[k][n] == (uint8_t)k);
      if (drawn(3) == 0) {
        js_heap_free(&heap, blocks[k]);
        blocks[k] = NULL;
      } else {
        made = js_heap_realloc(&heap, blocks[k], size);
        if (made == NULL && size > 0) {
          refused += 1;
          CHECK(blocks[k] == NULL || size > sizes[k]);
          continue;
        }
        CHECK((uintptr_t)made % sizeof(void *) == 0);
        for (unsigned n = 0; n < size && n < sizes[k] && blocks[k] != NULL; n++) CHECK(made[n] == (uint8_t)k);
        blocks[k] = made;
        sizes[k] = size;
        if (made != NULL) memset(made, (int)k, size);
      }
      if (i % 64 == 0) CHECK(js_heap_check(&heap) == 0);
    }
    for (k = 0; k < 200; k++) js_heap_free(&heap, blocks[k]);
    CHECK(js_heap_check(&heap) == 0 && heap.used == 0 && heap.peak > 2000 && heap.peak <= heap.size);
    CHECK(js_heap_alloc(&heap, heap.size - 4) != NULL && js_heap_alloc(&heap, 1) == NULL);
    CHECK(js_heap_alloc(&heap, (size_t)-1) == NULL && js_heap_alloc(&heap, 0xfffffffc) == NULL && js_heap_alloc(&heap, 0) == NULL);
  }
  CHECK(refused > 100);
  CHECK(js_heap_open(&heap, NULL, 4096) != 0 && js_heap_open(&heap, block, 127) != 0 && js_heap_open(&heap, block, (16u << 20) + 8) != 0);
  CHECK(js_heap_open(&heap, (uint8_t *)block + 4, 4096) != 0);
  CHECK(js_heap_open(&heap, block, 4096) == 0);
  made = js_heap_alloc(&heap, 24);
  memset(made, 0xff, 40);
  CHECK(js_heap_check(&heap) != 0);
}

static const struct {
  const char *name;
  void (*run)(void);
} tests[] = {
    {"calls pass numbers both ways", calls},
    {"a result of another kind is refused", kinds},
    {"texts", texts},
    {"byte arrays", byte_arrays},
    {"arrays of numbers", number_arrays},
    {"exceptions are reported, and the next call works", exceptions},
    {"native functions", native_functions},
    {"a runaway call is stopped, and the next one works", runaway},
    {"recursion without end ends", recursion},
    {"memory runs out", out_of_memory},
    {"each request for memory refused in turn", each_allocation_refused},
    {"a block of every size", blocks_of_every_size},
    {"byte code answers as its source", byte_code},
    {"byte code and too little memory", byte_code_without_memory},
    {"byte code that is changed, cut or foreign is refused", byte_code_that_is_wrong},
    {"tear-down and rebuild", tear_down},
    {"heap peak", heap_peak},
    {"arguments that are wrong", arguments},
    {"the allocator", allocator},
};

int main(int argc, char **argv) {
  size_t i;
  int failed = 0;

  for (i = 0; i < sizeof tests / sizeof *tests; i++) {
    if (argc > 1 && strcmp(argv[1], "--list") == 0) {
      puts(tests[i].name);
      continue;
    }
    fault[0] = '\0';
    memset(block, 0, sizeof block);
    tests[i].run();
    js_destroy(runtime);
    runtime = NULL;
    failed |= fault[0] != '\0';
    printf(fault[0] == '\0' ? "ok %s\n" : "not ok %s: %s\n", tests[i].name, fault);
    fflush(stdout);
  }
  return failed;
}
