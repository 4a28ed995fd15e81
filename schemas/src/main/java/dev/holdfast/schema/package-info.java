/// Where the wire meets the domain: every byte that enters or leaves a topic is encoded and decoded here.
@NullMarked
package dev.holdfast.schema;

import org.jspecify.annotations.NullMarked;
