/* Duktape's configuration for a pump: the system's duk_config.h with a few settings changed.
 * Compiled in front of everything (-include); the header's own guard then keeps the original out.
 * Only settings that leave the built-in objects alone: their tables are generated in advance. */
#ifndef DUK_TUNED_H
#define DUK_TUNED_H

#include "duk_config.h"

/* Integers as integers: a fifth fewer instructions in a dose check. */
#define DUK_USE_FASTINT

/* Built-in functions as plain values instead of objects: a far smaller empty heap. */
#define DUK_USE_LIGHTFUNC_BUILTINS

/* What only a person debugging would read: line tables, file names, call stacks. */
#undef DUK_USE_PC2LINE
#undef DUK_USE_FUNC_FILENAME_PROPERTY
#undef DUK_USE_TRACEBACKS
#undef DUK_USE_FUNC_NAME_PROPERTY

/* No collection in the middle of a check: counting references frees what it leaves, and a full block still collects. */
#undef DUK_USE_VOLUNTARY_GC

/* A call that does not come back is stopped; `udata` is the runtime. */
extern duk_bool_t ders_call_expired(void *udata);
#define DUK_USE_INTERRUPT_COUNTER
#define DUK_USE_EXEC_TIMEOUT_CHECK(udata) ders_call_expired(udata)

/* Recursion ends before the C stack does. */
extern int ders_stack_low(void);
#undef DUK_USE_NATIVE_STACK_CHECK
#define DUK_USE_NATIVE_STACK_CHECK() ders_stack_low()

/* A small board: short counters and lengths, which a block of at most 512 KB cannot overrun; small caches; pointers set the alignment. */
#if UINTPTR_MAX == UINT32_MAX
#define DUK_USE_REFCOUNT16
#define DUK_USE_OBJSIZES16
#define DUK_USE_STRLEN16
#define DUK_USE_STRHASH16
#define DUK_USE_BUFLEN16
#undef DUK_USE_ALIGN_BY
#define DUK_USE_ALIGN_BY 4
#undef DUK_USE_STRTAB_MINSIZE
#define DUK_USE_STRTAB_MINSIZE 256
#undef DUK_USE_LITCACHE_SIZE
#define DUK_USE_LITCACHE_SIZE 16
#endif

/* Small C libraries print no `%lld`, with which Duktape writes whole numbers in JSON. */
extern int ders_sprintf(char *text, const char *format, ...);
#undef DUK_SPRINTF
#define DUK_SPRINTF ders_sprintf

/* No allocator but the block's. */
#undef DUK_USE_PROVIDE_DEFAULT_ALLOC_FUNCTIONS

/* No clock and no time zone: what JavaScript may know of time comes through natives. */
#undef DUK_USE_DATE_NOW_GETTIMEOFDAY
#undef DUK_USE_DATE_NOW_TIME
#undef DUK_USE_DATE_TZO_GMTIME_R
#undef DUK_USE_DATE_TZO_GMTIME
#undef DUK_USE_DATE_PRS_STRPTIME
#undef DUK_USE_DATE_FMT_STRFTIME
#undef DUK_USE_DATE_PARSE_STRING
#undef DUK_USE_DATE_FORMAT_STRING
#undef DUK_USE_DATE_GET_NOW
#undef DUK_USE_DATE_GET_LOCAL_TZOFFSET
#define DUK_USE_DATE_GET_NOW(ctx) 0.0
#define DUK_USE_DATE_GET_LOCAL_TZOFFSET(d) 0

#endif
