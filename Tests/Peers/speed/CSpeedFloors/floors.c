// What the machine can do at most, for the kernels' figures to be held against.

#include "speed_floors.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) uint64_t speed_read(const void *memory, size_t bytes) {
  const __m256i *from = memory;
  __m256i sums[8] = {0};
  for (size_t i = 0; i + 8 <= bytes / 32; i += 8) {
    for (int k = 0; k < 8; k++) sums[k] = _mm256_add_epi64(sums[k], _mm256_load_si256(from + i + k));
  }
  __m256i sum = sums[0];
  for (int k = 1; k < 8; k++) sum = _mm256_add_epi64(sum, sums[k]);
  return (uint64_t)(_mm256_extract_epi64(sum, 0) + _mm256_extract_epi64(sum, 1) + _mm256_extract_epi64(sum, 2) +
                    _mm256_extract_epi64(sum, 3));
}

__attribute__((target("avx2,fma"))) static double fuse_avx2(int64_t rounds) {
  __m256 a = _mm256_set1_ps(0.5f), b = _mm256_set1_ps(0.25f), sums[10];
  for (int k = 0; k < 10; k++) sums[k] = _mm256_set1_ps((float)k);
  for (int64_t i = 0; i < 2 * rounds; i++) {
    for (int k = 0; k < 10; k++) sums[k] = _mm256_fmadd_ps(sums[k], a, b);
    __asm__ volatile("" : "+x"(a));
  }
  for (int k = 0; k < 10; k++) __asm__ volatile("" : : "x"(sums[k]));
  return 2.0 * 8 * 20 * (double)rounds;
}

__attribute__((target("avx512f"))) static double fuse_avx512(int64_t rounds) {
  __m512 a = _mm512_set1_ps(0.5f), b = _mm512_set1_ps(0.25f), sums[20];
  for (int k = 0; k < 20; k++) sums[k] = _mm512_set1_ps((float)k);
  for (int64_t i = 0; i < rounds; i++) {
    for (int k = 0; k < 20; k++) sums[k] = _mm512_fmadd_ps(sums[k], a, b);
    __asm__ volatile("" : "+v"(a));
  }
  for (int k = 0; k < 20; k++) __asm__ volatile("" : : "v"(sums[k]));
  return 2.0 * 16 * 20 * (double)rounds;
}

double speed_fuse(int64_t rounds) {
  return __builtin_cpu_supports("avx512f") ? fuse_avx512(rounds) : fuse_avx2(rounds);
}
#else
uint64_t speed_read(const void *memory, size_t bytes) {
  const uint64_t *from = memory;
  uint64_t sums[8] = {0};
  for (size_t i = 0; i + 8 <= bytes / 8; i += 8) {
    for (int k = 0; k < 8; k++) sums[k] += from[i + k];
  }
  return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
}

double speed_fuse(int64_t rounds) {
  float sums[20] = {0};
  for (int64_t i = 0; i < rounds; i++) {
    for (int k = 0; k < 20; k++) sums[k] = __builtin_fmaf(sums[k], 0.5f, 0.25f);
  }
  float sum = 0;
  for (int k = 0; k < 20; k++) sum += sums[k];
  __asm__ volatile("" : : "r"(sum));
  return 2.0 * 20 * (double)rounds;
}
#endif
