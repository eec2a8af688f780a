/// The few loops that the arithmetic spends its time in, with run-time dispatch over the CPU's vector units.
///
/// Every function takes the level to run at, so that a test can force each one. A level's results do not depend
/// on how many rows or columns a call is given: each output has an order of summation of its own, fixed by the
/// width alone. That is what lets rows of different questions share a pass.
#ifndef ENCODINGS_KERNELS_H
#define ENCODINGS_KERNELS_H

#include <stdint.h>

/// Units a level needs: none beyond x86-64's (or any CPU's), AVX2 + FMA + F16C, AVX-512 F/BW/DQ/VL, and VNNI, and the
/// matrix units of AMX for bfloat16 and for bytes.
enum {
  ENCODINGS_PORTABLE = 0, ENCODINGS_AVX2 = 1, ENCODINGS_AVX512 = 2, ENCODINGS_AVX512VNNI = 3, ENCODINGS_AMX = 4
};

/// How weights are stored.
enum { ENCODINGS_F32 = 0, ENCODINGS_F16 = 1, ENCODINGS_BF16 = 2 };

/// Bytes of a stored number.
static inline int64_t encodings_element_size(int element) { return element == ENCODINGS_F32 ? 4 : 2; }

enum {
  ENCODINGS_GELU = 0,       ///< x Φ(x), with the error function
  ENCODINGS_GELU_TANH = 1,  ///< its approximation by tanh
  ENCODINGS_RELU = 2,
  ENCODINGS_SILU = 3,       ///< x / (1 + exp(-x))
  ENCODINGS_TANH = 4,
  ENCODINGS_GELU_SIGMOID = 5  ///< x / (1 + exp(-1.702 x))
};

/// Numbers of a row whose products a running sum takes before it is added to those of the blocks before.
#define ENCODINGS_PRODUCT_BLOCK 256

/// A number of roundings that no entry of `encodings_product` without a bias exceeds:
/// |error| <= (roundings u) |row| |column|, u = 2^-24, to first order. Not in it is that matrix units count numbers below
/// 2^-126 as zero, the last of a number's three parts among them, and lose what is 3.389e38 or more.
int64_t encodings_product_roundings(int level, int64_t width);

/// Number of processors in this process's affinity mask.
int encodings_processor_count(void);

/// The best level this CPU has, and the system lets this process use: for matrix units it is asked.
int encodings_best_level(void);

/// Floats that rows take as `encodings_arrange` lays them out.
int64_t encodings_arranged_size(int level, int64_t row_count, int64_t width);

/// Lays out the part [first_row, end_row) x [first_column, end_column) of rows [row_count x width] as
/// `encodings_product` reads them at the same level. `part` is where that part begins, `out` where all the rows go: room
/// for as many floats as `encodings_arranged_size` says.
void encodings_arrange(
  int level, const float *part, int64_t part_stride, int64_t row_count, int64_t width, int64_t first_row,
  int64_t end_row, int64_t first_column, int64_t end_column, float *out);

/// out[r][c] = sum_k rows[r][k] weights[c][k] + bias[c]; bias may be null. Strides count elements.
/// Shapes: rows [row_count x width], arranged; weights [column_count x width], out [row_count x column_count].
void encodings_product(
  int level, const float *rows, int64_t row_count, const void *weights, int element, int64_t weight_stride,
  int64_t column_count, int64_t width, const float *bias, float *out, int64_t out_stride);

/// Columns of a group of weights that are laid out for products.
enum { ENCODINGS_PANELLED_GROUP = 16 };

/// Lays out a group: `count` rows of weights, one behind the other, become [width][ENCODINGS_PANELLED_GROUP], with zeros
/// for what is missing. Numbers stay as they are stored.
void encodings_panel(const void *weights, int element, int64_t count, int64_t width, void *out);

/// `encodings_product` with weights that are laid out, group behind group: the same outputs, to the last bit.
void encodings_panelled_product(
  int level, const float *rows, int64_t row_count, const void *weights, int element, int64_t column_count,
  int64_t width, const float *bias, float *out, int64_t out_stride);

/// Entries of a group of fixed-point ones.
enum { ENCODINGS_FIXED_GROUP = 16 };

/// Numbers of a fixed-point row whose products are added as whole numbers; then come those of the next block. The
/// shorter it is, the finer the numbers may be.
enum { ENCODINGS_FIXED_BLOCK = 96 };

/// The same at the level of matrix units, which add the products of the numbers' bytes. A block's sum is rounded there
/// in two parts, that of the products with an upper byte in them and that of the others, and together.
enum { ENCODINGS_BYTE_BLOCK = 1024 };

/// Numbers of 16 bits that rows take as `encodings_fix_rows` lays them out.
int64_t encodings_fixed_size(int level, int64_t row_count, int64_t width);

/// Makes rows fixed-point ones, laid out as `encodings_fixed_product` reads them at the same level: row r is about
/// units[r] times whole numbers of 16 bits. errors[r] is the length of the difference, as a part of the row's length;
/// a row that this does no justice (of numbers that are not finite, or some 10^15 times too great or too small) gets a
/// unit that is not a number. `out` has room for as many numbers as `encodings_fixed_size` says.
void encodings_fix_rows(
  int level, const float *rows, int64_t row_count, int64_t row_stride, int64_t width, int16_t *out, float *units,
  double *errors);

/// Numbers of 16 bits that a group of entries takes.
int64_t encodings_fixed_group_size(int level, int64_t width);

/// The same for a group of entries, `count` stored rows one behind the other; what is missing from
/// ENCODINGS_FIXED_GROUP becomes zeros. `out` has room for as many numbers as `encodings_fixed_group_size` says.
void encodings_fix_group(
  int level, const void *stored, int element, int64_t count, int64_t width, int16_t *out, float *units, double *errors);

