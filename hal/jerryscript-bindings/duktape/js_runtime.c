/* js_runtime.h over Duktape 2.7, as Debian's duktape-dev ships its source, configured by duk_tuned.h. */
#include "../js_runtime.h"

#include <duktape.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../js_code.h"
#include "../js_heap.h"
#include "duk_code.h"
#include "duk_runtime.h"

/* Debian's package data names another version than its source holds. */
#if DUK_VERSION < 20700L
#error "Duktape 2.7.0 or newer is needed"
#endif

struct native {
  js_native call;
  void *context;
};

struct js_runtime {
  struct js_heap heap;
  duk_context *duk;
  int (*expired)(void *context);
  void *context;
  int timed_out;
  int dead;
  int begun; /* something was loaded, installed or called */
  int natives;
  struct native native[JS_MAX_NATIVES];
  char message[96];
};

/* What a protected step works on. */
struct step {
  struct js_runtime *runtime;
  const char *name;
  const char *source;
  size_t length;
  const struct js_function *functions;
  const struct js_value *arguments;
  size_t count;
  void *context;
  struct js_result *result;
  int error;
};

const char js_runtime_name[] = "duktape";

/* One runtime at a time: Duktape hands its checks and natives no pointer of ours. */
static struct js_runtime *current;
static jmp_buf escape;
static uintptr_t lowest;

/* Stays other than 0 until the call has unwound: Duktape throws again in every handler on the way out. */
duk_bool_t ders_call_expired(void *udata) {
  struct js_runtime *runtime = udata;

  if (!runtime->timed_out && runtime->expired != NULL && runtime->expired(runtime->context)) runtime->timed_out = 1;
  return (duk_bool_t)runtime->timed_out;
}

int ders_stack_low(void) {
  char here;

  return (uintptr_t)&here < lowest;
}

static int print_whole(char *text, long long number) {
  unsigned long long left = number < 0 ? 0ull - (unsigned long long)number : (unsigned long long)number;
  char digits[20];
  int count = 0, length = 0;

  do digits[count++] = (char)('0' + left % 10);
  while ((left /= 10) > 0);
  if (number < 0) text[length++] = '-';
  while (count > 0) text[length++] = digits[--count];
  text[length] = '\0';
  return length;
}

int ders_sprintf(char *text, const char *format, ...) {
  va_list arguments;
  int length;

  va_start(arguments, format);
  length = strcmp(format, "%lld") == 0 ? print_whole(text, va_arg(arguments, long long)) : vsprintf(text, format, arguments);
  va_end(arguments);
  return length;
}

/* Nothing protects Duktape while it makes its heap: a refusal there would end in recursion without a bound. */
static void no_room(void *context) {
  (void)context;
  longjmp(escape, JS_ERR_MEMORY);
}

static void fatal(void *udata, const char *message) {
  struct js_runtime *runtime = udata;

  strncpy(runtime->message, message == NULL ? "fatal" : message, sizeof runtime->message - 1);
  longjmp(escape, JS_ERR_FATAL);
}

static void *heap_alloc(void *udata, duk_size_t size) { return js_heap_alloc(&((struct js_runtime *)udata)->heap, size); }
static void *heap_realloc(void *udata, void *block, duk_size_t size) {
  return js_heap_realloc(&((struct js_runtime *)udata)->heap, block, size);
}
static void heap_free(void *udata, void *block) { js_heap_free(&((struct js_runtime *)udata)->heap, block); }

static void bound_stack(size_t stack) {
  char here;

  lowest = stack == 0 || (uintptr_t)&here <= stack ? 0 : (uintptr_t)&here - stack;
}

