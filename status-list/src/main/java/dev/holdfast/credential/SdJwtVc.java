package dev.holdfast.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.format.StatusReference;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.json.Timestamps;
import dev.holdfast.json.Urls;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sdjwt.SdJwt;
import dev.holdfast.sign.KeyId;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.CredentialRefused.Reason;
import dev.holdfast.vc.IssuerSignature;
import dev.holdfast.vc.VerifiedVc;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// SD-JWT VC: an SD-JWT with a type (`vct`) and the claims of a JWT. What decides whether it holds at all stands in the
/// signed payload, never in a disclosure that its holder could leave out.
final class SdJwtVc {
    private static final String TYPE = "dc+sd-jwt";
    private static final Set<String> ALWAYS_SIGNED =
            Set.of("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status");

    private SdJwtVc() {}

    static VerifiedCredential verify(byte[] credential, int maxBytes, IssuerKeys keys, Instant now)
            throws CredentialRefused {
        try {
            SdJwt sdJwt = SdJwt.split(new String(credential, StandardCharsets.ISO_8859_1), maxBytes);
            IssuerSignature.requireType(sdJwt.jws().header(), TYPE);
            ObjectNode claims = IssuerSignature.disclosed(sdJwt, ALWAYS_SIGNED);
            StrictJson.text(claims, "vct");
            String issuer = Urls.absolute(claims, "iss");
            KeyId key = IssuerSignature.verify(sdJwt.jws(), issuer, keys).keyId();
            Optional<Instant> from = Timestamps.numericDate(claims, "nbf");
            Optional<Instant> until = Timestamps.numericDate(claims, "exp");
            Timestamps.numericDate(claims, "iat");
            VerifiedVc.requireWithin(from, until, now);
            return new VerifiedCredential(CredentialKind.SD_JWT_VC, issuer, key, from, until, status(claims));
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.MALFORMED, e.getMessage(), e);
        }
    }

    /// Other mechanisms may stand beside a status list (Token Status List, section 6.1), but not in its place: what
    /// they say would go unheard.
    private static List<StatusPointer> status(ObjectNode claims) throws Malformed, CredentialRefused {
        if (!claims.has("status")) {
            return List.of();
        }
        return List.of(StatusReference.inJwt(claims)
                .map(StatusPointer.InTokenList::new)
                .orElseThrow(
                        () -> new CredentialRefused(Reason.UNKNOWN_STATUS, "status names no mechanism that is known")));
    }
}
