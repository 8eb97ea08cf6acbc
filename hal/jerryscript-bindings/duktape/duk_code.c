/* Duktape's whole source, and behind it what needs its insides: functions whose instructions are not copied to the heap. Its own duk_load_function
 * copies them, gives every function a table of names, and leaves one without function names without an environment.
 * duktape.c is Debian's with one line replaced (duk_funcs_end.h). */
#include <duktape.c>

#include "duk_code.h"

#if DUK_VERSION != 20700L
#error "duk_code.c knows the insides of Duktape 2.7.0 alone"
#endif
#ifndef DERS_FUNCS_END
#error "duk_code.c takes the changed duktape.c that the Makefiles make"
#endif
#if defined(DUK_USE_FUNC_NAME_PROPERTY) || defined(DUK_USE_FUNC_FILENAME_PROPERTY) || defined(DUK_USE_PC2LINE) || defined(DUK_USE_DEBUGGER_SUPPORT)
#error "duk_code.c loads no names, files and lines of functions: see duk_tuned.h"
#endif

#define NO_FORMALS 0xffffffffu
#define NO_TEXT 0xffffffffu
#define DEEPEST 32

enum { FLAGS, FRAME, INSTRUCTIONS, CONSTANTS, FUNCTIONS, NAMES, FORMALS, HEAD };

/* Words of the program left to read, and all words. */
struct reader {
  const uint32_t *at, *end, *words;
  size_t count;
};

static uint32_t left(const struct reader *reader) { return (uint32_t)(reader->end - reader->at); }

static int push_text(duk_hthread *thr, struct reader *reader) {
  const uint32_t *text;

  if (left(reader) < 1 || *reader->at >= reader->count) return 0;
  text = reader->words + *reader->at++;
  if (*text / 4 + 1 >= (uint32_t)(reader->words + reader->count - text)) return 0;
  duk_push_lstring(thr, (const char *)(text + 1), *text);
  return 1;
}

static int push_constant(duk_hthread *thr, struct reader *reader) {
  duk_tval value;
  duk_double_t number;

  if (left(reader) < 3 || *reader->at != NO_TEXT) return push_text(thr, reader);
  memcpy(&number, reader->at + 1, sizeof number);
  reader->at += 3;
  /* A whole number must be the integer that the interpreter expects. */
  DUK_TVAL_SET_NUMBER_CHKFAST_SLOW(&value, number);
  duk_push_tval(thr, &value);
  return 1;
}

/* Names of registers and of formal arguments, where the compiler kept them. */
static int add_names(duk_hthread *thr, const uint32_t *head, struct reader *reader) {
  uint32_t i;

  if (head[NAMES] > 0) {
    duk_push_bare_object(thr);
    for (i = 0; i < head[NAMES]; i++) {
      if (!push_text(thr, reader) || left(reader) < 1) return 0;
      duk_push_u32(thr, *reader->at++);
      duk_put_prop(thr, -3);
    }
    duk_compact_m1(thr);
    duk_xdef_prop_stridx_short(thr, -2, DUK_STRIDX_INT_VARMAP, DUK_PROPDESC_FLAGS_NONE);
  }
  if (head[FORMALS] != NO_FORMALS) {
    duk_push_bare_array(thr);
    for (i = 0; i < head[FORMALS]; i++) {
      if (!push_text(thr, reader)) return 0;
      duk_put_prop_index(thr, -2, i);
    }
    duk_compact_m1(thr);
    duk_xdef_prop_stridx_short(thr, -2, DUK_STRIDX_INT_FORMALS, DUK_PROPDESC_FLAGS_NONE);
  }
  duk_compact_m1(thr);
  return 1;
}