int js_create(struct js_runtime **made, const struct js_setup *setup) {
  struct js_runtime *runtime;
  int code;

  if (made == NULL) return JS_ERR_ARGUMENT;
  *made = NULL;
  if (setup == NULL || setup->block == NULL || (uintptr_t)setup->block % 8 != 0 || current != NULL) return JS_ERR_ARGUMENT;
  if (setup->size < sizeof *runtime) return JS_ERR_MEMORY;
#ifdef DUK_USE_REFCOUNT16
  /* More references than a counter holds do not fit into this much memory. */
  if (setup->size > 512u << 10) return JS_ERR_ARGUMENT;
#endif
  runtime = setup->block;
  memset(runtime, 0, sizeof *runtime);
  code = (int)(sizeof *runtime + 7) & ~7;
  if (js_heap_open(&runtime->heap, (uint8_t *)setup->block + code, setup->size - (size_t)code) != 0) return JS_ERR_MEMORY;
  runtime->expired = setup->expired;
  runtime->context = setup->context;
  runtime->heap.refused = no_room;
  bound_stack(setup->stack);
  code = setjmp(escape);
  if (code != 0) return code;
  runtime->duk = duk_create_heap(heap_alloc, heap_realloc, heap_free, runtime, fatal);
  if (runtime->duk == NULL) return JS_ERR_MEMORY;
  runtime->heap.refused = NULL;
  current = runtime;
  *made = runtime;
  return JS_OK;
}

void js_destroy(struct js_runtime *runtime) {
  if (runtime == NULL || runtime != current) return;
  /* The block is forgotten whole; a dead heap could not be taken apart anyway. */
  runtime->dead = 1;
  current = NULL;
}

static void keep_message(struct js_runtime *runtime, const char *text, size_t length) {
  if (length > sizeof runtime->message - 1) length = sizeof runtime->message - 1;
  memcpy(runtime->message, text, length);
  runtime->message[length] = '\0';
}

static duk_ret_t describe(duk_context *duk, void *udata) {
  struct js_runtime *runtime = udata;
  duk_size_t length;
  const char *text = duk_safe_to_lstring(duk, -1, &length);

  keep_message(runtime, text, length);
  return 0;
}

static int thrown(struct js_runtime *runtime) {
  duk_context *duk = runtime->duk;

  runtime->message[0] = '\0';
  if (duk_safe_call(duk, describe, runtime, 1, 1) != 0) keep_message(runtime, "DoubleError", 11);
  duk_pop(duk);
  if (runtime->timed_out) return JS_ERR_TIME;
  /* Without memory for an error object Duktape throws one made beforehand. */
  if (strstr(runtime->message, "alloc failed") != NULL || strncmp(runtime->message, "DoubleError", 11) == 0) return JS_ERR_MEMORY;
  return JS_ERR_THROWN;
}

/* Every step runs protected: outside, a runtime short of memory ends in `fatal`. */
static int protect(struct js_runtime *runtime, duk_safe_call_function body, struct step *step) {
  int code;

  if (runtime == NULL || runtime != current) return JS_ERR_ARGUMENT;
  if (runtime->dead) return JS_ERR_FATAL;
  step->runtime = runtime;
  step->error = JS_OK;
  runtime->timed_out = 0;
  runtime->message[0] = '\0';
  code = setjmp(escape);
  if (code != 0) {
    runtime->dead = 1;
    return JS_ERR_FATAL;
  }
  if (duk_safe_call(runtime->duk, body, step, 0, 1) != 0) return thrown(runtime);
  duk_pop(runtime->duk);
  return step->error;
}

duk_context *ders_duk_context(struct js_runtime *runtime) { return runtime->duk; }

static duk_ret_t load(duk_context *duk, void *udata) {
  struct step *step = udata;

  duk_eval_lstring_noresult(duk, step->source, step->length);
  return 0;
}

static duk_ret_t load_code(duk_context *duk, void *udata) {
  struct step *step = udata;

  step->error = JS_ERR_BUILD;
  if (!ders_duk_load(duk, (const uint32_t *)(const void *)step->source, step->length / 4)) return 0;
  step->error = JS_OK;
  duk_call(duk, 0);
  return 0;
}

/* As in JerryScript, whose table of names must be there before the first name, byte code comes first. */
static int run_code(struct js_runtime *runtime, const char *bytes, size_t length, struct step *step) {
  const char *why;
  int error;

  if (runtime->begun) return JS_ERR_ARGUMENT;
  runtime->begun = 1;
  step->source = (const char *)js_code_content(bytes, length, JS_CODE_DUKTAPE, DUK_CODE_BUILD, &why);
  step->length = ((const struct js_code *)(const void *)bytes)->length;
  error = step->source == NULL ? JS_ERR_BUILD : protect(runtime, load_code, step);
  if (error == JS_ERR_BUILD) keep_message(runtime, why, strlen(why));
  return error;
}

