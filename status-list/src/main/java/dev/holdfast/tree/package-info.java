/// Merkle trees of RFC 6962, section 2.1, over the chunks of a list and over the lists of a partition.
@NullMarked
package dev.holdfast.tree;

import org.jspecify.annotations.NullMarked;