/// out[r][e] = the product of row r and entry e of the groups, both as fixed-point numbers of the same level: exact in
/// each block. Each block's sum is rounded, and so is each sum of blocks, and the product twice by the units: no more
/// often than with blocks of ENCODINGS_FIXED_BLOCK at any level.
/// Shapes: out [row_count x (ENCODINGS_FIXED_GROUP group_count)].
void encodings_fixed_product(
  int level, const int16_t *rows, const float *row_units, int64_t row_count, const int16_t *groups,
  const float *group_units, int64_t group_count, int64_t width, float *out, int64_t out_stride);

/// out[r][c] = sum_j factors[r][j] values[j][c]. Shapes: factors [row_count x count], values [count x width].
void encodings_combine(
  int level, const float *factors, int64_t row_count, int64_t factor_stride, const float *values, int64_t count,
  int64_t value_stride, int64_t width, float *out, int64_t out_stride);

/// Each row becomes exp(scale row - max) / sum.
void encodings_softmax(int level, float *rows, int64_t row_count, int64_t stride, int64_t width, float scale);

/// out = (row - mean) / sqrt(variance + epsilon) * gain + bias, row by row; `out` may be `rows`.
void encodings_layer_norm(
  int level, const float *rows, int64_t row_count, int64_t stride, int64_t width, const float *gain,
  const float *bias, float epsilon, float *out, int64_t out_stride);

/// Applies an activation function in place.
void encodings_activate(int level, int activation, float *values, int64_t count);

/// values[i] += addends[i].
void encodings_add(int level, float *values, const float *addends, int64_t count);

/// Widens stored numbers to float32; exact.
void encodings_widen(int level, const void *stored, int element, int64_t count, float *out);

/// out[j][n] = sum_i (vectors[n][i] (b_i - shift)) in float64 for `count` vectors (1 to 3), b the stored row ids[j] and
/// shift shifts[ids[j]]; shifts null means 0. A row's products do not depend on its company.
void encodings_dots(
  int level, const double *const vectors[3], int count, const void *rows, int element, int64_t width,
  const int32_t *ids, int64_t id_count, const double *shifts, double *out);

/// sum_i (scale_i (b_i - shift)^2) in float64, b as stored; scale null means 1.
double encodings_square(
  int level, const double *scale, const void *stored, int element, double shift, int64_t width);

/// The sums that every space needs of one stored row, in float64: its mean, |E|², |E'|², Σ scale E'² and Σ factor E',
/// with E' = E - mean. One reading of the row.
void encodings_row_facts(
  int level, const void *stored, int element, int64_t width, const double *scale, const double *factor,
  double facts[5]);

/// How the scores of one row become keys, see `encodings_coefficients`:
/// key = (score + offset - slope mean[v]) factor[v] + addend[v] + lift share[v],
/// uncertain by reach weight[v] + |key| tilt[v] + floor[v].
struct encodings_sieve {
  float offset, slope, lift, reach;
  /// Keys above `above` by more than their uncertainty are counted; keys that may exceed `below` but are not
  /// counted are hits.
  float above, below;
  /// Keys that may reach it are hits.
  float threshold;
};

/// Per-entry coefficients; pointers to the tile's first entry.
struct encodings_entries {
  const float *mean, *factor, *addend, *share, *weight, *tilt, *floor;
};

struct encodings_hit {
  int32_t index;
  float key, uncertainty;
};

/// For each row counts the entries of a tile whose key is certainly greater than the own entry's, and lists those whose
/// verdict is open or that may belong to the nearest. Shapes: scores [row_count x stride], of which `count` are used;
/// sieves, found and greater [row_count]; hits [row_count x count], of which row r gets found[r]. Adds to `greater`.
void encodings_sift(
  int level, const float *scores, int64_t stride, int64_t row_count, int64_t count,
  const struct encodings_sieve *sieves, const struct encodings_entries *entries, struct encodings_hit *hits,
  int64_t *found, int64_t *greater);

/// A space at one position, in the terms of `encodings_coefficients`: see Tracing's `PositionedSpace` for the
/// formulas and the bounds' derivation.
struct encodings_space {
  int normalized;  ///< whether entries are layer-normalised
  int euclidean;   ///< whether keys are minus squared distances (less |q|²) instead of cosines times |q|
  float width, epsilon;
  float rounding;  ///< relative error of one product
  float slack;  ///< the part of `rounding` that stands for the few operations around a product
  float offset_norm, offset_square;  ///< |c|, |c|² (c centred where normalised)
  float gain_greatest, bias_norm, bias_square, product_norm;  ///< max |g|, |b|, |b|², |g b|
  float scaled_offset_sum, scaled_offset_square, product_offset;  ///< Σ g² c, Σ g² c², Σ g b c
};

/// Per-entry facts of the vocabulary; pointers to the tile's first entry. With E' = E - mean:
/// norm |E|, square |E|², mean, centred |E'|², scaled Σ g² E'², product Σ g b E'.
struct encodings_facts {
  const float *norm, *square, *mean, *centred, *scaled, *product;
};

/// Room for a tile's coefficients, as `encodings_entries` reads them.
struct encodings_coefficients {
  float *factor, *addend, *share, *weight, *tilt, *floor;
};

/// Fills the coefficients of `count` entries from their products with the offset, E · c, and, where normalised, with
/// the scaled offset, E · (g² c).
void encodings_coefficients(
  int level, const struct encodings_space *space, const struct encodings_facts *facts, const float *offset_products,
  const float *scaled_products, int64_t count, const struct encodings_coefficients *out);

/// Tells the CPU that this thread waits in a loop.
static inline void encodings_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

#endif
