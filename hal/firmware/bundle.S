/* The bundle's text stays in flash and is parsed at every start. */
    .section .rodata.bundle, "a"
    .global ders_bundle
    .global ders_bundle_end
ders_bundle:
    .incbin BUNDLE
ders_bundle_end:
    .byte 0
#ifdef __linux__
    .section .note.GNU-stack, "", %progbits
#endif
