/* js_runtime.h over JerryScript 3.0, an installed library built with JERRY_EXTERNAL_CONTEXT, JERRY_VM_HALT, JERRY_STACK_LIMIT, error messages
 * on and doubles as numbers. The port functions that the library wants are here: libjerry-port is not linked. */
#include "../js_runtime.h"

#include <jerryscript-port.h>
#include <jerryscript-snapshot.h>
#include <jerryscript.h>
#include <math.h>
#include <setjmp.h>
#include <string.h>

#include "../js_code.h"

#if JERRY_API_MAJOR_VERSION < 3
#error "JerryScript 3.0 or newer is needed"
#endif

/* Instructions of the virtual machine between two questions to `expired`. */
#define HALT_INTERVAL 1024u
/* What memory that was never written holds, and how much of it in a row counts as untouched: the runtime does not clear what it takes. */
#define UNTOUCHED 0x5aa5c33cu

struct native {
  js_native call;
  void *context;
};

struct js_runtime {
  uint8_t *context;
  size_t size; /* of the context and the heap behind it */
  int (*expired)(void *context);
  void *expired_context;
  size_t context_size; /* 0 until the library took its context here */
  int timed_out;
  int dead;
  int begun; /* something was loaded, installed or called: texts may live in the heap */
  int natives;
  struct native native[JS_MAX_NATIVES];
  char message[96];
};

struct js_frame {
  const jerry_value_t *arguments;
  uint32_t count;
  jerry_value_t result;
};

const char js_runtime_name[] = "jerryscript";

static struct js_runtime *current;
static jmp_buf escape;

/* The port. */

void jerry_port_init(void) {}

void jerry_port_fatal(jerry_fatal_code_t code) {
  longjmp(escape, code == JERRY_FATAL_OUT_OF_MEMORY ? JS_ERR_MEMORY : JS_ERR_FATAL);
}

size_t jerry_port_context_alloc(size_t context_size) {
  if (current == NULL || context_size + 1024 > current->size) longjmp(escape, JS_ERR_MEMORY);
  current->context_size = context_size;
  return current->size;
}

struct jerry_context_t *jerry_port_context_get(void) { return (struct jerry_context_t *)current->context; }

void jerry_port_context_free(void) {}
void jerry_port_sleep(uint32_t time) { (void)time; }
void jerry_port_log(const char *message) { (void)message; }
void jerry_port_print_buffer(const jerry_char_t *buffer, jerry_size_t size) {
  (void)buffer;
  (void)size;
}
jerry_char_t *jerry_port_line_read(jerry_size_t *size) {
  *size = 0;
  return NULL;
}
void jerry_port_line_free(jerry_char_t *buffer) { (void)buffer; }
jerry_char_t *jerry_port_path_normalize(const jerry_char_t *path, jerry_size_t size) {
  (void)path;
  (void)size;
  return NULL;
}
void jerry_port_path_free(jerry_char_t *path) { (void)path; }
jerry_size_t jerry_port_path_base(const jerry_char_t *path) {
  (void)path;
  return 0;
}
jerry_char_t *jerry_port_source_read(const char *name, jerry_size_t *size) {
  (void)name;
  *size = 0;
  return NULL;
}
void jerry_port_source_free(jerry_char_t *buffer) { (void)buffer; }
int32_t jerry_port_local_tza(double unix_ms) {
  (void)unix_ms;
  return 0;
}
/* No clock: what JavaScript may know of time comes through natives. It also seeds Math.random, which is therefore no secret. */
double jerry_port_current_time(void) { return 0; }

static jerry_value_t halted(void *context) {
  struct js_runtime *runtime = context;

  if (!runtime->timed_out && runtime->expired != NULL && runtime->expired(runtime->expired_context)) runtime->timed_out = 1;
  return runtime->timed_out ? jerry_string_sz("execution timeout") : jerry_undefined();
}

static void keep_message(struct js_runtime *runtime, const char *text) {
  strncpy(runtime->message, text, sizeof runtime->message - 1);
  runtime->message[sizeof runtime->message - 1] = '\0';
}

