/// One status list as a value: packed statuses in chunks that copies share, the descriptor, and the keyed
/// permutation that hands out entries so that their position tells nothing.
@NullMarked
package dev.holdfast.list;

import org.jspecify.annotations.NullMarked;