/* Leaves a template on the stack. Until its data is whole the function has none, so that an error on the way leaves nothing half made. */
static int load_template(duk_hthread *thr, struct reader *reader, int depth) {
  const uint32_t *head = reader->at, *code;
  duk_hcompfunc *function;
  duk_hbuffer *data;
  duk_tval *constants, *values;
  duk_hobject **functions;
  duk_idx_t base = duk_get_top(thr);
  uint32_t i;

  if (depth == DEEPEST || left(reader) < HEAD) return 0;
  reader->at += HEAD;
  if (head[INSTRUCTIONS] > left(reader) || head[CONSTANTS] > left(reader) || head[FUNCTIONS] > left(reader)) return 0;
  code = reader->at;
  reader->at += head[INSTRUCTIONS];
  duk_require_stack(thr, (duk_idx_t)(head[CONSTANTS] + head[FUNCTIONS] + 6));

  function = duk_push_hcompfunc(thr);
  function->nregs = (duk_uint16_t)(head[FRAME] & 0xffff);
  function->nargs = (duk_uint16_t)(head[FRAME] >> 16);
  DUK_HEAPHDR_SET_FLAGS((duk_heaphdr *)function, head[FLAGS]);
  DUK_HOBJECT_SET_PROTOTYPE_UPDREF(thr, (duk_hobject *)function, NULL);
  duk_push_fixed_buffer(thr, head[CONSTANTS] * sizeof(duk_tval) + head[FUNCTIONS] * sizeof(duk_hobject *));
  for (i = 0; i < head[CONSTANTS]; i++)
    if (!push_constant(thr, reader)) return 0;
  duk_dup(thr, base);
  if (!add_names(thr, head, reader)) return 0;
  duk_pop(thr);
  for (i = 0; i < head[FUNCTIONS]; i++)
    if (!load_template(thr, reader, depth + 1)) return 0;

  data = duk_known_hbuffer(thr, base + 1);
  constants = (duk_tval *)DUK_HBUFFER_FIXED_GET_DATA_PTR(thr->heap, (duk_hbuffer_fixed *)data);
  functions = (duk_hobject **)(void *)(constants + head[CONSTANTS]);
  values = thr->valstack_bottom + base + 2;
  for (i = 0; i < head[CONSTANTS]; i++) {
    constants[i] = values[i];
    DUK_TVAL_INCREF_FAST(thr, &constants[i]);
  }
  for (i = 0; i < head[FUNCTIONS]; i++) {
    functions[i] = DUK_TVAL_GET_OBJECT(&values[head[CONSTANTS] + i]);
    DUK_HOBJECT_INCREF(thr, functions[i]);
  }
  DUK_HCOMPFUNC_SET_DATA(thr->heap, function, data);
  DUK_HBUFFER_INCREF(thr, data);
  DUK_HCOMPFUNC_SET_FUNCS(thr->heap, function, functions);
  DUK_HCOMPFUNC_SET_BYTECODE(thr->heap, function, (duk_instr_t *)(uintptr_t)code);
  duk_set_top(thr, base + 1);
  return 1;
}

int ders_duk_load(duk_context *duk, const uint32_t *words, size_t count) {
  struct reader reader = {words + 1, NULL, words, count};
  duk_hobject *global = duk->builtins[DUK_BIDX_GLOBAL_ENV];

  if (count < 1 || *words < 1 || *words > count) return 0;
  reader.end = words + *words;
  if (!load_template(duk, &reader, 0) || reader.at != reader.end) return 0;
  duk_js_push_closure(duk, (duk_hcompfunc *)duk_known_hobject(duk, -1), global, global, 0);
  duk_remove_m2(duk);
  return 1;
}

#ifdef DERS_DUK_WRITE
enum { MOST_TEXTS = 8192 };

struct writer {
  uint32_t *at, *end;
  const uint16_t *mark, *last;
  duk_hstring *texts[MOST_TEXTS];
  uint32_t place[MOST_TEXTS], count;
};

static void put_word(struct writer *writer, uint32_t word) {
  if (writer->at < writer->end) *writer->at++ = word;
}

/* Places are known in the second round alone. */
static void put_text(struct writer *writer, duk_hstring *text) {
  uint32_t i = 0;

  while (i < writer->count && writer->texts[i] != text) i++;
  if (i == MOST_TEXTS) {
    writer->at = writer->end;
    return;
  }
  if (i == writer->count) writer->texts[writer->count++] = text;
  put_word(writer, writer->place[i]);
}