int js_create(struct js_runtime **made, const struct js_setup *setup) {
  struct js_runtime *runtime;
  size_t own = (sizeof *runtime + 7) & ~(size_t)7, at;
  const uint32_t untouched = UNTOUCHED;
  int code;

  if (made == NULL) return JS_ERR_ARGUMENT;
  *made = NULL;
  if (setup == NULL || setup->block == NULL || (uintptr_t)setup->block % 8 != 0 || current != NULL) return JS_ERR_ARGUMENT;
  if (setup->size < own + 1024) return JS_ERR_MEMORY;
  runtime = setup->block;
  memset(runtime, 0, sizeof *runtime);
  runtime->context = (uint8_t *)setup->block + own;
  runtime->size = (setup->size - own) & ~(size_t)7;
  runtime->expired = setup->expired;
  runtime->expired_context = setup->context;
  for (at = 0; at + 4 <= runtime->size; at += 4) memcpy(runtime->context + at, &untouched, 4);
  current = runtime;
  code = setjmp(escape);
  if (code != 0) {
    current = NULL;
    return code;
  }
  jerry_init(JERRY_INIT_EMPTY);
  if (runtime->context_size == 0 || !jerry_feature_enabled(JERRY_FEATURE_VM_EXEC_STOP)) {
    current = NULL;
    return JS_ERR_BUILD;
  }
  jerry_halt_handler(HALT_INTERVAL, halted, runtime);
  /* Byte arrays count in the block like everything else. */
  jerry_arraybuffer_heap_allocation_limit(0xffffffffu);
  *made = runtime;
  return JS_OK;
}

void js_destroy(struct js_runtime *runtime) {
  if (runtime == NULL || runtime != current) return;
  /* The block is forgotten whole; a dead context could not be taken apart anyway. */
  runtime->dead = 1;
  current = NULL;
}

static void describe(struct js_runtime *runtime, jerry_value_t value) {
  jerry_value_t text = jerry_value_to_string(value);
  jerry_size_t length;

  if (jerry_value_is_exception(text)) keep_message(runtime, "Error");
  else {
    length = jerry_string_to_buffer(text, JERRY_ENCODING_CESU8, (jerry_char_t *)runtime->message, sizeof runtime->message - 1);
    runtime->message[length] = '\0';
  }
  jerry_value_free(text);
}

/* Takes the value; the error where it is an exception. */
static int settled(struct js_runtime *runtime, jerry_value_t value) {
  if (!jerry_value_is_exception(value)) {
    jerry_value_free(value);
    return JS_OK;
  }
  value = jerry_exception_value(value, true);
  if (runtime->timed_out) keep_message(runtime, "RangeError: execution timeout");
  else describe(runtime, value);
  jerry_value_free(value);
  return runtime->timed_out ? JS_ERR_TIME : JS_ERR_THROWN;
}

static int ready(struct js_runtime *runtime) {
  if (runtime == NULL || runtime != current) return JS_ERR_ARGUMENT;
  if (runtime->dead) return JS_ERR_FATAL;
  runtime->timed_out = 0;
  runtime->message[0] = '\0';
  return JS_OK;
}

/* After a fatal error the context is in no state to go on, whatever the reason. */
static int lost(struct js_runtime *runtime, int code) {
  runtime->dead = 1;
  keep_message(runtime, code == JS_ERR_MEMORY ? "Error: out of memory" : "Error: the runtime failed");
  return JS_ERR_FATAL;
}

/* Each pointer must be to the text that its length says: a text in another place would be another name. */
static int strings_stand(const struct js_code *code, const uint8_t *content, const uint32_t *sizes) {
  const uint8_t *const *strings = js_code_strings(code);
  uint32_t i, at = code->first;

  if (code->strings > (code->length - 8) / 4) return 0;
  for (i = 0; i < code->strings; i++) {
    if (at > code->length || sizes[i] > code->length - at || strings[i] != content + at) return 0;
    at += sizes[i];
  }
  return 1;
}

static int build_differs(struct js_runtime *runtime, const char *why) {
  keep_message(runtime, why);
  return JS_ERR_BUILD;
}

/* Content: the sizes of the texts, the sizes of two snapshots, the texts, both snapshots, each aligned to 8. Both are static: the code stays where
 * it lies. The first says whether the library's own table of names is the one that they were made with, whose numbers stand in the code. */
