/// Whom to believe that a key is whose: chains of certificates, checked against anchors that the reader chose.
@NullMarked
package dev.holdfast.x509;

import org.jspecify.annotations.NullMarked;
