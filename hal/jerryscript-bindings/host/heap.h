/* The heap under the runtime, counted: what it holds, what it held at most, and a refusal on demand. */
#ifndef DERS_HEAP_H
#define DERS_HEAP_H

#include <stddef.h>

struct ders_heap {
  size_t used;            /* bytes held now, each block with its header */
  size_t peak;            /* the most ever held */
  size_t limit;           /* never more than this; 0: no limit */
  unsigned long requests; /* blocks asked for or to be enlarged, refused ones included */
  unsigned long fail_at;  /* the request refused first, counted like `requests`; 0: none */
  unsigned long fail_for; /* how many in a row are refused */
  void (*refused)(void);  /* called instead of refusing while a refusal cannot be survived; does not return */
};

/* Refuses the n-th request from now (1: the next) and the `times` - 1 after it; n = 0 disarms. A single refusal is
 * not seen by the program: the runtime collects its garbage and asks again, several times. */
void ders_heap_fail(struct ders_heap *heap, unsigned long n, unsigned long times);

/* Memory functions in the form a runtime takes; `heap` is a struct ders_heap. NULL where refused. */
void *ders_heap_alloc(void *heap, size_t size);
void *ders_heap_realloc(void *heap, void *block, size_t size);
void ders_heap_free(void *heap, void *block);

#endif