static int run_code(struct js_runtime *runtime, const struct js_code *code, size_t length) {
  const char *why;
  const uint8_t *content = js_code_content(code, length, JS_CODE_JERRYSCRIPT, JERRY_SNAPSHOT_VERSION, &why);
  const uint32_t *sizes = (const uint32_t *)(const void *)content, *snapshots;
  jerry_value_t value;
  size_t at;
  int same;

  if (content == NULL) return build_differs(runtime, why);
  if (!jerry_feature_enabled(JERRY_FEATURE_SNAPSHOT_EXEC)) return build_differs(runtime, "Error: JerryScript was built without JERRY_SNAPSHOT_EXEC");
  if (code->length < 8 || !strings_stand(code, content, sizes)) return build_differs(runtime, "Error: the byte code is damaged");
  snapshots = sizes + code->strings;
  at = code->length - snapshots[0] - snapshots[1];
  if (snapshots[0] > code->length || snapshots[1] > code->length - snapshots[0] || at % 8 != 0 || snapshots[0] % 8 != 0)
    return build_differs(runtime, "Error: the byte code is damaged");
  jerry_register_magic_strings(js_code_strings(code), code->strings, sizes);
  value = jerry_exec_snapshot((const uint32_t *)(const void *)(content + at), snapshots[0], 0, JERRY_SNAPSHOT_EXEC_ALLOW_STATIC, NULL);
  same = jerry_value_is_true(value);
  jerry_value_free(value);
  if (!same) return build_differs(runtime, "Error: the byte code is for another build of the runtime");
  at += snapshots[0];
  return settled(runtime, jerry_exec_snapshot((const uint32_t *)(const void *)(content + at), snapshots[1], 0, JERRY_SNAPSHOT_EXEC_ALLOW_STATIC, NULL));
}

int js_load(struct js_runtime *runtime, const char *source, size_t length) {
  jerry_value_t script;
  int error = ready(runtime), code, first;

  if (error != JS_OK) return error;
  if (source == NULL) return JS_ERR_ARGUMENT;
  first = !runtime->begun;
  runtime->begun = 1;
  code = setjmp(escape);
  if (code != 0) return lost(runtime, code);
  if (js_code_marked(source, length)) return first ? run_code(runtime, (const struct js_code *)(const void *)source, length) : JS_ERR_ARGUMENT;
  script = jerry_parse((const jerry_char_t *)source, length, NULL);
  if (jerry_value_is_exception(script)) return settled(runtime, script);
  error = settled(runtime, jerry_run(script));
  jerry_value_free(script);
  return error;
}

static jerry_value_t dispatch(int number, const jerry_value_t arguments[], jerry_length_t count) {
  struct js_frame frame = {arguments, count, jerry_undefined()};

  current->native[number].call(&frame, current->native[number].context);
  return frame.result;
}

/* A handler is told the function object alone; one handler for each place of the table is quicker than looking it up. */
#define HANDLER(n)                                                                                                              \
  static jerry_value_t native_##n(const jerry_call_info_t *info, const jerry_value_t arguments[], const jerry_length_t count) { \
    (void)info;                                                                                                                 \
    return dispatch(0##n, arguments, count);                                                                                    \
  }
#define NAME(n) native_##n,
/* Places are counted in octal digits. */
#define EIGHT(macro, d) macro(d##0) macro(d##1) macro(d##2) macro(d##3) macro(d##4) macro(d##5) macro(d##6) macro(d##7)
#define ALL(macro) EIGHT(macro, 0) EIGHT(macro, 1) EIGHT(macro, 2) EIGHT(macro, 3) EIGHT(macro, 4) EIGHT(macro, 5)
ALL(HANDLER)
static const jerry_external_handler_t handlers[JS_MAX_NATIVES] = {ALL(NAME)};

int js_install(struct js_runtime *runtime, const char *name, const struct js_function *functions, size_t count, void *context) {
  jerry_value_t object, function, global;
  size_t i;
  int error = ready(runtime), code;

  if (error != JS_OK) return error;
  if (name == NULL || functions == NULL || count > (size_t)(JS_MAX_NATIVES - runtime->natives)) return JS_ERR_ARGUMENT;
  runtime->begun = 1;
  code = setjmp(escape);
  if (code != 0) return lost(runtime, code);
  object = jerry_object();
  for (i = 0; i < count; i++) {
    runtime->native[runtime->natives].call = functions[i].native;
    runtime->native[runtime->natives].context = context;
    function = jerry_function_external(handlers[runtime->natives]);
    jerry_value_free(jerry_object_set_sz(object, functions[i].name, function));
    jerry_value_free(function);
    runtime->natives += 1;
  }
  global = jerry_current_realm();
  jerry_value_free(jerry_object_set_sz(global, name, object));
  jerry_value_free(global);
  jerry_value_free(object);
  return JS_OK;
}

