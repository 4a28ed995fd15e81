/// W3C Verifiable Credentials Data Model 2.0: what every credential says about itself, and the ways in which one is
/// secured: as a JWT (VC-JOSE-COSE) or with an embedded proof (Data Integrity).
@NullMarked
package dev.holdfast.vc;

import org.jspecify.annotations.NullMarked;
