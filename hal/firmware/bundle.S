/* The bundle stays in flash: byte code, which runs where it lies, or text, which is parsed at every start. */
#ifdef __linux__
    .section .data.rel.ro.bundle, "aw"
#else
    .section .rodata.bundle, "a"
#endif
    .balign 8
    .global ders_bundle
    .global ders_bundle_end
ders_bundle:
#ifdef CODE
    .incbin BUNDLE, 0, 40
#include CODE
#else
    .incbin BUNDLE
#endif
ders_bundle_end:
    .byte 0
#ifdef __linux__
    .section .note.GNU-stack, "", %progbits
#endif
