#ifndef ENCODINGS_MAPPING_GUARD_H
#define ENCODINGS_MAPPING_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/// Guards a mapping of a file: a page of it that cannot be read (the file was cut, or the disk fails) reads as zeros
/// from then on, and `enc_guard_is_whole` says so, where the process would otherwise die of SIGBUS.
///
/// Returns the guard's number, or -1 if there are too many; the mapping is then as mappings are.
int enc_guard_add(const void *base, size_t length);

/// Ends a guard. Nobody may be reading the mapping any more.
void enc_guard_remove(int guard);

/// Whether every page of the mapping that was read could be read. True without a guard.
bool enc_guard_is_whole(int guard);

#endif
