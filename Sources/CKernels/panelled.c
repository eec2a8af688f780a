// Lays weights out for products, once for all: at any level the same.
#include "include/kernels.h"

// A few cache lines of each row at a time: rows may be so far apart that the nearest cache has no place for more. All bits
// zero is the number zero in each way of storing.
#define LAY_OUT(type) \
  for (int64_t first = 0, end; first < width; first = end) { \
    end = width - first < 32 ? width : first + 32; \
    for (int64_t c = 0; c < ENCODINGS_PANELLED_GROUP; c++) { \
      for (int64_t k = first; k < end; k++) { \
        ((type *)out)[k * ENCODINGS_PANELLED_GROUP + c] = c < count ? ((const type *)weights)[c * width + k] : 0; \
      } \
    } \
  }

void encodings_panel(const void *weights, int element, int64_t count, int64_t width, void *out) {
  if (encodings_element_size(element) == 4) LAY_OUT(uint32_t) else LAY_OUT(uint16_t)
}
