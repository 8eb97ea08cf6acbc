/* signed_form.h: the form of signed files (docs/formats/signed-library.cddl), for the two judges of them: signed_library.c and acceptance.c. */
#ifndef DERS_SIGNED_FORM_H
#define DERS_SIGNED_FORM_H

#include "signed_library.h"

/* Shapes for ders_cbor_match, and how many items each has. */
#define DERS_COSE_SIGN "g98 a4 b0 m0 b* a2 a3 b* m0 b64 a3 b* m0 b64"
#define DERS_HEADER "m3 u1 n-19 u4 b8 u15 m1 u6 u*"
#define DERS_MANIFEST "m11 u1 t* u2 t* u3 t* u4 u* u5 u* u6 u* u7 u1 u8 u* u9 b32 u10 u* u11 u*"
#define DERS_TRUST_LIST "m3 u1 t* u2 u* u3 m*"
#define DERS_TRUSTED_KEY "b8 a6 b32 u* t* u* u* u*"
enum { DERS_COSE_ITEMS = 14, DERS_HEADER_ITEMS = 9, DERS_MANIFEST_ITEMS = 23, DERS_TRUST_ITEMS = 7 };

/* Items of a COSE_Sign: the manifest, the first signature's header, and from there to the next one's. The signature is 2 behind its header. */
enum { DERS_PAYLOAD = 4, DERS_FIRST_HEADER = 7, DERS_NEXT_SIGNATURE = 4 };

/* Items of a trusted key, and its flags. */
enum { KEY_ID, KEY_ITEMS, KEY_PUBLIC, KEY_ROLE, KEY_PERSON, KEY_FROM, KEY_UNTIL, KEY_FLAGS, KEY_COUNT };
enum { DERS_REVOKED = 1, DERS_DEMONSTRATION = 2 };

/* The trusted key with this id; 0, or -1 where there is none. The list is in order. */
int ders_find_key(const struct ders_policy *policy, const uint8_t *id, struct ders_item *key);

/* The Sig_structure of RFC 9052 section 4.4 for signature 0 or 1; its length. `context` has less than 24 characters. */
uint32_t ders_to_be_signed(uint8_t *message, const uint8_t *bytes, const struct ders_item *cose, int signature, const char *context);

#endif
