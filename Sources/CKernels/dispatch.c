// One entry point a kernel: calls it at the level asked for, or at the next below that has it; where vector levels are
// not built, at the portable one.
#include "split.h"
#include "include/kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

int64_t encodings_product_roundings(int level, int64_t width) {
  if (level == ENCODINGS_AMX) {
    // The sixteen products that an instruction adds up, and the sum of two such sums; six instructions a step; what is
    // left out, and the little by which parts are longer than what they are parts of.
    return 17 + 6 * encodings_matrix_steps(width) + 8;
  }
  // A running sum takes a block's products, the first of which is added to zero, and blocks are added to what there is;
  // where multiplying and adding are not fused, each product rounds once more.
  const int64_t size = ENCODINGS_PRODUCT_BLOCK, block = width < size ? width : size;
  return block + (level == ENCODINGS_PORTABLE) + (width + size - 1) / size;
}

#if defined(__x86_64__)
static uint64_t enabled_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

/// Whether the CPU has matrix units for bfloat16 and bytes, the system keeps what they hold, and lets this process use
/// them: it wants to be asked, because a thread's state is so much greater then.
static int may_use_matrix_units(void) {
  enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
  uint32_t a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  const uint32_t units = bit_AMXTILE | bit_AMXBF16 | bit_AMXINT8;
  if ((d & units) != units || (enabled_state() & 0x60000) != 0x60000) return 0;
#if defined(__linux__)
  return syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
#else
  return 0;
#endif
}
#endif

int encodings_best_level(void) {
#if defined(__x86_64__)
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return ENCODINGS_PORTABLE;
  const uint32_t needed = bit_OSXSAVE | bit_AVX | bit_FMA | bit_F16C;
  if ((c & needed) != needed || (enabled_state() & 0x6) != 0x6) return ENCODINGS_PORTABLE;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) return ENCODINGS_PORTABLE;
  // Every level is one that AVX2 can run in such a build.
  if (ENCODINGS_SPLIT) return ENCODINGS_AMX;
  const uint32_t wide = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  if ((b & wide) == wide && (enabled_state() & 0xE6) == 0xE6) {
    if (!(c & bit_AVX512VNNI)) return ENCODINGS_AVX512;
    return may_use_matrix_units() ? ENCODINGS_AMX : ENCODINGS_AVX512VNNI;
  }
  return ENCODINGS_AVX2;
#else
  return ENCODINGS_PORTABLE;
#endif
}

