/// Selective Disclosure for JWTs (RFC 9901): an issuer signs digests, a holder shows the claims behind some of them.
@NullMarked
package dev.holdfast.sdjwt;

import org.jspecify.annotations.NullMarked;
