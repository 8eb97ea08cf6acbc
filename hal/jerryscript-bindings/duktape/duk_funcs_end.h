/* In the place of one line of Duktape's source: where the inner functions of a compiled function end. Its own answer is `where the instructions begin`,
 * which is true while they lie behind them; instructions in flash lie outside the function's data, and the list then ends with it. */
#define DERS_FUNCS_END
#define DUK_HCOMPFUNC_GET_FUNCS_END(heap, h)                                                                                     \
  ((duk_hobject **) (void *) ((duk_uint8_t *) (h)->bytecode - DUK_HCOMPFUNC_GET_BUFFER_BASE(heap, h) <=                          \
                                  (ptrdiff_t) DUK_HBUFFER_GET_SIZE((duk_hbuffer *) (h)->data) &&                                 \
                                      (duk_uint8_t *) (h)->bytecode >= DUK_HCOMPFUNC_GET_BUFFER_BASE(heap, h)                    \
                                  ? (void *) (h)->bytecode                                                                       \
                                  : (void *) (DUK_HCOMPFUNC_GET_BUFFER_BASE(heap, h) + DUK_HBUFFER_GET_SIZE((duk_hbuffer *) (h)->data))))
