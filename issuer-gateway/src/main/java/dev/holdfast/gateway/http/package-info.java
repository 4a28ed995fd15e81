/// The HTTP rim: JSON in and out, callers, and every error as a problem (RFC 9457).
@NullMarked
package dev.holdfast.gateway.http;

import org.jspecify.annotations.NullMarked;