static int write_function(duk_hthread *thr, duk_hcompfunc *function, struct writer *writer) {
  duk_hobject *names = duk_hobject_get_varmap(thr, (duk_hobject *)function);
  duk_harray *formals = duk_hobject_get_formals(thr, (duk_hobject *)function);
  duk_tval *constant = DUK_HCOMPFUNC_GET_CONSTS_BASE(thr->heap, function);
  duk_hobject **inner = DUK_HCOMPFUNC_GET_FUNCS_BASE(thr->heap, function);
  uint32_t code = (uint32_t)DUK_HCOMPFUNC_GET_CODE_COUNT(thr->heap, function), i, flags, word[2];
  double number;

  if (writer->mark == writer->last || (*writer->mark & 0x7fff) != function->nargs) return 0;
  flags = DUK_HEAPHDR_GET_FLAGS((duk_heaphdr *)function) & ~DUK_HOBJECT_FLAG_HAVE_FINALIZER;
  if (!(*writer->mark++ & 0x8000)) flags &= ~DUK_HOBJECT_FLAG_CONSTRUCTABLE;
  put_word(writer, flags);
  put_word(writer, function->nregs | (uint32_t)function->nargs << 16);
  put_word(writer, code);
  put_word(writer, (uint32_t)DUK_HCOMPFUNC_GET_CONSTS_COUNT(thr->heap, function));
  put_word(writer, (uint32_t)DUK_HCOMPFUNC_GET_FUNCS_COUNT(thr->heap, function));
  put_word(writer, names == NULL ? 0 : DUK_HOBJECT_GET_ENEXT(names));
  put_word(writer, formals == NULL ? NO_FORMALS : formals->length);
  for (i = 0; i < code; i++) put_word(writer, DUK_HCOMPFUNC_GET_CODE_BASE(thr->heap, function)[i]);
  for (; constant < DUK_HCOMPFUNC_GET_CONSTS_END(thr->heap, function); constant++) {
    if (DUK_TVAL_IS_STRING(constant)) put_text(writer, DUK_TVAL_GET_STRING(constant));
    else {
      number = DUK_TVAL_GET_NUMBER(constant);
      memcpy(word, &number, sizeof word);
      put_word(writer, NO_TEXT);
      put_word(writer, word[0]);
      put_word(writer, word[1]);
    }
  }
  for (i = 0; names != NULL && i < DUK_HOBJECT_GET_ENEXT(names); i++) {
    put_text(writer, DUK_HOBJECT_E_GET_KEY(thr->heap, names, i));
    put_word(writer, (uint32_t)DUK_TVAL_GET_NUMBER(DUK_HOBJECT_E_GET_VALUE_TVAL_PTR(thr->heap, names, i)));
  }
  for (i = 0; formals != NULL && i < formals->length; i++)
    put_text(writer, DUK_TVAL_GET_STRING(DUK_HOBJECT_A_GET_VALUE_PTR(thr->heap, (duk_hobject *)formals, i)));
  for (; inner < DUK_HCOMPFUNC_GET_FUNCS_END(thr->heap, function); inner++)
    if (!write_function(thr, (duk_hcompfunc *)*inner, writer)) return 0;
  return 1;
}

size_t ders_duk_write(duk_context *duk, const uint16_t *marks, size_t functions, uint32_t *words, size_t room) {
  static struct writer writer;
  uint32_t i, length;
  int round;

  memset(&writer, 0, sizeof writer);
  for (round = 0; round < 2; round++) {
    writer.at = words + 1;
    writer.end = words + room;
    writer.mark = marks;
    writer.last = marks + functions;
    if (!write_function(duk, duk_require_hcompfunc(duk, -1), &writer) || writer.mark != writer.last || writer.at == writer.end) return 0;
    *words = (uint32_t)(writer.at - words);
    for (i = 0; i < writer.count; i++) {
      length = (uint32_t)DUK_HSTRING_GET_BYTELEN(writer.texts[i]);
      if ((size_t)(writer.end - writer.at) < length / 4 + 2) return 0;
      writer.place[i] = (uint32_t)(writer.at - words);
      memset(writer.at, 0, (length / 4 + 2) * 4);
      *writer.at = length;
      memcpy(writer.at + 1, DUK_HSTRING_GET_DATA(writer.texts[i]), length);
      writer.at += length / 4 + 2;
    }
  }
  return (size_t)(writer.at - words);
}
#endif
