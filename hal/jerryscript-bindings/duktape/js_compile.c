/* js_compile.h over Duktape: the compiler's functions, written as duk_code.h has them. */
#include "../host/js_compile.h"

#include <stdio.h>
#include <string.h>

#include "duk_code.h"
#include "duk_runtime.h"

int js_compiles(void) { return 1; }

uint32_t js_build(void) { return DUK_CODE_BUILD; }

/* Duktape takes its texts from the code. */
int js_names(const struct ders_storage *source, void *room, size_t size, size_t *length) {
  (void)source;
  (void)room;
  (void)size;
  *length = 0;
  return JS_OK;
}

int js_compile(struct js_runtime *runtime, const struct ders_storage *source, const struct ders_storage *names, void *room, size_t size, size_t *length) {
  duk_context *duk = ders_duk_context(runtime);
  uint16_t *marks = duk_push_fixed_buffer(duk, names->size + 2), program = 0;

  if (duk_pcompile_lstring(duk, 0, (const char *)source->bytes, source->size) != 0) {
    fprintf(stderr, "js-compile: %s\n", duk_safe_to_string(duk, -1));
    return JS_ERR_THROWN;
  }
  /* The program itself is in front of the functions of the source. */
  memcpy(marks, &program, 2);
  memcpy(marks + 1, names->bytes, names->size);
  *length = 4 * ders_duk_write(duk, marks, names->size / 2 + 1, room, size / 4);
  if (*length == 0) fprintf(stderr, "js-compile: the functions of the source are not those of the program\n");
  return *length == 0 ? JS_ERR_BUILD : JS_OK;
}
