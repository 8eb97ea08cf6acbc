/* self_test.h: what C can prove of itself at a start: published vectors of its crypto, checksums, storage and memory arithmetic. */
#ifndef DERS_SELF_TEST_H
#define DERS_SELF_TEST_H

/* NULL where all is well, else the name of what failed. Stack: 4 KB. About five million instructions. */
const char *ders_self_test(void);

#endif
