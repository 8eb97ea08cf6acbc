/*
 * js_runtime.h: the seam between C and a JavaScript runtime. One runtime lives at a time, wholly inside a block of memory that the caller
 * gives; nothing is allocated elsewhere. Two back-ends stand behind this header, chosen when a program is linked: duktape/ and jerryscript/.
 *
 * Every function returns JS_OK (0) or a negative js_error; results start as JS_NONE. After JS_ERR_FATAL the runtime is dead: destroy it and
 * create it again. Stack: what the runtime itself needs, at most `stack` of js_setup plus 2 KB; the functions of this seam need less than 512
 * bytes on a 32-bit target. Not reentrant: no js_ function but js_arg_… and js_return_… may be called from a native function or from `expired`.
 */
#ifndef DERS_JS_RUNTIME_H
#define DERS_JS_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

enum js_error {
  JS_OK = 0,
  JS_ERR_ARGUMENT = -1, /* the caller's mistake: a null pointer, no such kind, no runtime */
  JS_ERR_MEMORY = -2,   /* the block is too small for what was asked; the runtime lives (Duktape) or could not be made */
  JS_ERR_THROWN = -3,   /* JavaScript threw; js_message says what */
  JS_ERR_TIME = -4,     /* `expired` stopped the call */
  JS_ERR_FUNCTION = -5, /* no global function of that name */
  JS_ERR_KIND = -6,     /* the result is not of the kind that was wanted */
  JS_ERR_ROOM = -7,     /* the result is longer than the caller's room */
  JS_ERR_FATAL = -8,    /* the runtime is lost (JerryScript: also whenever its memory runs out) */
  JS_ERR_BUILD = -9     /* the runtime's library was built without what this seam needs, or byte code is not for it; js_message says what */
};

enum js_kind {
  JS_NONE = 0, /* nothing; also undefined */
  JS_NUMBER,
  JS_TEXT,   /* UTF-8 of characters up to U+FFFF, not ended by 0 */
  JS_BYTES,  /* Uint8Array, copied */
  JS_NUMBERS /* Array of numbers, copied */
};

/* An argument. */
struct js_value {
  enum js_kind kind;
  double number;
  const void *data; /* char, uint8_t or double, by kind */
  size_t length;    /* of them */
};

/* What is wanted back: the caller sets kind (JS_NONE: whatever it is, dropped), room and size. */
struct js_result {
  enum js_kind kind;
  double number;
  void *room;    /* char, uint8_t or double, by kind; JS_TEXT is ended by 0, which needs room too */
  size_t size;   /* how many of them fit */
  size_t length; /* how many there are; 0 after a failure */
};

/* Arguments and result of a native function while it runs. */
struct js_frame;

/* A function in C for JavaScript. What it does not return is undefined. It must not throw, and cannot. */
typedef void (*js_native)(struct js_frame *frame, void *context);

struct js_function {
  const char *name;
  js_native native;
  int arguments; /* 0 … 6 */
};

/* Most natives of one runtime. */
#define JS_MAX_NATIVES 48

struct js_setup {
  void *block; /* aligned to 8 bytes */
  size_t size; /* bytes; at most 512 KB, on 64 bits 16 MB for Duktape */
  size_t stack; /* bytes of C stack that JavaScript may use (Duktape; JerryScript: JERRY_STACK_LIMIT when it was built); 0: no bound */
  /* Asked from time to time while JavaScript runs: other than 0 stops the call, and must stay so until the call is back. NULL: never. */
  int (*expired)(void *context);
  void *context;
};

struct js_runtime;

/* Name of the back-end that was linked: "duktape" or "jerryscript". */
extern const char js_runtime_name[];

/* Makes a runtime in the block. *runtime is NULL unless JS_OK. Errors: ARGUMENT, MEMORY, FATAL, BUILD. */
int js_create(struct js_runtime **runtime, const struct js_setup *setup);

/* Forgets the runtime; the block is the caller's again. Every state allows it, NULL too. */
void js_destroy(struct js_runtime *runtime);

/* Runs source text, which may lie in flash and is not kept; or byte code (js_code.h), aligned to 8 bytes, which must lie there as long as the runtime
 * lives and be the first that it is given: before js_install and js_call. Errors: ARGUMENT (also: byte code too late), MEMORY, THROWN, TIME, FATAL,
 * BUILD (byte code for another runtime, or damaged). After BUILD destroy the runtime. */
int js_load(struct js_runtime *runtime, const char *source, size_t length);

/* Puts natives on a new global object `name`. The table must outlive the runtime. Errors: ARGUMENT (also: too many), MEMORY, FATAL. */
int js_install(struct js_runtime *runtime, const char *name, const struct js_function *functions, size_t count, void *context);

/* Calls a global function. Errors: all but BUILD. */
int js_call(struct js_runtime *runtime, const char *function, const struct js_value *arguments, size_t count, struct js_result *result);

/* Text of the last failure, "" when there was none; ended by 0, cut where it is long. */
const char *js_message(const struct js_runtime *runtime);

/* Collects garbage. Errors: ARGUMENT, FATAL. */
int js_collect(struct js_runtime *runtime);

/* Bytes of the block in use now, and at most since js_create: with this seam's own state and the headers of blocks. JerryScript tells neither
 * unless it was built with JERRY_MEM_STATS: `peak` is then how far the block was ever written, `used` the same. */
size_t js_heap_used(const struct js_runtime *runtime);
size_t js_heap_peak(const struct js_runtime *runtime);

/* Memory requests so far, and a refusal of the n-th from now and the `times` - 1 after it (n = 0: none). Duktape built with JS_HEAP_FAULTS
 * alone; elsewhere 0, and nothing is refused. */
unsigned long js_heap_requests(const struct js_runtime *runtime);
void js_heap_fail(struct js_runtime *runtime, unsigned long n, unsigned long times);

/* Argument `index` of a native: NaN where it is no number. */
double js_arg_number(struct js_frame *frame, int index);
/* A whole number from 0 to `max`, max below 2^32; 0 with *valid cleared for everything else, *valid untouched when it is one. */
uint32_t js_arg_whole(struct js_frame *frame, int index, uint32_t max, int *valid);
/* Bytes of a Uint8Array, to read and write until the native returns; NULL and *length = 0 where it is none. */
uint8_t *js_arg_bytes(struct js_frame *frame, int index, size_t *length);
/* Copies text, ended by 0; its length, or -1 where it is no text or does not fit. */
int js_arg_text(struct js_frame *frame, int index, char *room, size_t size);

void js_return_number(struct js_frame *frame, double number);
void js_return_boolean(struct js_frame *frame, int truth);

#endif