#if defined(__x86_64__)
#define AT_MATRIX_LEVEL(level, name, ...) \
  ((level) >= ENCODINGS_AMX ? encodings_##name##_amx(__VA_ARGS__) : AT_LEVEL(level, name, __VA_ARGS__))
#define AT_LEVEL(level, name, ...) \
  ((level) >= ENCODINGS_AVX512 ? encodings_##name##_avx512(__VA_ARGS__) \
   : (level) == ENCODINGS_AVX2 ? encodings_##name##_avx2(__VA_ARGS__) \
                               : encodings_##name##_portable(__VA_ARGS__))
#else
#define AT_LEVEL(level, name, ...) ((void)(level), encodings_##name##_portable(__VA_ARGS__))
#define AT_MATRIX_LEVEL(level, name, ...) AT_LEVEL(level, name, __VA_ARGS__)
#endif

int64_t encodings_arranged_size(int level, int64_t row_count, int64_t width) {
  if (level < ENCODINGS_AMX) return row_count * width;
  // Each number is as many of half the length as it has parts.
  return row_count * encodings_matrix_steps(width) * ENCODINGS_MATRIX_DEPTH * ENCODINGS_MATRIX_PARTS / 2;
}

void encodings_arrange_portable(const float *part, int64_t part_stride, int64_t row_count, int64_t width, int64_t first_row, int64_t end_row, int64_t first_column, int64_t end_column, float *out);
void encodings_arrange_avx2(const float *part, int64_t part_stride, int64_t row_count, int64_t width, int64_t first_row, int64_t end_row, int64_t first_column, int64_t end_column, float *out);
void encodings_arrange_avx512(const float *part, int64_t part_stride, int64_t row_count, int64_t width, int64_t first_row, int64_t end_row, int64_t first_column, int64_t end_column, float *out);
void encodings_arrange_amx(const float *part, int64_t part_stride, int64_t row_count, int64_t width, int64_t first_row, int64_t end_row, int64_t first_column, int64_t end_column, float *out);
void encodings_arrange(int level, const float *part, int64_t part_stride, int64_t row_count, int64_t width, int64_t first_row, int64_t end_row, int64_t first_column, int64_t end_column, float *out) {
  AT_MATRIX_LEVEL(level, arrange, part, part_stride, row_count, width, first_row, end_row, first_column, end_column, out);
}

void encodings_product_portable(const float *rows, int64_t row_count, const void *weights, int element, int64_t weight_stride, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_product_avx2(const float *rows, int64_t row_count, const void *weights, int element, int64_t weight_stride, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_product_avx512(const float *rows, int64_t row_count, const void *weights, int element, int64_t weight_stride, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_product_amx(const float *rows, int64_t row_count, const void *weights, int element, int64_t weight_stride, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_product(int level, const float *rows, int64_t row_count, const void *weights, int element, int64_t weight_stride, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride) {
  AT_MATRIX_LEVEL(level, product, rows, row_count, weights, element, weight_stride, column_count, width, bias, out, out_stride);
}

void encodings_panelled_product_portable(const float *rows, int64_t row_count, const void *weights, int element, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_panelled_product_avx2(const float *rows, int64_t row_count, const void *weights, int element, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_panelled_product_avx512(const float *rows, int64_t row_count, const void *weights, int element, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_panelled_product_amx(const float *rows, int64_t row_count, const void *weights, int element, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);
void encodings_panelled_product(int level, const float *rows, int64_t row_count, const void *weights, int element, int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride) {
  AT_MATRIX_LEVEL(level, panelled_product, rows, row_count, weights, element, column_count, width, bias, out, out_stride);
}

int64_t encodings_fixed_size(int level, int64_t row_count, int64_t width) {
  if (level < ENCODINGS_AMX) return row_count * ((width + 1) / 2 * 2);
  // A row more than there are may be read.
  return (row_count * encodings_byte_steps(width) * 2 + 1) * ENCODINGS_BYTE_DEPTH / (int64_t)sizeof(int16_t);
}

int64_t encodings_fixed_group_size(int level, int64_t width) {
  if (level < ENCODINGS_AMX) return ENCODINGS_FIXED_GROUP * ((width + 1) / 2 * 2);
  return ENCODINGS_FIXED_GROUP * encodings_byte_steps(width) * ENCODINGS_BYTE_DEPTH;
}

void encodings_fix_rows_portable(const float *rows, int64_t row_count, int64_t row_stride, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_rows_avx2(const float *rows, int64_t row_count, int64_t row_stride, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_rows_avx512(const float *rows, int64_t row_count, int64_t row_stride, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_rows_amx(const float *rows, int64_t row_count, int64_t row_stride, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_rows(int level, const float *rows, int64_t row_count, int64_t row_stride, int64_t width, int16_t *out, float *units, double *errors) {
  AT_MATRIX_LEVEL(level, fix_rows, rows, row_count, row_stride, width, out, units, errors);
}

void encodings_fix_group_portable(const void *stored, int element, int64_t count, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_group_avx2(const void *stored, int element, int64_t count, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_group_avx512(const void *stored, int element, int64_t count, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_group_amx(const void *stored, int element, int64_t count, int64_t width, int16_t *out, float *units, double *errors);
void encodings_fix_group(int level, const void *stored, int element, int64_t count, int64_t width, int16_t *out, float *units, double *errors) {
  AT_MATRIX_LEVEL(level, fix_group, stored, element, count, width, out, units, errors);
}

void encodings_fixed_product_portable(const int16_t *rows, const float *row_units, int64_t row_count, const int16_t *groups, const float *group_units, int64_t group_count, int64_t width, float *out, int64_t out_stride);
void encodings_fixed_product_avx2(const int16_t *rows, const float *row_units, int64_t row_count, const int16_t *groups, const float *group_units, int64_t group_count, int64_t width, float *out, int64_t out_stride);
void encodings_fixed_product_avx512(const int16_t *rows, const float *row_units, int64_t row_count, const int16_t *groups, const float *group_units, int64_t group_count, int64_t width, float *out, int64_t out_stride);
void encodings_fixed_product_avx512vnni(const int16_t *rows, const float *row_units, int64_t row_count, const int16_t *groups, const float *group_units, int64_t group_count, int64_t width, float *out, int64_t out_stride);
void encodings_fixed_product_amx(const int16_t *rows, const float *row_units, int64_t row_count, const int16_t *groups, const float *group_units, int64_t group_count, int64_t width, float *out, int64_t out_stride);
void encodings_fixed_product(int level, const int16_t *rows, const float *row_units, int64_t row_count, const int16_t *groups, const float *group_units, int64_t group_count, int64_t width, float *out, int64_t out_stride) {
#if defined(__x86_64__)
  if (level >= ENCODINGS_AMX) {
    encodings_fixed_product_amx(rows, row_units, row_count, groups, group_units, group_count, width, out, out_stride);
    return;
  }
  if (level >= ENCODINGS_AVX512VNNI) {
    encodings_fixed_product_avx512vnni(
      rows, row_units, row_count, groups, group_units, group_count, width, out, out_stride);
    return;
  }
#endif
  AT_LEVEL(level, fixed_product, rows, row_units, row_count, groups, group_units, group_count, width, out, out_stride);
}

void encodings_combine_portable(const float *factors, int64_t row_count, int64_t factor_stride, const float *values, int64_t count, int64_t value_stride, int64_t width, float *out, int64_t out_stride);
void encodings_combine_avx2(const float *factors, int64_t row_count, int64_t factor_stride, const float *values, int64_t count, int64_t value_stride, int64_t width, float *out, int64_t out_stride);
void encodings_combine_avx512(const float *factors, int64_t row_count, int64_t factor_stride, const float *values, int64_t count, int64_t value_stride, int64_t width, float *out, int64_t out_stride);
void encodings_combine(int level, const float *factors, int64_t row_count, int64_t factor_stride, const float *values, int64_t count, int64_t value_stride, int64_t width, float *out, int64_t out_stride) {
  AT_LEVEL(level, combine, factors, row_count, factor_stride, values, count, value_stride, width, out, out_stride);
}

void encodings_softmax_portable(float *rows, int64_t row_count, int64_t stride, int64_t width, float scale);
void encodings_softmax_avx2(float *rows, int64_t row_count, int64_t stride, int64_t width, float scale);
void encodings_softmax_avx512(float *rows, int64_t row_count, int64_t stride, int64_t width, float scale);
void encodings_softmax(int level, float *rows, int64_t row_count, int64_t stride, int64_t width, float scale) {
  AT_LEVEL(level, softmax, rows, row_count, stride, width, scale);
}

void encodings_layer_norm_portable(const float *rows, int64_t row_count, int64_t stride, int64_t width, const float *gain, const float *bias, float epsilon, float *out, int64_t out_stride);
void encodings_layer_norm_avx2(const float *rows, int64_t row_count, int64_t stride, int64_t width, const float *gain, const float *bias, float epsilon, float *out, int64_t out_stride);
void encodings_layer_norm_avx512(const float *rows, int64_t row_count, int64_t stride, int64_t width, const float *gain, const float *bias, float epsilon, float *out, int64_t out_stride);
void encodings_layer_norm(int level, const float *rows, int64_t row_count, int64_t stride, int64_t width, const float *gain, const float *bias, float epsilon, float *out, int64_t out_stride) {
  AT_LEVEL(level, layer_norm, rows, row_count, stride, width, gain, bias, epsilon, out, out_stride);
}

void encodings_activate_portable(int activation, float *values, int64_t count);
void encodings_activate_avx2(int activation, float *values, int64_t count);
void encodings_activate_avx512(int activation, float *values, int64_t count);
void encodings_activate(int level, int activation, float *values, int64_t count) {
  AT_LEVEL(level, activate, activation, values, count);
}

void encodings_add_portable(float *values, const float *addends, int64_t count);
void encodings_add_avx2(float *values, const float *addends, int64_t count);
void encodings_add_avx512(float *values, const float *addends, int64_t count);
void encodings_add(int level, float *values, const float *addends, int64_t count) {
  AT_LEVEL(level, add, values, addends, count);
}

void encodings_widen_portable(const void *stored, int element, int64_t count, float *out);
void encodings_widen_avx2(const void *stored, int element, int64_t count, float *out);
void encodings_widen_avx512(const void *stored, int element, int64_t count, float *out);
void encodings_widen(int level, const void *stored, int element, int64_t count, float *out) {
  AT_LEVEL(level, widen, stored, element, count, out);
}

void encodings_dots_portable(const double *const vectors[3], int count, const void *rows, int element, int64_t width, const int32_t *ids, int64_t id_count, const double *shifts, double *out);
void encodings_dots_avx2(const double *const vectors[3], int count, const void *rows, int element, int64_t width, const int32_t *ids, int64_t id_count, const double *shifts, double *out);
void encodings_dots_avx512(const double *const vectors[3], int count, const void *rows, int element, int64_t width, const int32_t *ids, int64_t id_count, const double *shifts, double *out);
void encodings_dots(int level, const double *const vectors[3], int count, const void *rows, int element, int64_t width, const int32_t *ids, int64_t id_count, const double *shifts, double *out) {
  AT_LEVEL(level, dots, vectors, count, rows, element, width, ids, id_count, shifts, out);
}

double encodings_square_portable(const double *scale, const void *stored, int element, double shift, int64_t width);
double encodings_square_avx2(const double *scale, const void *stored, int element, double shift, int64_t width);
double encodings_square_avx512(const double *scale, const void *stored, int element, double shift, int64_t width);
double encodings_square(int level, const double *scale, const void *stored, int element, double shift, int64_t width) {
  return AT_LEVEL(level, square, scale, stored, element, shift, width);
}

void encodings_sift_portable(const float *scores, int64_t stride, int64_t row_count, int64_t count, const struct encodings_sieve *sieves, const struct encodings_entries *entries, struct encodings_hit *hits, int64_t *found, int64_t *greater);
void encodings_sift_avx2(const float *scores, int64_t stride, int64_t row_count, int64_t count, const struct encodings_sieve *sieves, const struct encodings_entries *entries, struct encodings_hit *hits, int64_t *found, int64_t *greater);
void encodings_sift_avx512(const float *scores, int64_t stride, int64_t row_count, int64_t count, const struct encodings_sieve *sieves, const struct encodings_entries *entries, struct encodings_hit *hits, int64_t *found, int64_t *greater);
void encodings_sift(int level, const float *scores, int64_t stride, int64_t row_count, int64_t count, const struct encodings_sieve *sieves, const struct encodings_entries *entries, struct encodings_hit *hits, int64_t *found, int64_t *greater) {
  AT_LEVEL(level, sift, scores, stride, row_count, count, sieves, entries, hits, found, greater);
}

void encodings_coefficients_portable(const struct encodings_space *space, const struct encodings_facts *facts, const float *offset_products, const float *scaled_products, int64_t count, const struct encodings_coefficients *out);
void encodings_coefficients_avx2(const struct encodings_space *space, const struct encodings_facts *facts, const float *offset_products, const float *scaled_products, int64_t count, const struct encodings_coefficients *out);
void encodings_coefficients_avx512(const struct encodings_space *space, const struct encodings_facts *facts, const float *offset_products, const float *scaled_products, int64_t count, const struct encodings_coefficients *out);
void encodings_coefficients(int level, const struct encodings_space *space, const struct encodings_facts *facts, const float *offset_products, const float *scaled_products, int64_t count, const struct encodings_coefficients *out) {
  AT_LEVEL(level, coefficients, space, facts, offset_products, scaled_products, count, out);
}

void encodings_row_facts_portable(const void *stored, int element, int64_t width, const double *scale, const double *factor, double facts[5]);
void encodings_row_facts_avx2(const void *stored, int element, int64_t width, const double *scale, const double *factor, double facts[5]);
void encodings_row_facts_avx512(const void *stored, int element, int64_t width, const double *scale, const double *factor, double facts[5]);
void encodings_row_facts(int level, const void *stored, int element, int64_t width, const double *scale, const double *factor, double facts[5]) {
  AT_LEVEL(level, row_facts, stored, element, width, scale, factor, facts);
}