static jerry_value_t value_of(const struct js_value *value) {
  jerry_value_t made, buffer;
  const double *numbers = value->data;
  uint32_t i;

  switch (value->kind) {
    case JS_NUMBER: return jerry_number(value->number);
    case JS_TEXT: return jerry_string(value->data, (jerry_size_t)value->length, JERRY_ENCODING_CESU8);
    case JS_BYTES:
      made = jerry_typedarray(JERRY_TYPEDARRAY_UINT8, (jerry_length_t)value->length);
      buffer = jerry_typedarray_buffer(made, NULL, NULL);
      jerry_arraybuffer_write(buffer, 0, value->data, (jerry_size_t)value->length);
      jerry_value_free(buffer);
      return made;
    case JS_NUMBERS:
      made = jerry_array((jerry_length_t)value->length);
      for (i = 0; i < value->length; i++) {
        jerry_value_t number = jerry_number(numbers[i]);

        jerry_value_free(jerry_object_set_index(made, i, number));
        jerry_value_free(number);
      }
      return made;
    default: return jerry_undefined();
  }
}

static int take(jerry_value_t value, struct js_result *result) {
  double *numbers = result->room;
  jerry_size_t offset, length;
  jerry_value_t buffer, item;
  uint32_t i;
  int error = JS_OK;

  switch (result->kind) {
    case JS_NUMBER:
      if (!jerry_value_is_number(value)) return JS_ERR_KIND;
      result->number = jerry_value_as_number(value);
      return JS_OK;
    case JS_TEXT:
      if (!jerry_value_is_string(value)) return JS_ERR_KIND;
      length = jerry_string_size(value, JERRY_ENCODING_CESU8);
      if (length >= result->size) return JS_ERR_ROOM;
      jerry_string_to_buffer(value, JERRY_ENCODING_CESU8, result->room, length);
      ((char *)result->room)[length] = '\0';
      break;
    case JS_BYTES:
      if (!jerry_value_is_typedarray(value) || jerry_typedarray_type(value) != JERRY_TYPEDARRAY_UINT8) return JS_ERR_KIND;
      buffer = jerry_typedarray_buffer(value, &offset, &length);
      if (length > result->size) error = JS_ERR_ROOM;
      else jerry_arraybuffer_read(buffer, offset, result->room, length);
      jerry_value_free(buffer);
      break;
    case JS_NUMBERS:
      if (!jerry_value_is_array(value)) return JS_ERR_KIND;
      length = jerry_array_length(value);
      if (length > result->size) return JS_ERR_ROOM;
      for (i = 0; i < length && error == JS_OK; i++) {
        item = jerry_object_get_index(value, i);
        if (jerry_value_is_number(item)) numbers[i] = jerry_value_as_number(item);
        else error = JS_ERR_KIND;
        jerry_value_free(item);
      }
      break;
    default: return JS_OK;
  }
  if (error == JS_OK) result->length = length;
  return error;
}

static int call(struct js_runtime *runtime, const char *name, const struct js_value *arguments, size_t count, struct js_result *result) {
  jerry_value_t values[16], global = jerry_current_realm(), function = jerry_object_get_sz(global, name), value, this_value;
  size_t i;
  int error = JS_ERR_FUNCTION;

  jerry_value_free(global);
  if (!jerry_value_is_function(function)) {
    jerry_value_free(function);
    return error;
  }
  for (i = 0; i < count; i++) values[i] = value_of(&arguments[i]);
  this_value = jerry_undefined();
  value = jerry_call(function, this_value, values, (jerry_size_t)count);
  for (i = 0; i < count; i++) jerry_value_free(values[i]);
  jerry_value_free(function);
  if (jerry_value_is_exception(value)) return settled(runtime, value);
  error = result == NULL ? JS_OK : take(value, result);
  jerry_value_free(value);
  return error;
}

int js_call(struct js_runtime *runtime, const char *function, const struct js_value *arguments, size_t count, struct js_result *result) {
  int error = ready(runtime), code;

  if (result != NULL) {
    result->length = 0;
    result->number = NAN;
    if (result->kind > JS_NUMBER && result->room == NULL) return JS_ERR_ARGUMENT;
  }
  if (error != JS_OK) return error;
  if (function == NULL || (arguments == NULL && count > 0) || count > 16) return JS_ERR_ARGUMENT;
  runtime->begun = 1;
  code = setjmp(escape);
  if (code != 0) {
    if (result != NULL) result->length = 0;
    return lost(runtime, code);
  }
  error = call(runtime, function, arguments, count, result);
  if (error != JS_OK && result != NULL) result->length = 0;
  return error;
}