int js_load(struct js_runtime *runtime, const char *source, size_t length) {
  struct step step = {0};

  if (source == NULL || runtime == NULL || runtime != current) return JS_ERR_ARGUMENT;
  if (js_code_marked(source, length)) return run_code(runtime, source, length, &step);
  runtime->begun = 1;
  step.source = source;
  step.length = length;
  return protect(runtime, load, &step);
}

static duk_ret_t dispatch(duk_context *duk) {
  const struct native *native = &current->native[duk_get_current_magic(duk)];
  duk_idx_t given = duk_get_top(duk);

  native->call((struct js_frame *)duk, native->context);
  return duk_get_top(duk) > given;
}

static duk_ret_t install(duk_context *duk, void *udata) {
  struct step *step = udata;
  struct js_runtime *runtime = step->runtime;
  size_t i;

  duk_push_object(duk);
  for (i = 0; i < step->count; i++) {
    runtime->native[runtime->natives].call = step->functions[i].native;
    runtime->native[runtime->natives].context = step->context;
    duk_push_c_lightfunc(duk, dispatch, step->functions[i].arguments, step->functions[i].arguments, runtime->natives);
    duk_put_prop_string(duk, -2, step->functions[i].name);
    runtime->natives += 1;
  }
  duk_put_global_string(duk, step->name);
  return 0;
}

int js_install(struct js_runtime *runtime, const char *name, const struct js_function *functions, size_t count, void *context) {
  struct step step = {0};

  if (runtime == NULL || name == NULL || functions == NULL) return JS_ERR_ARGUMENT;
  if (count > (size_t)(JS_MAX_NATIVES - runtime->natives)) return JS_ERR_ARGUMENT;
  runtime->begun = 1;
  step.name = name;
  step.functions = functions;
  step.count = count;
  step.context = context;
  return protect(runtime, install, &step);
}

static void push(duk_context *duk, const struct js_value *value) {
  duk_uarridx_t i;

  switch (value->kind) {
    case JS_NUMBER: duk_push_number(duk, value->number); break;
    case JS_TEXT: duk_push_lstring(duk, value->data, value->length); break;
    case JS_BYTES:
      memcpy(duk_push_fixed_buffer(duk, value->length), value->data, value->length);
      duk_push_buffer_object(duk, -1, 0, value->length, DUK_BUFOBJ_UINT8ARRAY);
      duk_remove(duk, -2);
      break;
    case JS_NUMBERS:
      duk_push_array(duk);
      for (i = 0; i < value->length; i++) {
        duk_push_number(duk, ((const double *)value->data)[i]);
        duk_put_prop_index(duk, -2, i);
      }
      break;
    default: duk_push_undefined(duk); break;
  }
}

/* Copies what stands on top; what does not fit or is of another kind leaves the result empty. */
static int take(duk_context *duk, struct js_result *result) {
  const void *data = NULL;
  duk_size_t length = 0, i;
  double *numbers = result->room;

  switch (result->kind) {
    case JS_NUMBER:
      if (!duk_is_number(duk, -1)) return JS_ERR_KIND;
      result->number = duk_get_number(duk, -1);
      return JS_OK;
    case JS_TEXT:
      if (!duk_is_string(duk, -1)) return JS_ERR_KIND;
      data = duk_get_lstring(duk, -1, &length);
      if (length >= result->size) return JS_ERR_ROOM;
      ((char *)result->room)[length] = '\0';
      break;
    case JS_BYTES:
      if (!duk_is_buffer_data(duk, -1)) return JS_ERR_KIND;
      data = duk_get_buffer_data(duk, -1, &length);
      if (length > result->size) return JS_ERR_ROOM;
      break;
    case JS_NUMBERS:
      if (!duk_is_array(duk, -1)) return JS_ERR_KIND;
      length = duk_get_length(duk, -1);
      if (length > result->size) return JS_ERR_ROOM;
      for (i = 0; i < length; i++) {
        duk_get_prop_index(duk, -1, (duk_uarridx_t)i);
        if (!duk_is_number(duk, -1)) return JS_ERR_KIND;
        numbers[i] = duk_get_number(duk, -1);
        duk_pop(duk);
      }
      break;
    default: return JS_OK;
  }
  if (data != NULL && length > 0) memcpy(result->room, data, length);
  result->length = length;
  return JS_OK;
}

