/* js_compile.h: what a back-end does for js-compile. Desktop only. */
#ifndef DERS_JS_COMPILE_H
#define DERS_JS_COMPILE_H

#include "../js_runtime.h"
#include "../storage.h"

/* Whether the runtime was built so that it makes byte code. */
int js_compiles(void);

/* What byte code depends on, as in js_code.h. */
uint32_t js_build(void);

/* Names and texts of the source that the runtime does not know by itself, in the order of its table: for each its length and its bytes. */
int js_names(const struct ders_storage *source, void *room, size_t size, size_t *length);

/* Byte code of the source, with the table of names that js_names gave. The runtime is fresh. */
int js_compile(struct js_runtime *runtime, const struct ders_storage *source, const struct ders_storage *names, void *room, size_t size, size_t *length);

#endif
