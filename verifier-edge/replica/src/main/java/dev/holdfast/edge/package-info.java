/// The replica that an edge keeps of every list, good for answering while the log is away.
@NullMarked
package dev.holdfast.edge;

import org.jspecify.annotations.NullMarked;
