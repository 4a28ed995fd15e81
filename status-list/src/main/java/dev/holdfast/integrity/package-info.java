/// W3C Verifiable Credential Data Integrity 1.0 with the cryptosuites eddsa-jcs-2022, eddsa-rdfc-2022, ecdsa-jcs-2019
/// and ecdsa-rdfc-2019 on P-256 and P-384: a proof that is a part of the JSON document it signs. A document is brought
/// into canonical form, hashed together with the canonical options of the proof, and signed.
@NullMarked
package dev.holdfast.integrity;

import org.jspecify.annotations.NullMarked;
