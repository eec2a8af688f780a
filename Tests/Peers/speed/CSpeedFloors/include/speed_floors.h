#ifndef ENCODINGS_SPEED_FLOORS_H
#define ENCODINGS_SPEED_FLOORS_H

#include <stddef.h>
#include <stdint.h>

/// Reads `bytes` (a multiple of 256, 32-byte aligned) as fast as the processor can; returns a sum to keep compilers from
/// leaving it out.
uint64_t speed_read(const void *memory, size_t bytes);

/// Does `rounds` times 20 fused multiply-adds on whole vectors; returns the floating-point operations done.
double speed_fuse(int64_t rounds);

#endif
