// What the two widest levels are compiled for. A build for tests, which defines ENCODINGS_HALVES, computes each of their
// vectors as two halves with AVX2: so a CPU without AVX-512 can be asked whether they are right.
#ifndef ENCODINGS_HALVES
#define ENCODINGS_HALVES 0
#endif

#if ENCODINGS_HALVES
#define WIDE_UNITS "avx2,fma,f16c"
#define WIDE_DOT_UNITS WIDE_UNITS
#else
#define WIDE_UNITS "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"
#define WIDE_DOT_UNITS WIDE_UNITS ",avx512vnni"
#endif