static duk_ret_t call(duk_context *duk, void *udata) {
  struct step *step = udata;
  size_t i;

  step->error = JS_ERR_FUNCTION;
  if (!duk_get_global_string(duk, step->name) || !duk_is_function(duk, -1)) return 0;
  duk_require_stack(duk, (duk_idx_t)step->count + 4);
  for (i = 0; i < step->count; i++) push(duk, &step->arguments[i]);
  duk_call(duk, (duk_idx_t)step->count);
  step->error = step->result == NULL ? JS_OK : take(duk, step->result);
  return 0;
}

int js_call(struct js_runtime *runtime, const char *function, const struct js_value *arguments, size_t count, struct js_result *result) {
  struct step step = {0};
  int error;

  if (result != NULL) {
    result->length = 0;
    result->number = NAN;
    if (result->kind > JS_NUMBER && result->room == NULL) return JS_ERR_ARGUMENT;
  }
  if (function == NULL || (arguments == NULL && count > 0) || count > 16) return JS_ERR_ARGUMENT;
  if (runtime != NULL) runtime->begun = 1;
  step.name = function;
  step.arguments = arguments;
  step.count = count;
  step.result = result;
  error = protect(runtime, call, &step);
  if (error != JS_OK && result != NULL) result->length = 0;
  return error;
}

const char *js_message(const struct js_runtime *runtime) { return runtime == NULL ? "" : runtime->message; }

static duk_ret_t collect(duk_context *duk, void *udata) {
  (void)udata;
  /* Twice, for what finalisers let go. */
  duk_gc(duk, 0);
  duk_gc(duk, 0);
  return 0;
}

int js_collect(struct js_runtime *runtime) {
  struct step step = {0};

  return protect(runtime, collect, &step);
}

/* The seam's own state, and what alignment takes at both ends. */
static size_t own(void) { return ((sizeof(struct js_runtime) + 7) & ~(size_t)7) + 8; }

size_t js_heap_used(const struct js_runtime *runtime) { return runtime == NULL ? 0 : own() + runtime->heap.used; }
size_t js_heap_peak(const struct js_runtime *runtime) { return runtime == NULL ? 0 : own() + runtime->heap.peak; }
unsigned long js_heap_requests(const struct js_runtime *runtime) { return runtime == NULL ? 0 : runtime->heap.requests; }

void js_heap_fail(struct js_runtime *runtime, unsigned long n, unsigned long times) {
#ifdef JS_HEAP_FAULTS
  runtime->heap.fail_at = n == 0 ? 0 : runtime->heap.requests + n;
  runtime->heap.fail_for = times;
#else
  (void)runtime;
  (void)n;
  (void)times;
#endif
}

double js_arg_number(struct js_frame *frame, int index) { return duk_get_number_default((duk_context *)frame, index, NAN); }

uint32_t js_arg_whole(struct js_frame *frame, int index, uint32_t max, int *valid) {
  double number = duk_get_number_default((duk_context *)frame, index, -1.0);
  uint32_t whole;

  if (number >= 0.0 && number <= (double)max) {
    whole = (uint32_t)number;
    if ((double)whole == number) return whole;
  }
  *valid = 0;
  return 0;
}

uint8_t *js_arg_bytes(struct js_frame *frame, int index, size_t *length) {
  duk_size_t size = 0;
  uint8_t *bytes = duk_get_buffer_data((duk_context *)frame, index, &size);

  *length = bytes == NULL ? 0 : size;
  return bytes;
}

int js_arg_text(struct js_frame *frame, int index, char *room, size_t size) {
  duk_context *duk = (duk_context *)frame;
  duk_size_t length;
  const char *text = duk_get_lstring(duk, index, &length);

  if (text == NULL || duk_is_symbol(duk, index) || length >= size) return -1;
  memcpy(room, text, length);
  room[length] = '\0';
  return (int)length;
}

/* A frame has room for results: Duktape gives every native 64 places. */
void js_return_number(struct js_frame *frame, double number) { duk_push_number((duk_context *)frame, number); }
void js_return_boolean(struct js_frame *frame, int truth) { duk_push_boolean((duk_context *)frame, truth != 0); }
