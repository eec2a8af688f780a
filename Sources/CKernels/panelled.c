// Lays weights out for products, once for all: at any level the same.
#include "include/kernels.h"

// All bits zero is the number zero in each way of storing.
#define LAY_OUT(type) \
  for (int64_t k = 0; k < width; k++) { \
    for (int64_t c = 0; c < ENCODINGS_PANELLED_GROUP; c++) { \
      ((type *)out)[k * ENCODINGS_PANELLED_GROUP + c] = c < count ? ((const type *)weights)[c * width + k] : 0; \
    } \
  }

void encodings_panel(const void *weights, int element, int64_t count, int64_t width, void *out) {
  if (encodings_element_size(element) == 4) LAY_OUT(uint32_t) else LAY_OUT(uint16_t)
}