const char *js_message(const struct js_runtime *runtime) { return runtime == NULL ? "" : runtime->message; }

int js_collect(struct js_runtime *runtime) {
  int error = ready(runtime), code;

  if (error != JS_OK) return error;
  code = setjmp(escape);
  if (code != 0) return lost(runtime, code);
  jerry_heap_gc(JERRY_GC_PRESSURE_HIGH);
  return JS_OK;
}

/* How far the block was ever written: the heap is filled from its start. */
static size_t touched(const struct js_runtime *runtime) {
  size_t at = runtime->size & ~(size_t)3;
  uint32_t word;

  while (at > 0) {
    memcpy(&word, runtime->context + at - 4, 4);
    if (word != UNTOUCHED) break;
    at -= 4;
  }
  return (size_t)(runtime->context - (const uint8_t *)runtime) + at;
}

static size_t told(const struct js_runtime *runtime, int peak) {
  jerry_heap_stats_t stats;
  size_t own;

  if (runtime == NULL) return 0;
  memset(&stats, 0, sizeof stats);
  if (runtime != current || runtime->dead || !jerry_heap_stats(&stats)) return touched(runtime);
  own = (size_t)(runtime->context - (const uint8_t *)runtime) + runtime->context_size;
  return own + (peak ? stats.peak_allocated_bytes : stats.allocated_bytes);
}

size_t js_heap_peak(const struct js_runtime *runtime) { return told(runtime, 1); }
size_t js_heap_used(const struct js_runtime *runtime) { return told(runtime, 0); }

unsigned long js_heap_requests(const struct js_runtime *runtime) {
  (void)runtime;
  return 0;
}

void js_heap_fail(struct js_runtime *runtime, unsigned long n, unsigned long times) {
  (void)runtime;
  (void)n;
  (void)times;
}

double js_arg_number(struct js_frame *frame, int index) {
  if (index < 0 || (uint32_t)index >= frame->count || !jerry_value_is_number(frame->arguments[index])) return NAN;
  return jerry_value_as_number(frame->arguments[index]);
}

uint32_t js_arg_whole(struct js_frame *frame, int index, uint32_t max, int *valid) {
  double number = js_arg_number(frame, index);
  uint32_t whole;

  if (number >= 0.0 && number <= (double)max) {
    whole = (uint32_t)number;
    if ((double)whole == number) return whole;
  }
  *valid = 0;
  return 0;
}

uint8_t *js_arg_bytes(struct js_frame *frame, int index, size_t *length) {
  jerry_size_t offset, size;
  jerry_value_t buffer;
  uint8_t *bytes;

  *length = 0;
  if (index < 0 || (uint32_t)index >= frame->count || !jerry_value_is_typedarray(frame->arguments[index])) return NULL;
  if (jerry_typedarray_type(frame->arguments[index]) != JERRY_TYPEDARRAY_UINT8) return NULL;
  buffer = jerry_typedarray_buffer(frame->arguments[index], &offset, &size);
  bytes = jerry_arraybuffer_data(buffer);
  /* The argument keeps its buffer alive. */
  jerry_value_free(buffer);
  if (bytes == NULL) return NULL;
  *length = size;
  return bytes + offset;
}

int js_arg_text(struct js_frame *frame, int index, char *room, size_t size) {
  jerry_size_t length;

  if (index < 0 || (uint32_t)index >= frame->count || !jerry_value_is_string(frame->arguments[index])) return -1;
  length = jerry_string_size(frame->arguments[index], JERRY_ENCODING_CESU8);
  if (length >= size) return -1;
  jerry_string_to_buffer(frame->arguments[index], JERRY_ENCODING_CESU8, (jerry_char_t *)room, length);
  room[length] = '\0';
  return (int)length;
}

static void answer(struct js_frame *frame, jerry_value_t value) {
  jerry_value_free(frame->result);
  frame->result = value;
}

void js_return_number(struct js_frame *frame, double number) { answer(frame, jerry_number(number)); }
void js_return_boolean(struct js_frame *frame, int truth) { answer(frame, jerry_boolean(truth != 0)); }
