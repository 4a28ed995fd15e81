package dev.holdfast.vc;

import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sdjwt.SdJwt;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.util.Set;

/// A credential as the payload of an SD-JWT (VC-JOSE-COSE, section 3.2). What decides whether a credential holds at
/// all cannot be left to its holder: it must stand in the signed payload.
final class VcSdJwt {
    static final String MEDIA_TYPE = "application/vc+sd-jwt";

    private static final String TYPE = "vc+sd-jwt";
    private static final Set<String> ALWAYS_SIGNED =
            Set.of("@context", "type", "issuer", "iss", "validFrom", "validUntil", "exp", "nbf", "credentialStatus");

    private VcSdJwt() {}

    static VerifiedVc verify(String text, int maxBytes, IssuerKeys keys) throws CredentialRefused {
        try {
            SdJwt sdJwt = SdJwt.split(text, maxBytes);
            VcJwt.requireHeader(sdJwt.jws().header(), TYPE);
            return VcJwt.verify(sdJwt.jws(), IssuerSignature.disclosed(sdJwt, ALWAYS_SIGNED), keys);
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.MALFORMED, e.getMessage(), e);
        }
    }
}
